// `ctx.storage.store` and `ctx.storage.get` of actions (`spec/function-runtime.md` §8.1).

import core from "core";
import { pump, remote } from "./wire.js";

export async function storeBlob({ blob, options }) {
  const { Blob, sourceOf } = require("lazy:blob");
  if (!(blob instanceof Blob)) {
    throw new Error(
      "store() expects a Blob. If you are trying to store a Request, `await request.blob()` will " +
        "give you the correct input.",
    );
  }
  const handle = core.newHandle();
  const contentType = blob.type || null;
  const sha256 = options?.sha256 ?? null;
  const stored = core.hostCall(
    "jensen/storeBlob",
    JSON.stringify({ handle, contentType, size: blob.size, sha256 }),
  );
  void pump(sourceOf(blob), handle, {});
  return JSON.parse(await stored);
}

export async function getBlob({ storageId }) {
  if (typeof storageId !== "string") {
    throw new Error(`storage.get requires a string storageId but received ${storageId}`);
  }
  const handle = core.newHandle();
  const found = JSON.parse(
    await core.hostCall("jensen/getBlob", JSON.stringify({ handle, storageId })),
  );
  if (found === null) {
    return null;
  }
  const source = remote(handle);
  const parts = [];
  for (let part = await source.pull(); part !== undefined; part = await source.pull()) {
    parts.push(part);
  }
  return require("lazy:blob").blobOf(parts, found.contentType ?? "");
}
