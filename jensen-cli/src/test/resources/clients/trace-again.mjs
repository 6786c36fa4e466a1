// A mutation whose answer is lost with the connection, so that it is sent again.
import { client, lines, loseWith, print, shows, until } from "./recording.mjs";

client.subscribe("notes:list", {});
await until(shows("notes:list", {}, "[]"));
loseWith('"MutationResponse"');
await client.mutation("notes:add", { text: "milk" });
await until(shows("notes:list", {}, '["milk"]'));
// Whether the answer or the result comes first depends on which of them was there first.
const last = lines.findLastIndex((line) => line.startsWith("C "));
lines.push(...lines.splice(last + 1).sort());
print();
