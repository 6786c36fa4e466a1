import { actionGeneric, mutationGeneric, queryGeneric } from "convex/server";
import { v } from "convex/values";

const query = queryGeneric;
const mutation = mutationGeneric;
const action = actionGeneric;
const file = { file: v.id("_storage") };

export const uploadUrl = mutation({ handler: async ({ storage }) => await storage.generateUploadUrl() });

export const save = mutation({
  args: { ...file, author: v.string() },
  handler: async ({ db }, picture) => {
    await db.insert("pictures", picture);
  },
});

export const list = query({
  handler: async ({ db, storage }) => {
    const pictures = await db.query("pictures").collect();
    return await Promise.all(
      pictures.map(async ({ file, author }) => ({ author, url: await storage.getUrl(file) })),
    );
  },
});

/** All that queries can learn of one file. */
export const look = query({
  args: file,
  handler: async ({ db, storage }, { file }) => {
    const newest = await db.system.query("_storage").order("desc").first();
    return {
      document: await db.system.get(file),
      metadata: await storage.getMetadata(file),
      newest: newest?._id,
      normalized: db.system.normalizeId("_storage", file),
      all: (await db.system.query("_storage").collect()).length,
    };
  },
});

export const remove = mutation({
  args: file,
  handler: async ({ storage }, { file }) => await storage.delete(file),
});

export const removeThenThrow = mutation({
  args: file,
  handler: async ({ storage }, { file }) => {
    await storage.delete(file);
    if ((await storage.getUrl(file)) !== null) {
      throw new Error("still there");
    }
    throw new Error("changed my mind");
  },
});

export const write = mutation({
  args: file,
  handler: async ({ db }, { file }) => {
    await db.patch(file as any, { size: 1 });
  },
});

export const wrongId = query({
  args: { id: v.string() },
  handler: async ({ storage }, { id }) => await storage.getUrl(id as any),
});

/** What actions can do without contents. */
export const act = action({
  args: file,
  handler: async ({ storage }, { file }) => {
    const [url, metadata, upload] = await Promise.all([
      storage.getUrl(file),
      storage.getMetadata(file),
      storage.generateUploadUrl(),
    ]);
    await storage.delete(file);
    let again = "";
    try {
      await storage.delete(file);
    } catch (error: any) {
      again = error.message;
    }
    return { url, size: metadata!.size, upload, after: await storage.getUrl(file), again };
  },
});
