/** Whether callers are not told what goes wrong: `jensen serve --redact`. */
export const isRedacted = process.env.REDACTED === "true";

/** What a caller is told of an error in a function that says `text`. */
export const told = (text) => (isRedacted ? /\[Request ID: [0-9a-f]{16}\] Server Error$/ : text);
