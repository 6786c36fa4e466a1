// `Event`, `EventTarget`, `AbortController` and what belongs to them (DOM Standard §§2, 3), without a
// tree: an event visits its target and nothing else.

import core from "core";

const DISPATCHING = 2;

let dispatchTo;

export class Event {
  static NONE = 0;
  static CAPTURING_PHASE = 1;
  static AT_TARGET = DISPATCHING;
  static BUBBLING_PHASE = 3;

  #type;
  #options;
  #target = null;
  #phase = 0;
  #canceled = false;
  #stopped = false;
  #stoppedNow = false;
  #passive = false;
  #timeStamp = performance.now();

  static {
    dispatchTo = (event, target, listeners) => {
      if (event.#phase !== 0) {
        throw new core.DOMException("The event is already being dispatched.", "InvalidStateError");
      }
      event.#target = target;
      event.#phase = DISPATCHING;
      for (const listener of listeners) {
        if (event.#stoppedNow) {
          break;
        }
        event.#passive = listener.passive;
        listener.call(event);
      }
      event.#phase = 0;
      event.#passive = false;
      event.#stopped = false;
      event.#stoppedNow = false;
      return !event.#canceled;
    };
  }

  constructor(type, options = {}) {
    if (arguments.length === 0) {
      throw new TypeError("An event needs a type");
    }
    this.#type = `${type}`;
    const { bubbles, cancelable, composed } = options ?? {};
    this.#options = { bubbles: !!bubbles, cancelable: !!cancelable, composed: !!composed };
  }

  get type() {
    return this.#type;
  }

  get bubbles() {
    return this.#options.bubbles;
  }

  get cancelable() {
    return this.#options.cancelable;
  }

  get composed() {
    return this.#options.composed;
  }

  get target() {
    return this.#target;
  }

  get srcElement() {
    return this.#target;
  }

  get currentTarget() {
    return this.#phase === 0 ? null : this.#target;
  }

  get eventPhase() {
    return this.#phase;
  }

  get defaultPrevented() {
    return this.#canceled;
  }

  get returnValue() {
    return !this.#canceled;
  }

  get cancelBubble() {
    return this.#stopped;
  }

  set cancelBubble(stop) {
    this.#stopped ||= !!stop;
  }

  get timeStamp() {
    return this.#timeStamp;
  }

  get isTrusted() {
    return false;
  }

  composedPath() {
    return this.#phase === 0 ? [] : [this.#target];
  }

  preventDefault() {
    this.#canceled ||= this.cancelable && !this.#passive;
  }

  stopPropagation() {
    this.#stopped = true;
  }

  stopImmediatePropagation() {
    this.#stopped = true;
    this.#stoppedNow = true;
  }
}

export class CustomEvent extends Event {
  #detail;

  constructor(type, options = {}) {
    super(type, options);
    this.#detail = options?.detail ?? null;
  }

  get detail() {
    return this.#detail;
  }
}

/** Whoever listens does not break the others: what it throws fails the function, as any rejection. */
function report(error) {
  void Promise.reject(error);
}

class Listener {
  constructor(target, callback, capture, passive) {
    this.target = target;
    this.callback = callback;
    this.capture = capture;
    this.passive = passive;
    this.removed = false;
    this.remove = undefined;
  }

  call(event) {
    if (this.removed) {
      return;
    }
    this.remove?.();
    try {
      if (typeof this.callback === "function") {
        this.callback.call(this.target, event);
      } else {
        this.callback.handleEvent(event);
      }
    } catch (error) {
      report(error);
    }
  }
}

export class EventTarget {
  #listeners = new Map();

  addEventListener(type, callback, options) {
    const { capture, once, passive, signal } = flags(options);
    if (callback === null || callback === undefined) {
      return;
    }
    if (typeof callback !== "function" && typeof callback !== "object") {
      throw new TypeError("An event listener must be a function or an object");
    }
    const name = `${type}`;
    const list = this.#listeners.get(name) ?? [];
    if (
      signal?.aborted ||
      list.some((other) => other.callback === callback && other.capture === capture)
    ) {
      return;
    }
    const listener = new Listener(this, callback, capture, passive);
    if (once) {
      listener.remove = () => this.removeEventListener(name, callback, capture);
    }
    this.#listeners.set(name, [...list, listener]);
    if (signal !== undefined) {
      whenAborted(signal, () => this.removeEventListener(name, callback, capture));
    }
  }

  removeEventListener(type, callback, options) {
    const name = `${type}`;
    const { capture } = flags(options);
    const list = this.#listeners.get(name) ?? [];
    const found = list.find((other) => other.callback === callback && other.capture === capture);
    if (found !== undefined) {
      found.removed = true;
      this.#listeners.set(name, list.filter((other) => other !== found));
    }
  }

  dispatchEvent(event) {
    if (!(event instanceof Event)) {
      throw new TypeError("dispatchEvent takes an Event");
    }
    return dispatchTo(event, this, this.#listeners.get(event.type) ?? []);
  }
}

function flags(options) {
  if (typeof options !== "object" || options === null) {
    return { capture: !!options, once: false, passive: false, signal: undefined };
  }
  if (options.signal !== undefined && !(options.signal instanceof AbortSignal)) {
    throw new TypeError("The signal of an event listener must be an AbortSignal");
  }
  return {
    capture: !!options.capture,
    once: !!options.once,
    passive: !!options.passive,
    signal: options.signal,
  };
}

let abortSignal;
let newSignal;

/** Calls `algorithm` with the reason when `signal` is aborted, before its listeners; returns how to undo that. */
export let whenAborted;

const MAKING = Symbol();

export class AbortSignal extends EventTarget {
  #aborted = false;
  #reason = undefined;
  #algorithms = new Set();
  #onabort = null;

  static {
    newSignal = () => new AbortSignal(MAKING);
    abortSignal = (signal, reason) => signal.#abort(reason);
    whenAborted = (signal, algorithm) => {
      signal.#algorithms.add(algorithm);
      return () => signal.#algorithms.delete(algorithm);
    };
  }

  constructor(making) {
    if (making !== MAKING) {
      throw new TypeError("Illegal constructor");
    }
    super();
    const call = { handleEvent: (event) => this.#onabort?.call(this, event) };
    this.addEventListener("abort", call);
  }

  static abort(reason) {
    const signal = newSignal();
    signal.#abort(reason);
    return signal;
  }

  static timeout(millis) {
    const signal = newSignal();
    const expired = () =>
      signal.#abort(new core.DOMException("The operation was aborted due to timeout", "TimeoutError"));
    core.setTimeout(expired, millis);
    return signal;
  }

  static any(signals) {
    const any = newSignal();
    const all = [...signals];
    const aborted = all.find((signal) => signal.aborted);
    if (aborted !== undefined) {
      any.#abort(aborted.reason);
      return any;
    }
    const undo = all.map((signal) =>
      whenAborted(signal, (reason) => {
        undo.forEach((remove) => remove());
        any.#abort(reason);
      }),
    );
    return any;
  }

  get aborted() {
    return this.#aborted;
  }

  get reason() {
    return this.#reason;
  }

  get onabort() {
    return this.#onabort;
  }

  set onabort(handler) {
    this.#onabort = typeof handler === "function" ? handler : null;
  }

  throwIfAborted() {
    if (this.#aborted) {
      throw this.#reason;
    }
  }

  #abort(reason) {
    if (this.#aborted) {
      return;
    }
    this.#aborted = true;
    this.#reason =
      reason === undefined
        ? new core.DOMException("This operation was aborted", "AbortError")
        : reason;
    const algorithms = [...this.#algorithms];
    this.#algorithms.clear();
    algorithms.forEach((algorithm) => algorithm(this.#reason));
    this.dispatchEvent(new Event("abort"));
  }
}

export class AbortController {
  #signal = newSignal();

  get signal() {
    return this.#signal;
  }

  abort(reason) {
    abortSignal(this.#signal, reason);
  }
}

core.tag({ Event, CustomEvent, EventTarget, AbortSignal, AbortController });
