// A peer of the transfers: Node and SQLite in its process, every transaction synced. `libsql` has
// the interface of better-sqlite3, whose own package would have to be compiled here.
// Usage: node sqlite.mjs <file>; prints "ready <port>".
import Database from "libsql";
import { serve } from "./serve.mjs";

const db = new Database(process.argv[2]);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec("create table accounts (number integer primary key, balance integer not null)");
db.exec(
  "with recursive g(n) as (select 0 union all select n + 1 from g where n < 99999) " +
    "insert into accounts select n, 1000 from g",
);

const read = db.prepare("select balance from accounts where number = ?");
const add = db.prepare("update accounts set balance = balance + ? where number = ?");

const move = db.transaction(({ from, to, amount }) => {
  if (from !== to && read.get(from).balance >= amount) {
    add.run(-amount, from);
    add.run(amount, to);
  }
});

serve({
  transfer: (args) => {
    move.immediate(args);
    return null;
  },
  sum: () => db.prepare("select sum(balance) as sum from accounts").get().sum,
});
