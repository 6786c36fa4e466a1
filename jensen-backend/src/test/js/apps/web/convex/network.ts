import { actionGeneric as action } from "convex/server";
import { bytes, checking, same, thrown, throws } from "./checks";

/** What the server says it received. */
const echo = async (base: string, init?: RequestInit, path = "/echo") =>
  (await fetch(base + path, init)).json();

export const sending = checking({
  "a plain GET": async ({ base }) => {
    const response = await fetch(base + "/echo?a=b c|d#frag", { headers: { "X-A": "1" } });
    const { method, query, headers, body } = await response.json();
    return same(
      [method, query, headers["x-a"], headers.accept, body, response.status, response.statusText,
        response.ok, response.redirected, response.type, response.url],
      ["GET", "a=b%20c%7Cd", "1", "*/*", "", 200, "OK", true, false, "basic", base + "/echo?a=b%20c|d"]);
  },
  "a JSON body": async ({ base }) => {
    const got = await echo(base, { method: "POST", body: JSON.stringify({ a: "ü" }) });
    return same([got.body, got.headers["content-type"], got.headers["content-length"]],
      ['{"a":"ü"}', "text/plain;charset=UTF-8", "10"]);
  },
  "every kind of body": async ({ base }) => {
    const bodies: any[] = [
      new URLSearchParams({ a: "1 2" }), new Blob(["b"], { type: "x/y" }), bytes(99).buffer, bytes(100)];
    const got: any[] = [];
    for (const body of bodies) {
      const { body: text, headers } = await echo(base, { method: "PUT", body });
      got.push([text, headers["content-type"] ?? null]);
    }
    return same(got, [["a=1+2", "application/x-www-form-urlencoded;charset=UTF-8"], ["b", "x/y"],
      ["c", null], ["d", null]]);
  },
  "a form": async ({ base }) => {
    const form = new FormData();
    form.append("f", new File(["content"], "f.txt"));
    const { body, headers } = await echo(base, { method: "POST", body: form });
    const copy = await new Response(body, { headers: { "content-type": headers["content-type"] } }).formData();
    return (await (copy.get("f") as File).text()) === "content";
  },
  "a stream, without a length": async ({ base }) => {
    let n = 0;
    const body = new ReadableStream({
      pull(c) {
        if (n++ < 40) {
          c.enqueue(new Uint8Array(50_000).fill(120));
        } else {
          c.close();
        }
      },
    });
    const { size, headers } = await echo(base, { method: "POST", body, duplex: "half" } as any, "/size");
    return same([size, headers["transfer-encoding"]], [2_000_000, "chunked"]);
  },
  "a large blob, with its length": async ({ base }) => {
    const body = new Blob([new Uint8Array(3_000_000)]);
    const { size, headers } = await echo(base, { method: "POST", body }, "/size");
    return same([size, headers["content-length"]], [3_000_000, "3000000"]);
  },
  "a stream that fails fails the fetch": async ({ base }) => {
    const body = new ReadableStream({
      pull: (c) => c.error(new RangeError("no more")),
    });
    return throws(() => fetch(base + "/size", { method: "POST", body } as any), "RangeError: no more");
  },
  "a Request": async ({ base }) => {
    const request = new Request(base + "/echo", { method: "PATCH", body: "x" });
    const got = await (await fetch(request)).json();
    return same([got.method, got.body, request.bodyUsed], ["PATCH", "x", true]);
  },
  "many at once": async ({ base }) => {
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, i) => echo(base, { headers: { "x-i": `${i}` } })));
    return same(all.map((got) => +got.headers["x-i"]), Array.from({ length: 20 }, (_, i) => i));
  },
});

export const receiving = checking({
  "headers": async ({ base }) => {
    const { headers } = await fetch(base + "/cookies");
    return same([headers.getSetCookie().sort(), await thrown(() => headers.set("a", "b"))],
      [["a=1", "b=2"], "TypeError: These headers are immutable"]);
  },
  "a status without a body": async ({ base }) => {
    const response = await fetch(base + "/status/204");
    return response.status === 204 && response.body === null && (await response.text()) === "";
  },
  "an error is a response": async ({ base }) => {
    const response = await fetch(base + "/status/503");
    return same([response.ok, response.status, response.statusText], [false, 503, "Service Unavailable"]);
  },
  "HEAD": async ({ base }) => {
    const response = await fetch(base + "/coded/gzip", { method: "HEAD" });
    return response.body === null && response.status === 200;
  },
  "gzip, deflate, br": async ({ base }) => {
    const got: any[] = [];
    for (const coding of ["gzip", "deflate", "raw", "br"]) {
      const response = await fetch(`${base}/coded/${coding}`);
      const text = await response.text();
      got.push([text.length, text.slice(0, 6), response.headers.get("content-encoding")]);
    }
    return same(got, Array(4).fill([100_000, "abcabc", null]));
  },
  "coded bytes that are broken": ({ base }) =>
    throws(async () => (await fetch(base + "/coded/broken")).text(), "TypeError: terminated"),
  "a large body, piece by piece": async ({ base }) => {
    const response = await fetch(base + "/large/120000000");
    let size = 0;
    for await (const chunk of response.body as any) {
      size += chunk.byteLength;
    }
    return same(size, 120_000_000);
  },
  "a clone": async ({ base }) => {
    const response = await fetch(base + "/large/300000");
    const [one, two] = await Promise.all([response.clone().arrayBuffer(), response.arrayBuffer()]);
    return same([one.byteLength, two.byteLength], [300_000, 300_000]);
  },
  "a reader that brings its buffer": async ({ base }) => {
    const response = await fetch(base + "/large/10");
    const reader = (response.body as any).getReader({ mode: "byob" });
    const first = await reader.read(new Uint8Array(4));
    return first.value.byteLength === 4 && !first.done;
  },
  "a body cut short": ({ base }) =>
    throws(async () => (await fetch(base + "/cut")).text(), "TypeError: terminated"),
});

export const redirects = checking({
  "are followed": async ({ base }) => {
    const response = await fetch(base + "/redirect/302/3");
    const { method, headers } = await response.json();
    return same([response.redirected, response.url, method, headers.authorization ?? null],
      [true, base + "/echo?0", "GET", null]);
  },
  "keep or change the method": async ({ base }) => {
    const got: any[] = [];
    for (const status of [301, 302, 303, 307, 308]) {
      const { method, body, headers } = await echo(base, { method: "POST", body: "b" }, `/redirect/${status}/1`);
      got.push([status, method, body, headers["content-type"] !== undefined]);
    }
    return same(got, [[301, "GET", "", false], [302, "GET", "", false], [303, "GET", "", false],
      [307, "POST", "b", true], [308, "POST", "b", true]]);
  },
  "secrets stay within the origin": async ({ base, other }) => {
    const headers = { Authorization: "Bearer x", Cookie: "a=b", "X-A": "1" };
    const seen = async (path: string) => {
      const got = await echo(base, { headers }, path);
      return [got.headers.authorization ?? null, got.headers.cookie ?? null, got.headers["x-a"]];
    };
    return same([await seen("/redirect/307/1"), await seen("/to?" + encodeURIComponent(other + "/echo"))],
      [["Bearer x", "a=b", "1"], [null, null, "1"]]);
  },
  "can be refused or shown": async ({ base }) => {
    const manual = await fetch(base + "/redirect/302/1", { redirect: "manual" });
    return same(
      [manual.status, manual.headers.get("location"),
        await thrown(() => fetch(base + "/redirect/302/1", { redirect: "error" }))],
      [302, "/echo?0", "TypeError: fetch attempted redirect"]);
  },
  "twenty, not more": async ({ base }) => {
    const twenty = await fetch(base + "/redirect/302/20");
    return twenty.ok && throws(() => fetch(base + "/redirect/302/21"), "fetch too many redirects");
  },
  "a stream is sent once": ({ base }) =>
    throws(
      () => fetch(base + "/redirect/307/1", { method: "POST", body: new Response("x").body } as any),
      "a body from a stream cannot be sent twice"),
  "lead nowhere else": ({ base }) =>
    throws(() => fetch(base + "/to?file%3A%2F%2F%2Fetc%2Fpasswd"), 'URLs of scheme "file:"'),
});

export const failures = checking({
  "refused connections": ({ closed }) =>
    throws(() => fetch(closed + "/secret?x"), `TypeError: fetch failed: connection refused to ${closed}`),
  "unknown hosts": () =>
    throws(() => fetch("http://nowhere.invalid/"), "fetch failed: no address is known for host nowhere.invalid"),
  "other schemes": async () =>
    (await throws(() => fetch("file:///etc/passwd"), 'TypeError: fetch failed: URLs of scheme "file:"')) === true &&
    (await throws(() => fetch("ftp://example.org/"), "cannot be fetched")) === true,
  "no URL": () => throws(() => fetch("nothing"), "TypeError: Failed to parse URL from nothing"),
  "servers that hang up": ({ base }) =>
    throws(() => fetch(base + "/hangup"), "closed the connection before it had answered"),
  "not TLS": ({ insecure }) =>
    throws(() => fetch(insecure), `fetch failed: no secure connection to ${insecure}`),
});

export const aborting = checking({
  "before": ({ base }) =>
    throws(() => fetch(base + "/echo", { signal: AbortSignal.abort() }), "AbortError: This operation was aborted"),
  "at once": async ({ base }) => {
    const controller = new AbortController();
    const fetched = thrown(() => fetch(base + "/echo", { signal: controller.signal }));
    controller.abort();
    return same(await fetched, "AbortError: This operation was aborted");
  },
  "with a reason": async ({ base }) => {
    const controller = new AbortController();
    const fetched = thrown(() => fetch(base + "/echo", { signal: controller.signal }));
    controller.abort(new RangeError("changed my mind"));
    return same(await fetched, "RangeError: changed my mind");
  },
  "between two pieces": async ({ base }) => {
    const controller = new AbortController();
    const response = await fetch(base + "/endless", { signal: controller.signal });
    const reader = response.body!.getReader();
    await reader.read();
    controller.abort();
    return throws(() => reader.read(), "AbortError");
  },
  "before the body is looked at": async ({ base }) => {
    const controller = new AbortController();
    const response = await fetch(base + "/endless", { signal: controller.signal });
    controller.abort();
    return throws(() => response.text(), "AbortError");
  },
  "by cancelling the body": async ({ base }) => {
    const response = await fetch(base + "/endless");
    const reader = response.body!.getReader();
    await reader.read();
    await reader.cancel();
    return (await reader.read()).done;
  },
});

/** Reads the first piece of a body whose rest the server holds back until it is told. */
export const firstPiece = action(async (_ctx, { base }: any) => {
  const response = await fetch(base + "/held");
  const reader = response.body!.getReader();
  const decode = (chunk: any) => new TextDecoder().decode(chunk);
  const first = decode((await reader.read()).value);
  await fetch(base + "/release");
  const second = decode((await reader.read()).value);
  return [first, second, (await reader.read()).done];
});

/** Writes a piece of a body, and the rest only when the server has seen the first. */
export const firstWritten = action(async (_ctx, { base }: any) => {
  let step = 0;
  const body = new ReadableStream({
    async pull(c) {
      step++;
      if (step === 1) {
        c.enqueue(bytes(1, 2, 3));
      } else {
        const seen = await (await fetch(base + "/seen")).text();
        c.enqueue(new TextEncoder().encode(seen));
        c.close();
      }
    },
  }, { highWaterMark: 0 });
  return await (await fetch(base + "/watched", { method: "POST", body } as any)).text();
});

export const leavesOpen = action(async (_ctx, { base }: any) => {
  const response = await fetch(base + "/endless");
  await response.body!.getReader().read();
  return response.status;
});

export const abortWhileWaiting = action(async (_ctx, { base }: any) => {
  const name = (attempt: () => unknown) => thrown(attempt).then((text) => text.split(":")[0]);
  const head = await name(() => fetch(base + "/never", { signal: AbortSignal.timeout(20) }));
  const piece = await name(async () => {
    const response = await fetch(base + "/stalled", { signal: AbortSignal.timeout(500) });
    return response.text();
  });
  const controller = new AbortController();
  const response = await fetch(base + "/stalled", { signal: controller.signal });
  setTimeout(() => controller.abort(), 5);
  return [head, piece, await name(() => response.text())];
});

export const leavesFetch = action(async (_ctx, { base }: any) => {
  const { body } = await fetch(base + "/stalled");
  void fetch(base + "/never");
  const reader = body!.getReader();
  await reader.read();
  void reader.read();
});

declare const Convex: any;

/** What the router of `convex/server` asks for, with a body that the host has. */
export const routed = action(async (_ctx, { streamId }: any) => {
  const request = Convex.jsSyscall("requestFromConvexJson", {
    convexJson: {
      url: "https://x.org/a?b", method: "POST", streamId, signal: null,
      headerPairs: [["a", "1"], ["a", "2"]],
    },
  });
  const described = await Convex.jsSyscall("convexJsonFromResponse", {
    response: new Response(request.body === null ? "none" : await request.text(), {
      status: 201, headers: [["set-cookie", "a"], ["set-cookie", "b"]],
    }),
  });
  const none = await Convex.jsSyscall("convexJsonFromResponse", {
    response: new Response(null, { status: 204 }),
  });
  const no = await thrown(() => Convex.jsSyscall("convexJsonFromResponse", { response: {} }));
  return [request.method, request.url, request.headers.get("a"), described, none.text ?? null, no];
});

/** Stores a blob and a file, and gets them back. */
export const stored = action(async (ctx) => {
  const { storage } = ctx as any;
  const big = new Blob([new Uint8Array(1_000_000).fill(7), "end"], { type: "x/y" });
  const id = await storage.store(big);
  const got: Blob = await storage.get(id);
  const untyped = await storage.get(await storage.store(new Blob(["plain"]), { sha256: "digest" }));
  return [
    id, got.size, got.type, await got.slice(-4).text(), untyped.type, await untyped.text(),
    await storage.get("gone"),
    await thrown(() => storage.store("text")),
    await thrown(() => storage.get(5)),
  ];
});
