import { insertAtTop, useMutation } from "convex/react";
import { api } from "../convex/_generated/api";
import type { Doc, Id } from "../convex/_generated/dataModel";

type Message = { channel: string; author: string; text: string };

const PENDING = "pending-";
let sent = 0;

/** Whether the server has not confirmed this message yet. */
export function isPending(message: Doc<"messages">) {
  return message._id.startsWith(PENDING);
}

/** Sends a message that the lists of this page show at once, before the server has it. */
export function useSend() {
  const send = useMutation(api.messages.send);

  return (message: Message) => {
    // Made here and not in the update, which runs again with every result that arrives meanwhile.
    const item: Doc<"messages"> = {
      ...message,
      _id: `${PENDING}${sent++}` as Id<"messages">,
      _creationTime: Date.now(),
    };
    const sendAndShow = send.withOptimisticUpdate((store, { channel }) => {
      insertAtTop({
        paginatedQuery: api.messages.list,
        argsToMatch: { channel },
        localQueryStore: store,
        item,
      });
      const count = store.getQuery(api.messages.count, { channel });
      if (count !== undefined) {
        store.setQuery(api.messages.count, { channel }, count + 1);
      }
    });
    return sendAndShow(message);
  };
}
