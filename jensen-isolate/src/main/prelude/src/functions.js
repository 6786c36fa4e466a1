// Which exports of a module are functions of the app (spec/deploy-api.md §7.2).

/** Something that the developer has to change, by the word that names it. */
export class Refusal {
  constructor(code, message) {
    this.code = code;
    this.message = message;
  }
}

/** What is known of each exported function; `handle` gets the handlers in the same order. */
export function functionsOf(namespace, handle) {
  const functions = [];
  for (const name of Object.keys(namespace)) {
    const value = namespace[name];
    if (value === null || (typeof value !== "object" && typeof value !== "function")) {
      continue;
    }
    const types = ["Query", "Mutation", "Action"].filter((type) => `is${type}` in value);
    const isPublic = "isPublic" in value;
    const isInternal = "isInternal" in value;
    if (types.length !== 1 || (isPublic && isInternal)) {
      continue;
    }
    requireName(name);
    functions.push({
      name,
      type: types[0],
      isPublic: !isInternal,
      args: argsOf(value),
      returns: typeof value.exportReturns === "function" ? value.exportReturns() : null,
    });
    handle(typeof value._handler === "function" ? value._handler : undefined);
  }
  return functions;
}

function requireName(name) {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || name.length > 64 || /^_+$/.test(name)) {
    throw new Refusal(
      "InvalidFunctionName",
      `Invalid function name: ${name}. Function names must be at most 64 letters, digits and ` +
        "underscores, start with a letter or underscore and not be underscores only.",
    );
  }
}

function argsOf(value) {
  if (typeof value.exportArgs !== "function") {
    return null;
  }
  const args = value.exportArgs();
  const type = JSON.parse(args)?.type;
  if (type !== "object" && type !== "any") {
    throw new Error("Args validator must be an object or any");
  }
  return args;
}
