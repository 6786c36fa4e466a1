import { bytes, checking, same, throws, utf8 } from "./checks";

export const headers = checking({
  "names are sorted, lower case, joined": () => {
    const headers = new Headers({ "X-B": "1", "x-a": " 2 " });
    headers.append("X-b", "3");
    return same([...headers], [["x-a", "2"], ["x-b", "1, 3"]]);
  },
  "cookies stay apart": () => {
    const headers = new Headers([["Set-Cookie", "a=1"], ["x", "y"], ["set-cookie", "b=2"]]);
    return (
      same(headers.getSetCookie(), ["a=1", "b=2"]) === true &&
      same([...headers.keys()], ["set-cookie", "set-cookie", "x"]) === true &&
      headers.get("set-cookie") === "a=1, b=2"
    );
  },
  "get, set, has, delete": () => {
    const headers = new Headers({ a: "1" });
    headers.set("A", "2");
    const got = [headers.get("a"), headers.has("b"), headers.get("b")];
    headers.delete("a");
    return same([...got, headers.has("a")], ["2", false, null, false]);
  },
  "invalid names and values are refused": async () =>
    (await throws(() => new Headers({ "a b": "1" }), "TypeError")) === true &&
    (await throws(() => new Headers({ a: "1\n2" }), "TypeError")) === true &&
    (await throws(() => new Headers({ a: "€" }), "TypeError")) === true &&
    (await throws(() => new Headers([["a"]] as any), "TypeError")) === true,
  "copies are independent": () => {
    const one = new Headers({ a: "1" });
    const two = new Headers(one);
    two.set("a", "2");
    return same([one.get("a"), two.get("a")], ["1", "2"]);
  },
  "forEach gives value, name": () => {
    const log: string[] = [];
    new Headers({ a: "1" }).forEach((value, name) => log.push(name + value));
    return same(log, ["a1"]);
  },
});

export const blobs = checking({
  "is made of anything": async () => {
    const blob = new Blob(["é", bytes(1), bytes(2, 3).buffer, new Blob(["x"])], { type: "Text/X" });
    return same([[...(await (blob as any).bytes())], blob.size, blob.type], [
      [0xc3, 0xa9, 1, 2, 3, 120], 6, "text/x"]);
  },
  "is sliced": async () => {
    const blob = new Blob(["abc", "def"]);
    const texts = [blob.slice(1, 5), blob.slice(-2), blob.slice(4, 2), blob.slice(2, -1, "a/b")];
    return same(
      [...(await Promise.all(texts.map((slice) => slice.text()))), texts[3].type],
      ["bcde", "ef", "", "cde", "a/b"],
    );
  },
  "does not change with its source": async () => {
    const source = bytes(1, 2);
    const blob = new Blob([source]);
    source[0] = 9;
    return same([...new Uint8Array(await blob.arrayBuffer())], [1, 2]);
  },
  "streams": async () => {
    let size = 0;
    let chunks = 0;
    for await (const chunk of new Blob([new Uint8Array(200_000), "x"]).stream() as any) {
      size += chunk.byteLength;
      chunks++;
    }
    return size === 200_001 && chunks > 2;
  },
  "a file has a name": () => {
    const file = new File(["x"], "a.txt", { type: "text/plain", lastModified: 5 });
    return file instanceof Blob && same([file.name, file.lastModified, file.size], ["a.txt", 5, 1]);
  },
});

const sentForm = () => {
  const form = new FormData();
  form.append("text", "line\nbreak");
  form.append('na"me', "ü");
  form.append("file", new File([bytes(0, 13, 10, 45, 45, 255)], "ä\"b.bin", { type: "x/y" }));
  form.append("file", new Blob(["second"]));
  return form;
};

export const forms = checking({
  "fields are kept in order": () => {
    const form = new FormData();
    form.append("a", "1");
    form.append("b", 2 as any);
    form.append("a", "3");
    form.set("b", "4");
    form.set("a", "5");
    return same([...form], [["a", "5"], ["b", "4"]]) && form.get("c") === null;
  },
  "blobs become files": () => {
    const form = new FormData();
    form.append("f", new Blob(["x"]), "n.txt");
    form.append("g", new Blob(["x"]));
    const [f, g] = [form.get("f") as File, form.get("g") as File];
    return f instanceof File && same([f.name, g.name], ["n.txt", "blob"]);
  },
  "multipart there and back": async () => {
    const form = await new Response(sentForm()).formData();
    const file = form.getAll("file")[0] as File;
    return same(
      [[...form.keys()], form.get("text"), form.get('na"me'), file.name, file.type,
        [...new Uint8Array(await file.arrayBuffer())], await (form.getAll("file")[1] as File).text()],
      [["text", 'na"me', "file", "file"], "line\r\nbreak", "ü", 'ä"b.bin', "x/y",
        [0, 13, 10, 45, 45, 255], "second"],
    );
  },
  "multipart as others write it": async () => {
    const body =
      "preamble\r\n--B \r\nContent-Disposition: form-data; name=plain\r\n\r\n\r\n" +
      "--B\r\ncontent-type: text/html\r\ncontent-disposition: form-data; filename=\"x.html\"; name=\"f\"\r\n\r\n<p>\r\n" +
      "--B--\r\nepilogue";
    const response = new Response(body, { headers: { "content-type": 'multipart/form-data; boundary="B"' } });
    const form = await response.formData();
    const file = form.get("f") as File;
    return same([form.get("plain"), file.name, file.type, await file.text()],
      ["", "x.html", "text/html", "<p>"]);
  },
  "an empty form": async () =>
    same([...(await new Response(new FormData()).formData())], []),
  "malformed multipart is refused": async () => {
    const headers = { "content-type": "multipart/form-data; boundary=B" };
    const refused = (text: string) =>
      throws(() => new Response(text, { headers }).formData(), "TypeError");
    return (
      (await refused("nothing")) === true &&
      (await refused("--B\r\nContent-Disposition: form-data; name=a\r\n\r\nno end")) === true &&
      (await refused("--B\r\nX: y\r\n\r\nz\r\n--B--")) === true
    );
  },
  "urlencoded": async () =>
    same([...(await new Response(new URLSearchParams("a=1+2&b=%C3%BC")).formData())],
      [["a", "1 2"], ["b", "ü"]]),
  "more than 20 MiB are refused": async () => {
    const endless = new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(1 << 20)) });
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    return throws(() => new Response(endless, { headers }).formData(), "20 MiB");
  },
});

const url = "https://example.org/a";

export const requests = checking({
  "its address is as the parser gives it": () => {
    const hosts = ["example.org", "EXAMPLE.org", "127.0.0.1", "127.1", "0x7f.1", "[::1]", "xn--ls8h.la", "a.b."];
    const ports = ["", ":80", ":443", ":3211", ":08080"];
    const paths = ["", "/", "/a/../b", "/a/%2E%2e/b", "/.", "/a b", "/'\"", "/é", "/a%20b~!$&()*+,;=:@"];
    const queries = ["", "?", "?a=b&c=/d?", "?'", "?é", "?a b"];
    const wrong: string[] = [];
    for (const scheme of ["http", "https", "HTTP"]) {
      for (const host of hosts) for (const port of ports) for (const path of paths) for (const query of queries) {
        const text = `${scheme}://${host}${port}${path}${query}`;
        if (new Request(text).url !== new URL(text).href) wrong.push(text);
      }
    }
    return same(wrong, []);
  },
  "has what it was given": async () => {
    const request = new Request(url + "#f", {
      method: "post", body: "text", headers: { a: "1" }, redirect: "manual" });
    return same(
      [request.method, request.url, request.redirect, request.headers.get("a"),
        request.headers.get("content-type"), request.credentials, await request.text(), request.bodyUsed],
      ["POST", url + "#f", "manual", "1", "text/plain;charset=UTF-8", "same-origin", "text", true]);
  },
  "refuses what is not one": async () =>
    (await throws(() => new Request("/relative"), "TypeError")) === true &&
    (await throws(() => new Request("https://u:p@example.org"), "credentials")) === true &&
    (await throws(() => new Request(url, { method: "TRACE" }), "TypeError")) === true &&
    (await throws(() => new Request(url, { body: "x" }), "cannot have body")) === true,
  "a request of a request takes its body": async () => {
    const one = new Request(url, { method: "PUT", body: "x", headers: { a: "1" } });
    const two = new Request(one, { headers: { b: "2" } });
    return same([one.bodyUsed, two.method, two.headers.has("a"), await two.text()],
      [true, "PUT", false, "x"]);
  },
  "a clone has a body of its own": async () => {
    const one = new Request(url, { method: "POST", body: new Blob(["x"]) });
    const two = one.clone();
    return same([await one.text(), await two.text(), one === two], ["x", "x", false]);
  },
  "a signal is followed": () => {
    const controller = new AbortController();
    const request = new Request(new Request(url, { signal: controller.signal }));
    controller.abort("why");
    return request.signal.aborted && request.signal.reason === "why" && request.body === null;
  },
});

export const responses = checking({
  "defaults": () => {
    const response = new Response();
    return same(
      [response.status, response.ok, response.statusText, response.body, response.type, response.url],
      [200, true, "", null, "default", ""]);
  },
  "json, error, redirect": async () => {
    const json = Response.json({ a: 1 }, { status: 201, headers: { x: "y" } });
    const redirect = Response.redirect(url, 303);
    return same(
      [json.status, json.headers.get("content-type"), json.headers.get("x"), await json.json(),
        Response.error().type, Response.error().status, redirect.status, redirect.headers.get("location")],
      [201, "application/json", "y", { a: 1 }, "error", 0, 303, url]);
  },
  "refuses what is not one": async () =>
    (await throws(() => new Response("", { status: 99 }), "RangeError")) === true &&
    (await throws(() => new Response("x", { status: 204 }), "TypeError")) === true &&
    (await throws(() => Response.redirect(url, 200), "RangeError")) === true,
  "a body is read once": async () => {
    const response = new Response("x");
    await response.text();
    return response.bodyUsed && throws(() => response.text(), "TypeError");
  },
  "every way of reading": async () => {
    const of = () => new Response('{"a":1}', { headers: { "content-type": "x/y" } });
    const blob = await of().blob();
    return same(
      [await of().text(), await of().json(), (await of().arrayBuffer()).byteLength,
        (await (of() as any).bytes()).length, blob.type, await blob.text()],
      ['{"a":1}', { a: 1 }, 7, 7, "x/y", '{"a":1}']);
  },
  "a stream as body, and the body as stream": async () => {
    const made = new Response(new Response("streamed").body);
    const before = made.bodyUsed;
    const reader = made.body!.getReader();
    const { value } = await reader.read();
    return same([before, made.bodyUsed, new TextDecoder().decode(value)], [false, true, "streamed"]);
  },
  "a clone of a stream": async () => {
    const one = new Response(new Response("x").body);
    const two = one.clone();
    return same([await two.text(), await one.text()], ["x", "x"]);
  },
  "looking at the body does not use it": async () => {
    const response = new Response("x");
    const looked = response.body !== null && !response.bodyUsed;
    return looked && (await response.clone().text()) === "x" && (await response.text()) === "x";
  },
  "bytes are copied": async () => {
    const source = utf8("ab");
    const response = new Response(source);
    source[0] = 0;
    return (await response.text()) === "ab";
  },
  "classes have their names": () => {
    const { Response, Request, Headers, FormData, Blob, File, AbortController, AbortSignal, Event,
      ReadableStream, WritableStream, TransformStream, TextDecoderStream } = globalThis;
    const all = { Response, Request, Headers, FormData, Blob, File, AbortController, AbortSignal, Event,
      ReadableStream, WritableStream, TransformStream, TextDecoderStream };
    return same(
      [...Object.values(all).map((c) => c.name), `${new Response()}`],
      [...Object.keys(all), "[object Response]"]);
  },
});
