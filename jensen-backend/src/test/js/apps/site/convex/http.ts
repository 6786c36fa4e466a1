import { anyApi, httpActionGeneric as httpAction, httpRouter } from "convex/server";
import { ConvexError } from "convex/values";

declare const console: any;

const http = httpRouter();
const on = (method: any, path: string, handler: any) =>
  http.route({ path, method, handler: httpAction(handler) });

on("POST", "/echo", async (_ctx: any, request: Request) => {
  const headers = new Headers({ "X-Url": request.url });
  headers.append("Set-Cookie", "a=1");
  headers.append("Set-Cookie", "b=2");
  headers.set("Content-Type", request.headers.get("content-type") ?? "none");
  return new Response(await request.arrayBuffer(), { status: 201, headers });
});

on("POST", "/pipe", async (_ctx: any, request: Request) => new Response(request.body));

on("POST", "/texts", async (_ctx: any, request: Request) => {
  const [first, second, third] = [request.clone(), request.clone(), request.clone()];
  const text = await request.text();
  const again = await request.text().catch((e: any) => e.name);
  const streamed = new Response("text");
  const { body } = streamed;
  const pieces = [];
  for await (const piece of body as any) pieces.push(...piece);
  return Response.json({
    text,
    clone: await first.text(),
    bytes: (await second.arrayBuffer()).byteLength,
    blob: (await third.blob()).size,
    used: request.bodyUsed,
    streamed: String.fromCharCode(...pieces),
    lone: await new Response("\ud83d").text(),
    again,
  });
});

on("POST", "/notes", async (ctx: any, request: Request) => {
  const { text } = await request.json();
  console.log("adding", text);
  await ctx.runMutation(anyApi.notes.add, { text });
  return Response.json(await ctx.runQuery(anyApi.notes.list, {}));
});

on("GET", "/events", async () => {
  const body = new ReadableStream({
    async start(controller) {
      for (let i = 0; i < 3; i++) {
        controller.enqueue(new TextEncoder().encode(`data: ${i}\n\n`));
        await new Promise((done) => setTimeout(done, 5));
      }
      controller.close();
    },
  });
  return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
});

on("GET", "/breaks", async () => {
  let pulls = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (pulls++ > 0) {
        throw new Error("no more");
      }
      controller.enqueue(new TextEncoder().encode("begun"));
    },
  }, { highWaterMark: 0 });
  return new Response(body);
});

on("GET", "/large", async () => {
  const piece = new Uint8Array(1 << 20).fill(120);
  let left = 22;
  const body = new ReadableStream({
    pull(controller) {
      if (left-- === 0) {
        controller.close();
      } else {
        controller.enqueue(piece);
      }
    },
  });
  return new Response(body);
});

on("GET", "/waits", async (ctx: any, { signal }: Request) => {
  await new Promise((aborted) => signal.addEventListener("abort", aborted));
  await ctx.runMutation(anyApi.notes.add, { text: signal.reason.name });
  return new Response("late");
});

on("POST", "/waits", async (ctx: any, request: Request) => {
  const { signal } = new Request(request);
  await new Promise((aborted) => signal.addEventListener("abort", aborted));
  await ctx.runMutation(anyApi.notes.add, { text: "posted" });
  return new Response("late");
});

on("GET", "/stays", async (_ctx: any, { signal }: Request) => {
  let aborted = signal.aborted;
  await new Promise((done) => setTimeout(done, 20));
  return Response.json({ aborted: aborted || signal.aborted });
});

on("GET", "/throws", async () => {
  throw new Error("boom");
});

on("GET", "/refuses", async () => {
  throw new ConvexError({ why: "quota" });
});

on("GET", "/nothing", async () => "text");

on("GET", "/who", async (ctx: any, request: Request) => {
  let who;
  try {
    who = (await ctx.auth.getUserIdentity())?.name ?? null;
  } catch (e: any) {
    who = `refused: ${e.message}`;
  }
  const { identity } = await ctx.runQuery(anyApi.notes.list, {});
  return Response.json({ who, called: identity, header: request.headers.get("authorization") });
});

on("POST", "/form", async (_ctx: any, request: Request) => {
  const form: any = await request.formData();
  const file = form.get("file");
  return Response.json({ name: form.get("name"), file: file.name, text: await file.text() });
});

on("POST", "/store", async (ctx: any, request: Request) => {
  const id = await ctx.storage.store(await request.blob());
  const stored = await ctx.storage.get(id);
  const mismatch = await ctx.storage
    .store(new Blob(["other"]), { sha256: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=" })
    .catch((e: any) => e.message);
  const { size, sha256 } = await ctx.storage.getMetadata(id);
  await ctx.storage.delete(id);
  const gone = await ctx.storage.get(id);
  const notABlob = await ctx.storage.store("text" as any).catch((e: any) => e.message);
  return Response.json({
    bytes: (await stored.arrayBuffer()).byteLength, type: stored.type, size, sha256, mismatch, gone, notABlob,
  });
});

http.route({
  pathPrefix: "/files/",
  method: "GET",
  handler: httpAction(async (_ctx, request) => new Response(new URL(request.url).pathname)),
});

export default http;
