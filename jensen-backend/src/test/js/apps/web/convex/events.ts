import { checking, same, thrown, throws } from "./checks";

const heard = (dispatch: (target: EventTarget, log: string[]) => void) => {
  const log: string[] = [];
  dispatch(new EventTarget(), log);
  return log;
};

export const events = checking({
  "listeners run in order, once each": () =>
    same(
      heard((target, log) => {
        const first = () => log.push("first");
        target.addEventListener("x", first);
        target.addEventListener("x", first);
        target.addEventListener("x", { handleEvent: (e: Event) => log.push(e.type) } as any);
        target.addEventListener("x", () => log.push("once"), { once: true });
        target.dispatchEvent(new Event("x"));
        target.dispatchEvent(new Event("x"));
      }),
      ["first", "x", "once", "first", "x"],
    ),
  "removed listeners stay silent": () =>
    same(
      heard((target, log) => {
        const second = () => log.push("second");
        target.addEventListener("x", () => target.removeEventListener("x", second));
        target.addEventListener("x", second);
        target.dispatchEvent(new Event("x"));
      }),
      [],
    ),
  "a signal removes its listeners": () =>
    same(
      heard((target, log) => {
        const controller = new AbortController();
        target.addEventListener("x", () => log.push("x"), { signal: controller.signal });
        target.dispatchEvent(new Event("x"));
        controller.abort();
        target.dispatchEvent(new Event("x"));
      }),
      ["x"],
    ),
  "an event can be stopped and prevented": () => {
    const target = new EventTarget();
    const event = new Event("x", { cancelable: true });
    target.addEventListener("x", (e) => {
      e.preventDefault();
      e.stopImmediatePropagation();
    });
    target.addEventListener("x", () => {
      throw new Error("not reached");
    });
    return !target.dispatchEvent(event) && event.defaultPrevented && event.target === target;
  },
  "a custom event has a detail": () => {
    const event = new CustomEvent("x", { detail: { a: 1 } });
    return event instanceof Event && event.detail.a === 1 && event.bubbles === false;
  },
  "subclasses of EventTarget": () => {
    class Emitter extends EventTarget {}
    let calls = 0;
    const emitter = new Emitter();
    emitter.addEventListener("x", function (this: any) {
      calls += this === emitter ? 1 : 0;
    });
    emitter.dispatchEvent(new Event("x"));
    return calls === 1;
  },
});

export const aborting = checking({
  "abort has a reason and is heard once": () => {
    const controller = new AbortController();
    const log: any[] = [];
    controller.signal.onabort = (e) => log.push(e.type);
    controller.signal.addEventListener("abort", () => log.push(controller.signal.reason.name));
    controller.abort();
    controller.abort("again");
    return same(log, ["abort", "AbortError"]) && controller.signal.reason.code === 20;
  },
  "throwIfAborted throws the reason": () =>
    throws(() => AbortSignal.abort(new RangeError("mine")).throwIfAborted(), "RangeError: mine"),
  "a signal cannot be made": () => throws(() => new (AbortSignal as any)(), "TypeError"),
  "any follows the first": () => {
    const [a, b] = [new AbortController(), new AbortController()];
    const any = (AbortSignal as any).any([a.signal, b.signal]);
    const before = any.aborted;
    b.abort("b");
    a.abort("a");
    return !before && any.aborted && any.reason === "b";
  },
  "timeout aborts": async () => {
    const signal = AbortSignal.timeout(5);
    await new Promise((done) => signal.addEventListener("abort", done));
    return signal.reason.name === "TimeoutError" && signal.reason.code === 23;
  },
  "a DOMException has a name and a code": () => {
    const e = new DOMException("text", "AbortError");
    return e instanceof Error && same([e.name, e.message, e.code], ["AbortError", "text", 20]);
  },
});

export const timers = checking({
  "run in the order of their time": async () => {
    const log: string[] = [];
    await new Promise<void>((done) => {
      setTimeout(() => (log.push("late"), done()), 30);
      setTimeout(() => log.push("early"), 5);
      setTimeout((a: string, b: string) => log.push(a + b), 5, "ar", "gs");
      setTimeout(() => log.push("now"));
    });
    return same(log, ["now", "early", "args", "late"]);
  },
  "are not early": async () => {
    const began = Date.now();
    await new Promise((done) => setTimeout(done, 25));
    return Date.now() - began >= 25;
  },
  "let promises settle in between": async () => {
    const log: string[] = [];
    await new Promise<void>((done) => {
      setTimeout(() => void Promise.resolve().then(() => log.push("micro")), 1);
      setTimeout(() => (log.push("macro"), done()), 1);
    });
    return same(log, ["micro", "macro"]);
  },
  "are cleared": async () => {
    let ran = false;
    const id = setTimeout(() => {
      ran = true;
    }, 1);
    clearTimeout(id);
    clearTimeout(undefined);
    await new Promise((done) => setTimeout(done, 10));
    return !ran;
  },
  "repeat until they are cleared": async () => {
    let count = 0;
    await new Promise<void>((done) => {
      const id = setInterval(() => {
        if (++count === 3) {
          clearInterval(id);
          done();
        }
      }, 2);
    });
    await new Promise((done) => setTimeout(done, 10));
    return count === 3;
  },
  "queueMicrotask runs before timers": async () => {
    const log: string[] = [];
    setTimeout(() => log.push("timer"), 0);
    queueMicrotask(() => log.push("micro"));
    await new Promise((done) => setTimeout(done, 2));
    return same(log, ["micro", "timer"]);
  },
  "call functions only": async () =>
    same(await thrown(() => setTimeout("1" as any)), "TypeError: A timer calls a function, nothing else"),
});
