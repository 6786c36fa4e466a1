// Uploads a file as the documentation of Convex tells web pages to. MODE=upload prints its URL;
// MODE=watch follows it in a live query until it is deleted.
import { createHash } from "node:crypto";
import { ConvexClient, ConvexHttpClient } from "convex/browser";
import { makeFunctionReference } from "convex/server";

const address = process.env.CONVEX_SELF_HOSTED_URL;
const content = process.env.CONTENT;
const reference = (name) => makeFunctionReference(`files:${name}`);
const client = new ConvexHttpClient(address);

const digest = createHash("sha256").update(content).digest("base64");
const uploaded = await fetch(await client.mutation(reference("uploadUrl"), {}), {
  method: "POST",
  headers: { "Content-Type": "text/plain", Digest: `sha-256=${digest}` },
  body: content,
});
const { storageId } = await uploaded.json();
await client.mutation(reference("save"), { file: storageId });

if (process.env.MODE === "upload") {
  console.log(await client.query(reference("url"), { file: storageId }));
} else {
  console.log("uploaded");
  const live = new ConvexClient(address);
  let first;
  await new Promise((resolve) => {
    live.onUpdate(reference("url"), { file: storageId }, async (url) => {
      if (url === null) {
        console.log("null");
        resolve();
        return;
      }
      first = url;
      console.log("url");
      console.log(await (await fetch(url)).text());
      console.log(await (await fetch(url, { headers: { Range: "bytes=1-2" } })).text());
      await client.mutation(reference("removeAll"), {});
    });
  });
  console.log((await fetch(first)).status);
  await live.close();
}
