import { defineApp } from "convex/server";

export default defineApp();
