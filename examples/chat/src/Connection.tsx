import { useConvexConnectionState } from "convex/react";

/** Whether what the page shows is live. */
export function Connection() {
  const { isWebSocketConnected, hasEverConnected } = useConvexConnectionState();
  const state = isWebSocketConnected ? "live" : hasEverConnected ? "reconnecting" : "connecting";

  return (
    <p className="connection" role="status" data-state={state}>
      <span className="dot" aria-hidden="true" />
      {{ live: "Live", reconnecting: "Reconnecting…", connecting: "Connecting…" }[state]}
    </p>
  );
}
