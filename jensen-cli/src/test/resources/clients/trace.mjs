// One conversation with all that clients do on good days, and a connection that is lost.
import { client, isTold, lines, lose, print, shows, until } from "./recording.mjs";

client.subscribe("notes:list", {});
await until(shows("notes:list", {}, "[]"));
await client.mutation("notes:add", { text: "milk" });
await client.mutation("notes:add", { text: "" }).catch(() => {});
await client.mutation("notes:add", { text: "tea" });
const page = { paginationOpts: { numItems: 1, cursor: null, id: 1 } };
const { unsubscribe } = client.subscribe("notes:pages", page);
await until(isTold('"queryId":1'));
const failing = client.subscribe("notes:none", {});
await until(shows("notes:none", {}, "failure"));
failing.unsubscribe();
await until(() => lines.at(-1).includes("QueryRemoved"));
await client.action("notes:shout", { text: "a" });
client.setAdminAuth(process.env.CONVEX_SELF_HOSTED_ADMIN_KEY);
await until(() => lines.at(-1).includes('"identity":1'));
lose();
await until(isTold('"queryId":1'));
await client.mutation("notes:add", { text: "jam" });
unsubscribe();
await until(() => lines.at(-1).includes("QueryRemoved"));
print();
