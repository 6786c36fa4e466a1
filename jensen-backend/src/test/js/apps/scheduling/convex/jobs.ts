import {
  internalActionGeneric as internalAction,
  internalMutationGeneric as internalMutation,
  actionGeneric as action,
  makeFunctionReference,
  mutationGeneric as mutation,
  queryGeneric as query,
} from "convex/server";
import { v } from "convex/values";

const ref = (name: string) => makeFunctionReference(name) as any;
const NOTE = ref("jobs:note");

const messageOf = async (work: Promise<unknown>) => {
  try {
    await work;
    return null;
  } catch (error) {
    return (error as Error).message;
  }
};

export const note = internalMutation({
  args: { text: v.string() },
  handler: async ({ db, auth }, { text }) => {
    const who = await auth.getUserIdentity();
    await db.insert("notes", { text: who === null ? text : "not alone" });
  },
});

export const notes = query(async ({ db }) =>
  (await db.query("notes").collect()).map((row) => row.text),
);

export const job = query(async ({ db }, { id }: any) => await db.system.get(id));

export const states = query(async ({ db }) =>
  (await db.system.query("_scheduled_functions").collect()).map(({ name, state }: any) => [
    name,
    state.kind,
  ]),
);

export const after = mutation(async ({ db, scheduler }, { delay, text }: any) => {
  const id = await scheduler.runAfter(delay, NOTE, { text });
  const { _id, _creationTime, scheduledTime, ...rest } = (await db.system.get(id)) as any;
  return { id, isSame: id === _id, ahead: scheduledTime - Date.now(), ...rest };
});

export const schedule = mutation(async ({ scheduler }, { name, args }: any) =>
  await scheduler.runAfter(0, ref(name), args),
);

export const many = mutation(async ({ scheduler }, { count }: any) => {
  for (let i = 0; i < count; i++) {
    await scheduler.runAfter(0, NOTE, { text: `${i}` });
  }
});

export const noted = query(async ({ db }) => (await db.query("notes").collect()).length);

export const at = mutation(async ({ scheduler }, { time, text }: any) =>
  await scheduler.runAt(new Date(time), NOTE, { text }),
);

export const cancel = mutation(async ({ scheduler }, { id }: any) => {
  await scheduler.cancel(id);
});

export const scheduleAndThrow = mutation(async ({ scheduler }) => {
  await scheduler.runAfter(0, NOTE, { text: "never" });
  throw new Error("no");
});

export const nested = mutation(async ({ db, runMutation }: any) => {
  const error = await messageOf(runMutation(ref("jobs:scheduleAndThrow"), {}));
  await runMutation(ref("jobs:after"), { delay: 0, text: "nested" });
  const left = await db.system.query("_scheduled_functions").collect();
  return [error, left.length];
});

export const limited = mutation(async ({ runMutation }: any) =>
  await messageOf(
    runMutation(ref("jobs:after"), { delay: 0, text: "x" }, { transactionLimits: { functionsScheduled: 0 } }),
  ),
);

export const failing = internalMutation(async ({ db }) => {
  await db.insert("notes", { text: "dropped" });
  throw new Error("boom");
});

export const cancelsItself = internalMutation(async ({ db, scheduler }) => {
  const rows = (await db.system.query("_scheduled_functions").collect()) as any[];
  const [self] = rows.filter(({ name }) => name === "jobs.js:cancelsItself");
  const error = await messageOf(scheduler.cancel(self._id));
  await db.insert("notes", { text: `${self.state.kind}: ${error}` });
});

export const tooMany = mutation(async ({ scheduler }) => {
  for (let i = 0; i < 1000; i++) {
    await scheduler.runAfter(3600_000, NOTE, { text: "x" });
  }
  return await messageOf(scheduler.runAfter(0, NOTE, { text: "x" }));
});

export const tooLarge = mutation(async ({ scheduler }) => {
  const text = "x".repeat(6 << 20);
  await scheduler.runAfter(3600_000, NOTE, { text });
  await scheduler.runAfter(3600_000, NOTE, { text });
  return await messageOf(scheduler.runAfter(3600_000, NOTE, { text }));
});

export const metrics = mutation(async ({ scheduler }) => {
  await scheduler.runAfter(3600_000, NOTE, { text: "x" });
  await scheduler.runAfter(3600_000, NOTE, { text: "y" });
  const text = await (globalThis as any).Convex.asyncSyscall("1.0/getTransactionMetrics", "{}");
  const { functionsScheduled, scheduledFunctionArgsBytes } = JSON.parse(text);
  return [functionsScheduled, scheduledFunctionArgsBytes.used];
});

export const refused = mutation(async ({ db, scheduler }) => {
  const note = await db.insert("notes", { text: "not a job" });
  const raw = (args: object) =>
    (globalThis as any).Convex.asyncSyscall("1.0/schedule", JSON.stringify(args));
  return [
    await messageOf(scheduler.runAfter(0, ref("nowhere:fn"), {})),
    await messageOf(scheduler.runAfter(0, ref("jobs:nothing"), {})),
    await messageOf(scheduler.runAfter(6 * 366 * 86400_000, NOTE, {})),
    await messageOf(scheduler.runAt(0, NOTE, {})),
    await messageOf(raw({ reference: "_reference/other", ts: 0, args: {} })),
    await messageOf(raw({ name: "jobs:note", ts: "now", args: {} })),
    await messageOf(scheduler.cancel(note as any)),
    await messageOf(scheduler.cancel("nonsense" as any)),
  ];
});

export const fromQuery = query(
  async () =>
    await messageOf((globalThis as any).Convex.asyncSyscall("1.0/schedule", '{"name":"jobs:note"}')),
);

export const acting = internalAction(async ({ runQuery, scheduler }) => {
  const states = await runQuery(ref("jobs:states"), {});
  await scheduler.runAfter(0, NOTE, { text: JSON.stringify(states) });
  return "unused";
});

export const throwing = internalAction(async () => {
  throw new Error("bang");
});

export const schedules = action(async ({ runQuery, scheduler }: any) => {
  const id = await scheduler.runAfter(3600_000, NOTE, { text: "never" });
  const before = await runQuery(ref("jobs:job"), { id });
  await scheduler.cancel(id);
  const after = await runQuery(ref("jobs:job"), { id });
  return [before.state.kind, after.state.kind, await messageOf(scheduler.cancel("nonsense"))];
});

export const canceledWhileRunning = internalAction(async ({ runQuery, runMutation, scheduler }: any) => {
  const [self] = await runQuery(ref("jobs:running"), {});
  await runMutation(ref("jobs:cancel"), { id: self });
  await scheduler.runAfter(0, NOTE, { text: "never" });
  await runMutation(ref("jobs:schedule"), { name: "jobs:note", args: { text: "never" } });
  await runMutation(ref("jobs:note"), { text: "still running" });
});

export const running = query(async ({ db }) =>
  (await db.system.query("_scheduled_functions").collect())
    .filter(({ state }: any) => state.kind === "inProgress")
    .map(({ _id }: any) => _id),
);
