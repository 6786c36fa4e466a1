// What the push asks of a module (spec/deploy-api.md §7): it runs once, at push time, in a context of
// its own, so plain JSON will do.

import { describe } from "./errors.js";
import { add, packed, packer } from "./packing.js";
import { reading } from "./environment.js";
import { Refusal, functionsOf } from "./functions.js";

let handlers = [];

export const handler = (index) => handlers[index];

export const handlerCount = () => handlers.length;

/** "ok" and JSON text, or "error", a code, a detail and what was thrown. */
export function report(subject, path, namespace) {
  const out = packer();
  try {
    const text = reports[subject](namespace, path);
    if (reading.missing !== undefined) {
      throw new Refusal("AuthConfigMissingEnvironmentVariable", "");
    }
    add(out, "ok");
    add(out, text);
  } catch (thrown) {
    const refusal = thrown instanceof Refusal;
    const { message, stack } = refusal ? { message: thrown.message, stack: "" } : describe(thrown);
    add(out, "error");
    add(out, refusal ? thrown.code : codes[subject]);
    add(out, reading.missing ?? "");
    add(out, message);
    add(out, stack);
  }
  return packed(out);
}

const codes = {
  FUNCTIONS: "InvalidModules",
  SCHEMA: "InvalidSchema",
  DEFINITION: "InvalidConvexConfig",
  AUTH_CONFIG: "InvalidAuthConfig",
};

const reports = {
  FUNCTIONS(namespace, path) {
    handlers = [];
    return JSON.stringify({
      functions: path === "auth.config.js" ? [] : functionsOf(namespace, (f) => handlers.push(f)),
      httpRoutes: path === "http.js" ? routesOf(namespace) : null,
      crons: path === "crons.js" ? cronsOf(namespace) : null,
      reusesContext: namespace.experimental_reuseContext === true,
    });
  },
  SCHEMA(namespace) {
    const schema = namespace.default;
    if (schema === undefined) {
      throw new Refusal("MissingSchemaExportError", "Default export from schema file missing.");
    }
    return textOf(schema, "InvalidSchemaExport", "The default export of the schema file is not a schema.");
  },
  DEFINITION(namespace) {
    const definition = namespace.default;
    if (definition === undefined || Object.keys(namespace).length !== 1) {
      throw new Refusal(
        "InvalidDefinition",
        "convex.config.js must have exactly one export, the default export of an app definition.",
      );
    }
    return textOf(
      definition,
      "InvalidDefinition",
      "The default export of convex.config.js is not an app definition.",
    );
  },
  AUTH_CONFIG(namespace) {
    const config = namespace.default;
    if (config === undefined) {
      throw new Refusal("AuthConfigMissingExportError", "auth.config.js must have a default export.");
    }
    const text = JSON.stringify(config);
    if (text === undefined) {
      throw new Refusal("AuthConfigUnserializableError", "The default export of auth.config.js is not JSON.");
    }
    return text;
  },
};

function textOf(definition, code, message) {
  if (typeof definition?.export !== "function") {
    throw new Refusal(code, message);
  }
  const text = definition.export();
  if (typeof text !== "string") {
    return JSON.stringify(text);
  }
  return text;
}

function routesOf(namespace) {
  const router = namespace.default;
  if (router === undefined) {
    throw new Refusal("InvalidModules", "`convex/http.js` must have a default export of a Router.");
  }
  if (router?.isRouter !== true || typeof router.getRoutes !== "function") {
    throw new Refusal("InvalidModules", "The default export of `convex/http.js` is not a Router.");
  }
  return JSON.stringify(router.getRoutes().map(([path, method]) => [path, method]));
}

function cronsOf(namespace) {
  const crons = namespace.default;
  if (crons?.isCrons !== true || typeof crons.export !== "function") {
    throw new Refusal("InvalidModules", "The default export of `convex/crons.js` is not a Crons.");
  }
  return crons.export();
}
