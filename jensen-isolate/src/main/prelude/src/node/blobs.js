// `storage.store` and `storage.get`: contents travel in pieces, each when the one before it was taken
// (spec/function-runtime.md §8.1).

const PIECE_BYTES_MAX = 131_072;

export async function storeBlob(calls, { blob, options }) {
  if (!(blob instanceof Blob)) {
    throw new Error(
      "store() expects a Blob. If you are trying to store a Request, `await request.blob()` " +
        "will give you the correct input.",
    );
  }
  const handle = calls.newHandle();
  const stored = calls.own("jensen/storeBlob", {
    handle,
    contentType: blob.type || null,
    size: blob.size,
    sha256: options?.sha256 ?? null,
  });
  void upload(calls, blob, handle);
  return JSON.parse(await stored);
}

/** Never fails: the server knows what went wrong, and `stored` tells. */
async function upload(calls, blob, handle) {
  try {
    for (let at = 0; at < blob.size; at += PIECE_BYTES_MAX) {
      const piece = await blob.slice(at, at + PIECE_BYTES_MAX).arrayBuffer();
      const chunk = Buffer.from(piece).toString("base64");
      await calls.own("jensen/bodyWrite", { handle, chunk });
    }
    await calls.own("jensen/bodyClose", { handle });
  } catch (error) {
    const message = `${error?.message ?? error}`;
    await calls.own("jensen/bodyFail", { handle, message }).catch(() => {});
  }
}

export async function getBlob(calls, { storageId }) {
  if (typeof storageId !== "string") {
    throw new Error(`storage.get requires a string storageId but received ${storageId}`);
  }
  const handle = calls.newHandle();
  const found = JSON.parse(await calls.own("jensen/getBlob", { handle, storageId }));
  if (found === null) {
    return null;
  }
  const pieces = [];
  for (;;) {
    const { done, chunk } = JSON.parse(await calls.own("jensen/bodyRead", { handle }));
    if (done) {
      return new Blob(pieces, { type: found.contentType ?? "" });
    }
    pieces.push(Buffer.from(chunk, "base64"));
  }
}
