// A result that is sent in parts, and again when it has changed.
import { client, print, shows, until } from "./recording.mjs";

const isLong = (length) => () => client.localQueryResult("notes:long", {})?.length === length;

client.subscribe("notes:long", {});
await until(isLong(6_000_000));
client.subscribe("notes:list", {});
await until(shows("notes:list", {}, "[]"));
await client.mutation("notes:add", { text: "milk" });
await until(isLong(6_000_004));
print();
