import { actionGeneric as action } from "convex/server";
import { Hono } from "hono";
import { cors } from "hono/cors";
import OpenAI from "openai";
import { z } from "zod";

const Person = z.object({ name: z.string().min(1), born: z.coerce.date().optional() });

export const zod = action(async () => {
  const good = Person.parse({ name: "Ada", born: "1815-12-10" });
  const bad = Person.safeParse({ name: "" });
  return [good.name, good.born?.getUTCFullYear(), bad.success, bad.error?.issues[0].code];
});

const app = new Hono();
app.use("/api/*", cors());
app.get("/api/hello/:name", (c) => c.json({ hello: c.req.param("name"), q: c.req.query("q") }));
app.post("/api/form", async (c) => {
  const form = await c.req.formData();
  return c.text(`${form.get("a")} ${(form.get("f") as File).size}`, 201);
});
app.notFound((c) => c.text("nothing here", 404));

export const hono = action(async () => {
  const hello = await app.fetch(new Request("https://x.org/api/hello/ann?q=1"));
  const form = new FormData();
  form.append("a", "b");
  form.append("f", new Blob(["12345"]));
  const posted = await app.fetch(new Request("https://x.org/api/form", { method: "POST", body: form }));
  const none = await app.request("/other");
  return [
    hello.status, await hello.json(), hello.headers.get("access-control-allow-origin"),
    posted.status, await posted.text(), none.status, await none.text(),
  ];
});

export const openai = action(async (_ctx, { base }: { base: string }) => {
  const talk = { model: "m", messages: [{ role: "user" as const, content: "Who is there?" }] };
  const client = new OpenAI({ apiKey: "sk-right", baseURL: `${base}/v1` });
  const whole = await client.chat.completions.create(talk);
  const pieces: string[] = [];
  for await (const piece of await client.chat.completions.create({ ...talk, stream: true })) {
    pieces.push(piece.choices[0].delta.content ?? "");
  }
  const stranger = new OpenAI({ apiKey: "sk-wrong", baseURL: `${base}/v1` });
  const refusal = await stranger.chat.completions.create(talk).catch((error: unknown) => error);
  return [
    whole.choices[0].message.content,
    pieces,
    refusal instanceof OpenAI.AuthenticationError && refusal.message,
  ];
});
