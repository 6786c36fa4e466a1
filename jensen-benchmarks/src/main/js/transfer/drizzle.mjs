// A peer of the transfers: Node, Drizzle and PostgreSQL, serializable transactions.
// Usage: node drizzle.mjs <postgres url>; prints "ready <port>".
import { eq, inArray, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import { integer, pgTable } from "drizzle-orm/pg-core";
import pg from "pg";
import { serve } from "./serve.mjs";

const pool = new pg.Pool({ connectionString: process.argv[2], max: 32 });
await pool.query("create table accounts (number int primary key, balance int not null)");
await pool.query("insert into accounts select g, 1000 from generate_series(0, 99999) g");

const accounts = pgTable("accounts", {
  number: integer("number").primaryKey(),
  balance: integer("balance").notNull(),
});
const db = drizzle(pool);
const RETRIED = new Set(["40001", "40P01"]);

async function transfer({ from, to, amount }) {
  for (;;) {
    try {
      return await db.transaction((tx) => move(tx, from, to, amount), {
        isolationLevel: "serializable",
      });
    } catch (error) {
      if (!RETRIED.has(error.code ?? error.cause?.code)) throw error;
    }
  }
}

async function move(tx, from, to, amount) {
  const rows = await tx.select().from(accounts).where(inArray(accounts.number, [from, to]));
  const payer = rows.find((row) => row.number === from);
  if (from !== to && payer.balance >= amount) {
    await add(tx, from, -amount);
    await add(tx, to, amount);
  }
  return null;
}

const add = (tx, number, amount) =>
  tx
    .update(accounts)
    .set({ balance: sql`${accounts.balance} + ${amount}` })
    .where(eq(accounts.number, number));

const sum = async () =>
  Number((await pool.query("select sum(balance) from accounts")).rows[0].sum);

serve({ transfer, sum });
