import { bytes, checking, same, throws, utf8 } from "./checks";

const of = (...chunks: any[]) =>
  new ReadableStream({
    start(controller) {
      chunks.forEach((chunk) => controller.enqueue(chunk));
      controller.close();
    },
  });

async function all(stream: ReadableStream) {
  const chunks: any[] = [];
  for await (const chunk of stream as any) {
    chunks.push(chunk);
  }
  return chunks;
}

export const reading = checking({
  "a reader gets chunks, then the end": async () => {
    const reader = of("a", "b").getReader();
    const got = [await reader.read(), await reader.read(), await reader.read()];
    return same(got, [
      { value: "a", done: false },
      { value: "b", done: false },
      { done: true },
    ]);
  },
  "a stream can be iterated": async () => same(await all(of(1, 2, 3)), [1, 2, 3]),
  "leaving an iteration cancels": async () => {
    let reason = "none";
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(1),
      cancel: () => {
        reason = "cancelled";
      },
    });
    for await (const _ of stream as any) {
      break;
    }
    return reason === "cancelled";
  },
  "tee gives both branches everything": async () => {
    const [one, two] = of(1, 2).tee();
    return same([await all(one), await all(two)], [[1, 2], [1, 2]]);
  },
  "an error reaches the reader": () =>
    throws(
      () => all(new ReadableStream({ start: (c) => c.error(new RangeError("broken")) })),
      "RangeError: broken",
    ),
  "a locked stream has one reader": () => {
    const stream = of(1);
    stream.getReader();
    return stream.locked && throws(() => stream.getReader(), "TypeError");
  },
  "from an iterable": async () =>
    same(await all((ReadableStream as any).from(["x", "y"])), ["x", "y"]),
  "a byte stream fills the reader's buffer": async () => {
    const stream = new ReadableStream({
      type: "bytes",
      start(controller) {
        controller.enqueue(bytes(1, 2, 3, 4));
        controller.close();
      },
    } as any);
    const reader = new ReadableStreamBYOBReader(stream);
    const { value } = await reader.read(new Uint8Array(3));
    const rest = await reader.read(new Uint8Array(3));
    return same([[...value!], [...rest.value!]], [[1, 2, 3], [4]]);
  },
  "pull is not called before somebody reads": async () => {
    let pulls = 0;
    const stream = new ReadableStream(
      {
        pull(controller) {
          pulls++;
          controller.enqueue(pulls);
        },
      },
      { highWaterMark: 0 },
    );
    await null;
    const before = pulls;
    await stream.getReader().read();
    return same([before, pulls], [0, 1]);
  },
});

export const piping = checking({
  "through a transform": async () => {
    const doubled = of(1, 2).pipeThrough(
      new TransformStream({ transform: (n, c) => c.enqueue(n * 2) }),
    );
    return same(await all(doubled), [2, 4]);
  },
  "to a sink": async () => {
    const got: any[] = [];
    await of("a", "b").pipeTo(
      new WritableStream({
        write(chunk) {
          got.push(chunk);
        },
        close() {
          got.push("closed");
        },
      }),
    );
    return same(got, ["a", "b", "closed"]);
  },
  "until it is aborted": async () => {
    const controller = new AbortController();
    let reason: any;
    const endless = new ReadableStream({
      pull: (c) => c.enqueue(1),
      cancel: (why) => {
        reason = why;
      },
    });
    const sink = new WritableStream({ write: () => controller.abort(new Error("enough")) });
    const piped = throws(() => endless.pipeTo(sink, { signal: controller.signal }), "enough");
    return (await piped) === true && reason.message === "enough";
  },
  "a writer waits for a slow sink": async () => {
    let free: any;
    const sink = new WritableStream({ write: () => new Promise((done) => (free = done)) });
    const writer = sink.getWriter();
    await writer.ready;
    void writer.write("x");
    const full = writer.desiredSize;
    await null;
    free();
    await writer.ready;
    return same([full, writer.desiredSize], [0, 1]);
  },
  "strategies count": () =>
    same(
      [new CountQueuingStrategy({ highWaterMark: 3 }).highWaterMark,
        new ByteLengthQueuingStrategy({ highWaterMark: 8 }).size(bytes(1, 2))],
      [3, 2],
    ),
  "text is encoded, pairs kept together": async () => {
    const chunks = await all(of("a\ud83d", "\ude00é").pipeThrough(new TextEncoderStream() as any));
    return same(chunks.flatMap((chunk) => [...chunk]), [...utf8("a😀é")]);
  },
  "text is decoded across chunks": async () => {
    const [c3, a9, f0, rest] = [bytes(0xc3), bytes(0xa9), bytes(0xf0, 0x9f), bytes(0x98, 0x80)];
    const chunks = await all(of(c3, a9, f0, rest).pipeThrough(new TextDecoderStream() as any));
    return chunks.join("") === "é😀";
  },
});
