import { queryGeneric as query } from "convex/server";
import { shout } from "../lib";

export const fails = query(async () => {
  return shout("boom");
});
