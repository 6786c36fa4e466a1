// A server that is stopped and started again.
import { client, isTold, lines, print, shows, until } from "./recording.mjs";

client.subscribe("notes:list", {});
await until(shows("notes:list", {}, "[]"));
await client.mutation("notes:add", { text: "milk" });
await fetch(process.env.RESTART, { method: "POST" });
const isBack = () => lines.filter((line) => line.includes('"type":"Connect"')).length === 2;
await until(() => isBack() && isTold('"queryId":0')());
await client.mutation("notes:add", { text: "tea" });
await until(shows("notes:list", {}, '["milk","tea"]'));
print();
