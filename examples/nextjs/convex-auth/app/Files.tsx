"use client";

import { type Preloaded, usePreloadedQuery } from "convex/react";
import type { api } from "../convex/_generated/api";

/** Rendered on the server with what it had then, and live from then on. */
export function Files({ preloaded }: { preloaded: Preloaded<typeof api.files.list> }) {
  const files = usePreloadedQuery(preloaded);
  return (
    <ul>
      {files.map((text, i) => (
        <li key={i}>{text}</li>
      ))}
    </ul>
  );
}
