import { usePaginatedQuery } from "convex/react";
import { api } from "../convex/_generated/api";
import type { Doc } from "../convex/_generated/dataModel";
import { isPending } from "./useSend";

const PAGE = 20;

/** The messages of a channel, oldest first; `name` is who reads them. */
export function Conversation({ channel, name }: { channel: string; name: string }) {
  const { results, status, loadMore } = usePaginatedQuery(
    api.messages.list,
    { channel },
    { initialNumItems: PAGE },
  );
  const messages = results.toReversed();

  return (
    <section className="conversation" aria-label="Messages" tabIndex={0}>
      <div className="conversation-content">
        {(status === "CanLoadMore" || status === "LoadingMore") && (
          <button
            type="button"
            className="more"
            disabled={status === "LoadingMore"}
            onClick={() => loadMore(PAGE)}
          >
            {status === "LoadingMore" ? "Loading…" : "Load older messages"}
          </button>
        )}
        {status === "LoadingFirstPage" && <p className="hint">Loading messages…</p>}
        {status === "Exhausted" && messages.length === 0 && (
          <p className="hint">Nobody has written here yet. Be the first.</p>
        )}
        <ol role="log" aria-label={`Messages in ${channel}`}>
          {messages.map((message, i) => (
            <Message
              key={message._id}
              message={message}
              own={message.author === name}
              continued={i > 0 && messages[i - 1].author === message.author}
            />
          ))}
        </ol>
      </div>
    </section>
  );
}

type MessageProps = { message: Doc<"messages">; own: boolean; continued: boolean };

function Message({ message, own, continued }: MessageProps) {
  const pending = isPending(message);
  const time = new Date(message._creationTime);

  return (
    <li
      className="message"
      data-own={own || undefined}
      data-continued={continued || undefined}
      data-pending={pending || undefined}
      aria-busy={pending || undefined}
    >
      <span className="avatar" aria-hidden="true" style={{ "--hue": hue(message.author) }}>
        {[...message.author.trim()][0]?.toUpperCase()}
      </span>
      <div className="bubble">
        <p className="byline">
          <span className="author">{message.author}</span>
          <time dateTime={time.toISOString()}>
            {pending
              ? "sending…"
              : time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" })}
          </time>
        </p>
        <p className="text">{message.text}</p>
      </div>
    </li>
  );
}

/** The same colour for the same name. */
function hue(name: string) {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 360, 7);
}
