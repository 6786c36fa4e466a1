import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
import { v } from "convex/values";

export const uploadUrl = mutation({ handler: async ({ storage }) => await storage.generateUploadUrl() });

export const save = mutation({
  args: { file: v.id("_storage") },
  handler: async ({ db }, args) => {
    await db.insert("files", args);
  },
});

export const url = query({
  args: { file: v.id("_storage") },
  handler: async ({ storage }, { file }) => await storage.getUrl(file),
});

export const urls = query({
  handler: async ({ db, storage }) =>
    await Promise.all((await db.query("files").collect()).map(({ file }) => storage.getUrl(file))),
});

export const removeAll = mutation({
  handler: async ({ db, storage }) => {
    for (const { _id, file } of await db.query("files").collect()) {
      await storage.delete(file);
      await db.delete(_id);
    }
  },
});
