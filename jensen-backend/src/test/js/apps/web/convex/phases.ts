import { actionGeneric as action, mutationGeneric as mutation, queryGeneric as query } from "convex/server";

// What a module holds is in the snapshot from which every call starts.
const early = {
  stream: new TransformStream(),
  form: new FormData(),
  controller: new AbortController(),
  response: new Response("early", { headers: { a: "b" } }),
  file: new File(["x"], "early.txt"),
  target: new EventTarget(),
};

const atImport = (attempt: () => unknown) => {
  try {
    return `worked: ${attempt()}`;
  } catch (e: any) {
    return e.message;
  }
};
const importTime = [
  atImport(() => fetch("https://example.org")),
  atImport(() => setTimeout(() => {})),
  atImport(() => setInterval(() => {})),
];

async function refused(attempt: () => unknown) {
  try {
    return `worked: ${await attempt()}`;
  } catch (e: any) {
    return e.message;
  }
}
const effects = async () => [
  await refused(() => fetch("https://example.org")),
  await refused(() => setTimeout(() => {})),
  await refused(() => setInterval(() => {})),
  await refused(() => new Response(new URLSearchParams("a=b")).formData()),
  clearTimeout(1) ?? "cleared",
];
export const effectsInQuery = query(effects);
export const effectsInMutation = mutation(effects);
export const effectsAtImport = query(async () => importTime);

export const harmless = query(async () => {
  const { readable, writable } = new TransformStream();
  const writer = writable.getWriter();
  void writer.write("through");
  const { value } = await readable.getReader().read();
  return [
    value,
    await new Response("text").text(),
    (await new Blob(["ab"]).text()).length,
    new Headers({ a: "b" }).get("a"),
    new Request("https://example.org").method,
    AbortSignal.abort().aborted,
  ];
});

export const fromSnapshot = action(async () => {
  early.target.addEventListener("x", () => early.controller.abort("heard"));
  early.target.dispatchEvent(new Event("x"));
  early.form.append("f", early.file);
  const form = await new Response(early.form).formData();
  const writer = early.stream.writable.getWriter();
  void writer.write("1");
  return [
    early.controller.signal.reason,
    await early.response.text(),
    (form.get("f") as File).name,
    (await early.stream.readable.getReader().read()).value,
  ];
});

const out = [
  "AbortController", "AbortSignal", "Blob", "CustomEvent", "DOMException", "Event", "EventTarget",
  "File", "FormData", "Headers", "ReadableStream", "ReadableStreamBYOBReader",
  "ReadableStreamDefaultReader", "Request", "Response", "TextDecoderStream", "TextEncoderStream",
  "TransformStream", "WritableStream", "WritableStreamDefaultWriter",
];
export const missing = query(async () =>
  out.filter((name) => typeof (globalThis as any)[name] !== "function"),
);

declare const Convex: any;
export const reachesHost = action(async () => [
  await refused(() => Convex.asyncSyscall("jensen/sleep", '{"id":1,"millis":1}')),
  await refused(() => Convex.syscall("jensen/sleep", '{"id":1,"millis":1}')),
]);

export const webAssembly = action(async () => {
  const code = new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 96, 2, 127, 127, 1, 127, 3, 2, 1, 0, 7, 7, 1, 3, 97, 100,
    100, 0, 0, 10, 9, 1, 7, 0, 32, 0, 32, 1, 106, 11,
  ]);
  const module = new WebAssembly.Module(code);
  const { add } = new WebAssembly.Instance(module).exports as any;
  return add(2, 3);
});

export const throwsInTimer = action(async () => {
  setTimeout(() => {
    throw new RangeError("from a timer");
  }, 1);
  await new Promise((done) => setTimeout(done, 50));
});

export const leavesTimer = action(async () => {
  setTimeout(() => {}, 1);
  clearTimeout(setTimeout(() => {}, 3_600_000));
  return "done";
});

export const waitsForNothing = action(() => {
  clearTimeout(setTimeout(() => {}, 3_600_000));
  return new Promise(() => {});
});
