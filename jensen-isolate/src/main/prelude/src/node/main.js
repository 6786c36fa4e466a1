// Runs actions of "use node" modules for the server, one after the other, in a process of their own
// (spec/function-runtime.md §13a). Usage: node host.cjs SOCKET

import { AsyncLocalStorage } from "node:async_hooks";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { clearLines, lineCount, methods, newestLine, warn } from "../console.js";
import { describe } from "../errors.js";
import { Refusal, functionsOf } from "../functions.js";
import { Calls, installConvex } from "./convex.js";
import { locationsOf } from "./locations.js";
import { connect } from "./wire.js";

/** More than any result may have, and less than a frame may. */
const RETURN_BYTES_MAX = 64 << 20;

const owner = new AsyncLocalStorage();
const { exit } = process;

/** What runs: an action, or the analysis of a module. */
let running;
let root;

const send = connect(process.argv[2], receive, () => exit.call(process, 1));

installConvex(() => running);
installConsole();
installEndings();

function receive(message) {
  switch (message.kind) {
    case "setup":
      return setUp(message);
    case "call":
      return begin(message, act);
    case "analyze":
      return begin(message, analyze);
    case "reply":
      return running?.calls.answer(message);
  }
}

/** What bundled packages expect to be there, and the deployment's variables. */
function setUp({ directory, environment }) {
  root = directory;
  Object.assign(process.env, environment);
  process.argv = [process.execPath, join(root, "action.js")];
  globalThis.require = createRequire(join(root, "action.js"));
  globalThis.__filename = join(root, "action.js");
  globalThis.__dirname = root;
  send({ kind: "ready" });
}

const load = (module) => import(pathToFileURL(join(root, module)).href);

/** Runs `task` for a message, and tells the server how it ended. */
function begin(message, task) {
  clearLines();
  const run = { requestId: message.requestId, isImporting: true, calls: new Calls(send) };
  running = run;
  send({ kind: "begun" });
  owner.run(run, () => {
    task(message, run).then(
      (ending) => end(run, ending),
      (error) => end(run, thrown(error)),
    );
  });
}

async function act({ module, export: name, requestId, arguments: text }, run) {
  const namespace = await load(module);
  run.isImporting = false;
  const action = namespace[name];
  if (action === undefined) {
    return { refused: `Couldn't find action \`${name}\` in \`${module}\`` };
  }
  if (action?.isAction !== true || typeof action.invokeAction !== "function") {
    return { refused: `\`${name}\` wasn't registered as a Convex action in \`${module}\`` };
  }
  const result = await action.invokeAction(requestId, text);
  if (typeof result !== "string") {
    return { invalid: "not a string" };
  }
  const bytes = Buffer.byteLength(result);
  return bytes > RETURN_BYTES_MAX ? { tooLarge: bytes } : { returned: result };
}

async function analyze({ module }) {
  const namespace = await load(module);
  const handlers = [];
  const functions = functionsOf(namespace, (handler) => handlers.push(handler));
  locationsOf(handlers).forEach((location, i) => {
    const path = location === null ? undefined : modulePath(location.url);
    functions[i].position = path === undefined ? null : { ...location, module: path };
  });
  return { functions };
}

function modulePath(url) {
  const start = `${pathToFileURL(root).href}/`;
  return url.startsWith(start) ? url.slice(start.length) : undefined;
}

function thrown(error) {
  if (error instanceof Refusal) {
    return { refused: error.message, code: error.code };
  }
  const { message, stack, data } = describe(error);
  return {
    thrown: {
      // Whoever reads it knows the files of the app, not where the server keeps them.
      message: message.replaceAll(`${root}/`, ""),
      stack: stack.replaceAll(`${pathToFileURL(root).href}/`, "convex:/"),
      data: data ?? null,
    },
  };
}

/** Ends what runs, unless it has ended: it may do so in more than one way. */
function end(run, ending) {
  if (run !== running) {
    return;
  }
  for (const operation of run.calls.outstanding()) {
    warn(
      `You have an outstanding ${operation} call. Operations should be awaited or they might not ` +
        "run. See https://docs.convex.dev/functions/actions#dangling-promises for more information.",
    );
    tellLine();
  }
  running = undefined;
  send({ kind: "done", ...ending });
}

function tellLine() {
  const { level, time, truncated, messages } = newestLine();
  const texts = [];
  for (let message = messages; message !== undefined; message = message.next) {
    texts.push(message.text);
  }
  send({ kind: "line", level, time, truncated, messages: texts });
}

/** Whether the code that runs now is of an action that has ended. */
const isLeftover = () => owner.getStore() !== undefined && owner.getStore() !== running;

/** Lines of the running action go to its log; what others write is only for the server's. */
function installConsole() {
  for (const name of Object.keys(methods)) {
    const print = console[name].bind(console);
    console[name] = (...args) => {
      if (running === undefined || isLeftover()) {
        print(...args);
        return;
      }
      const before = lineCount();
      methods[name](...args);
      if (lineCount() > before) {
        tellLine();
      }
    };
  }
}

/** The ways in which an action ends that are not its own promise. */
function installEndings() {
  process.on("unhandledRejection", (reason) => {
    if (running === undefined || isLeftover()) {
      console.error("An action that has ended left a promise that was rejected:", reason);
    } else {
      failAll(reason);
    }
  });
  process.on("uncaughtException", failAll);
  process.exit = (code) => {
    const shown = code === undefined ? "" : String(code);
    failAll(new Error(`process.exit(${shown}) was called, which ends every action of the process`));
    exit.call(process, code);
  };
}

/** Nobody knows what still runs and in what state: this process is given nothing more. */
function failAll(reason) {
  send({ kind: "retire" });
  if (running === undefined) {
    console.error("Uncaught between two actions:", reason);
  } else {
    end(running, thrown(reason));
  }
}
