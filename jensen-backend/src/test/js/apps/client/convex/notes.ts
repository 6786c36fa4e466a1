import {
  actionGeneric as action,
  anyApi,
  internalQueryGeneric as internalQuery,
  mutationGeneric as mutation,
  queryGeneric as query,
} from "convex/server";
import { ConvexError, v } from "convex/values";

const inChannel = async (db: any, channel: string) =>
  (await db.query("notes").collect()).filter((note: any) => note.channel === channel);

export const list = query({
  args: { channel: v.string() },
  handler: async ({ db }, { channel }) =>
    (await inChannel(db, channel)).map(({ _id, text, stars }: any) => ({ _id, text, stars })),
});

export const count = query({
  args: { channel: v.string() },
  handler: async ({ db }, { channel }) => BigInt((await inChannel(db, channel)).length),
});

export const add = mutation({
  args: { channel: v.string(), text: v.string(), stars: v.optional(v.int64()) },
  handler: async ({ db }, note) => {
    if (note.text === "") {
      throw new ConvexError({ reason: "empty", channel: note.channel });
    }
    console.log("adding", note.text);
    return await db.insert("notes", note);
  },
});

/** Says how many there were before; refuses to add the same text twice. */
export const addOnce = mutation({
  args: { channel: v.string(), text: v.string() },
  handler: async ({ db }, note) => {
    const before = await inChannel(db, note.channel);
    if (before.some(({ text }: any) => text === note.text)) {
      throw new ConvexError(BigInt(before.length));
    }
    await db.insert("notes", note);
    return BigInt(before.length);
  },
});

export const broken = query(async () => {
  throw new Error("out of order");
});

export const echo = query(async (_, args: any) => args.value);

export const echoLate = action(async (_, args: any) => {
  await new Promise((resolve) => setTimeout(resolve, args.millis));
  return args.value;
});

export const logged = query(async () => {
  console.debug("quiet");
  console.warn("loud", 3);
  return null;
});

export const whoami = query(async ({ auth }) => (await auth.getUserIdentity())?.subject ?? null);

/** Leaves a note of who calls. */
export const sign = mutation(async ({ auth, db }) => {
  const by = (await auth.getUserIdentity())?.subject ?? null;
  await db.insert("notes", { channel: `signed by ${by}`, text: "" });
  return by;
});

export const hidden = internalQuery(async () => "hidden");

export const large = query({
  args: { characters: v.number() },
  handler: async ({ db }, { characters }) =>
    (await inChannel(db, "large")).length + "\u20ac".repeat(characters),
});

export const shout = action({
  args: { channel: v.string(), text: v.string() },
  handler: async ({ runMutation }, { channel, text }): Promise<string> => {
    const loud = text.toUpperCase();
    await runMutation(anyApi.notes.add, { channel, text: loud });
    return loud;
  },
});
