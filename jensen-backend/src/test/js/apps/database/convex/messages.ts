import { mutationGeneric as mutation, paginationOptsValidator, queryGeneric as query } from "convex/server";
import { v } from "convex/values";

const scores = (rows: any[]) => rows.map((row) => row.score);

export const add = mutation({
  args: { room: v.string(), score: v.number(), name: v.optional(v.string()) },
  returns: v.id("messages"),
  handler: async ({ db }, { room, score, name }) =>
    await db.insert("messages", { room, score, author: name === undefined ? undefined : { name } }),
});

export const get = query({
  args: { id: v.id("messages") },
  handler: async ({ db }, { id }) => await db.get(id),
});

export const all = query({
  args: { room: v.string(), order: v.union(v.literal("asc"), v.literal("desc")) },
  returns: v.array(v.number()),
  handler: async ({ db }, { room, order }) =>
    scores(
      await db
        .query("messages")
        .withIndex("by_room", (q: any) => q.eq("room", room))
        .order(order)
        .collect(),
    ),
});

export const between = query({
  args: { room: v.string(), from: v.number(), to: v.number() },
  handler: async ({ db }, { room, from, to }) =>
    scores(
      await db
        .query("messages")
        .withIndex("by_room", (q: any) => q.eq("room", room).gte("score", from).lt("score", to))
        .collect(),
    ),
});

export const shapes = query({
  args: {},
  handler: async ({ db }) => {
    const everything = () => db.query("messages");
    const iterated: number[] = [];
    for await (const row of everything()) {
      iterated.push(row.score);
      if (iterated.length === 2) {
        break;
      }
    }
    return {
      collect: scores(await everything().collect()),
      desc: scores(await everything().order("desc").collect()),
      take: scores(await everything().take(2)),
      first: (await everything().first())!.score,
      none: await db.query("nothing").first(),
      filtered: scores(
        await everything()
          .filter((q) => q.or(q.eq(q.field("author.name"), "ann"), q.gt(q.mul(q.field("score"), 2), 7)))
          .collect(),
      ),
      unique: (await everything().filter((q) => q.eq(q.field("score"), 3)).unique())!.score,
      iterated,
    };
  },
});

export const notUnique = query({
  args: {},
  handler: async ({ db }) => await db.query("messages").unique(),
});

export const skipsAField = query({
  args: {},
  handler: async ({ db }) =>
    await db
      .query("messages")
      .withIndex("by_room", (q: any) => q.eq("score", 1))
      .collect(),
});

export const badFilter = query({
  args: {},
  handler: async ({ db }) => {
    try {
      await db
        .query("messages")
        .filter((q) => q.eq(q.add(q.field("score"), q.field("room")), 1))
        .collect();
      return "not refused";
    } catch (e: any) {
      return e.message;
    }
  },
});

export const edit = mutation({
  args: {},
  handler: async ({ db }) => {
    const id = await db.insert("messages", { room: "edit", score: 1, author: { name: "ann" } });
    const seen = [await db.get(id)];
    await db.patch(id, { score: 2, author: undefined });
    seen.push(await db.get(id));
    await db.replace(id, { room: "edit", score: 3 });
    seen.push(await db.get(id));
    const listed = await db
      .query("messages")
      .withIndex("by_room", (q: any) => q.eq("room", "edit"))
      .collect();
    await db.delete(id);
    seen.push(await db.get(id));
    return { seen: seen.map((row) => row && { score: row.score, author: row.author ?? null }), listed: listed.length };
  },
});

export const violates = mutation({
  args: {},
  handler: async ({ db }) => await db.insert("messages", { room: 7, score: 1 } as any),
});

export const caught = mutation({
  args: {},
  handler: async ({ db }) => {
    try {
      await db.insert("messages", { room: 7, score: 1 } as any);
    } catch (e: any) {
      return e.message.split("\n")[0];
    }
  },
});

export const wrongReturn = mutation({
  args: {},
  returns: v.string(),
  handler: async ({ db }) => {
    await db.insert("messages", { room: "wrong", score: 1 });
    return 7 as any;
  },
});

export const failsAfterWriting = mutation({
  args: {},
  handler: async ({ db }) => {
    await db.insert("messages", { room: "wrong", score: 1 });
    throw new Error("changed my mind");
  },
});

export const normalize = query({
  args: { table: v.string(), id: v.string() },
  handler: async ({ db }, { table, id }) => db.normalizeId(table as any, id),
});

export const page = query({
  args: { paginationOpts: paginationOptsValidator },
  handler: async ({ db }, { paginationOpts }) => {
    const page = await db.query("messages").paginate(paginationOpts);
    return { ...page, page: scores(page.page) };
  },
});

export const unawaited = mutation({
  args: {},
  handler: async ({ db }) => {
    void db.insert("messages", { room: "unawaited", score: 1 });
  },
});

export const parallel = query({
  args: { ids: v.array(v.id("messages")) },
  handler: async ({ db }, { ids }) => scores(await Promise.all(ids.map((id) => db.get(id)))),
});

export const increment = mutation({
  args: {},
  returns: v.number(),
  handler: async ({ db }) => {
    const counter = await db.query("counters").first();
    if (counter === null) {
      await db.insert("counters", { n: 1 });
      return 1;
    }
    await db.patch(counter._id, { n: counter.n + 1 });
    return counter.n + 1;
  },
});

export const who = query({
  args: {},
  handler: async ({ auth }) => await auth.getUserIdentity(),
});

export const reads = query({
  args: {},
  handler: async ({ db }) => {
    for (let i = 0; i < 5000; i++) {
      await db.query("counters").first();
    }
  },
});

export const unknownOperations = query({
  args: {},
  handler: async () => {
    const { syscall, asyncSyscall } = (globalThis as any).Convex;
    const messages: string[] = [];
    try {
      syscall("1.0/nonsense", "{}");
    } catch (e: any) {
      messages.push(e.message);
    }
    await asyncSyscall("1.0/nonsense", "{}").catch((e: any) => messages.push(e.message));
    await asyncSyscall("1.0/insert", '{"table":"messages","value":{}}').catch((e: any) =>
      messages.push(e.message),
    );
    return messages;
  },
});
