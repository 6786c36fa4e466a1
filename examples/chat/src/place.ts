import { useState, useSyncExternalStore } from "react";

/** The channel that the address names after `#`. */
export function useChannel() {
  return useSyncExternalStore(subscribeToAddress, channelOfAddress);
}

function subscribeToAddress(changed: () => void) {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

function channelOfAddress() {
  try {
    return decodeURIComponent(window.location.hash.slice(1)) || "general";
  } catch {
    return "general";
  }
}

/** The name under which this browser writes, and how to change it. */
export function useName(): [string, (name: string) => void] {
  const [name, setName] = useState(() => window.localStorage.getItem("name") ?? "");
  return [
    name,
    (next) => {
      window.localStorage.setItem("name", next);
      setName(next);
    },
  ];
}
