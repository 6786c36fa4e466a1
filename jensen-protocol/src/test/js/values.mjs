// Answers questions about values with the official package: one JSON array in per line,
// `[operation, ...arguments]`, one JSON value out per line.
import { compareValues, convexToJson, getConvexSize, jsonToConvex, v } from "convex/values";
import { createInterface } from "node:readline";

const operations = {
  roundTrip: (json) => convexToJson(jsonToConvex(json)),
  size: (json) => getConvexSize(jsonToConvex(json)),
  compare: (left, right) => compareValues(jsonToConvex(left), jsonToConvex(right)),
  accepts: (text) => {
    try {
      jsonToConvex(JSON.parse(text));
      return true;
    } catch {
      return false;
    }
  },
  validators: () =>
    [
      v.any(),
      v.null(),
      v.number(),
      v.float64(),
      v.bigint(),
      v.int64(),
      v.commitTs(),
      v.boolean(),
      v.string(),
      v.bytes(),
      v.literal("x"),
      v.literal(1.5),
      v.literal(5n),
      v.literal(false),
      v.id("messages"),
      v.array(v.union(v.string(), v.null())),
      v.record(v.id("users"), v.number()),
      v.object({ a: v.string(), b: v.optional(v.object({ c: v.any() })) }),
      v.union(),
      v.nullable(v.string()),
    ].map((validator) => validator.json),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [operation, ...operands] = JSON.parse(line);
  console.log(JSON.stringify(operations[operation](...operands)));
}
