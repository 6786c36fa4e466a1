import { cronJobs, makeFunctionReference } from "convex/server";

const crons = cronJobs();

crons.interval("tick", { seconds: 30 }, makeFunctionReference<"mutation">("tasks:hidden"), {});

export default crons;
