// Where functions stand in their files: the engine tells nobody but a debugger.

import { Session } from "node:inspector";

const NAME = "__jensenFunction";

/** For each of `functions` `{url, line, column}`, counted from 0, or null. */
export function locationsOf(functions) {
  const session = new Session();
  session.connect();
  try {
    const urls = new Map();
    session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
    ask(session, "Debugger.enable", {});
    return functions.map((one) => (one === undefined ? null : locationOf(session, urls, one)));
  } finally {
    delete globalThis[NAME];
    session.disconnect();
  }
}

function locationOf(session, urls, one) {
  globalThis[NAME] = one;
  const { result } = ask(session, "Runtime.evaluate", { expression: `globalThis.${NAME}` });
  const { internalProperties } = ask(session, "Runtime.getProperties", { objectId: result.objectId });
  const location = internalProperties?.find(({ name }) => name === "[[FunctionLocation]]");
  if (location === undefined) {
    return null;
  }
  const { scriptId, lineNumber, columnNumber } = location.value.value;
  return { url: urls.get(scriptId) ?? "", line: lineNumber, column: columnNumber };
}

/** The engine answers a session of its own process before `post` returns. */
function ask(session, method, parameters) {
  let answer = {};
  session.post(method, parameters, (_error, result) => {
    answer = result ?? {};
  });
  return answer;
}
