import { useQuery } from "convex/react";
import { useEffect, useRef } from "react";
import { api } from "../convex/_generated/api";

const ALWAYS_THERE = ["general", "random"];

/** Links to the channels: those that have messages, the one that is open, and two to begin with. */
export function Channels({ current }: { current: string }) {
  const written = useQuery(api.channels.list) ?? [];
  const names = [...new Set([...ALWAYS_THERE, ...written, current])].sort();
  const open = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    open.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current, names.length]);

  return (
    <nav className="channels" aria-label="Channels">
      <p className="brand">
        <Logo /> Chat
      </p>
      <ul>
        {names.map((name) => (
          <li key={name}>
            <a
              ref={name === current ? open : undefined}
              href={`#${encodeURIComponent(name)}`}
              aria-current={name === current ? "page" : undefined}
            >
              <span aria-hidden="true">#</span>
              {name}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Logo() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="9" fill="var(--accent)" />
      <path d="M8 10h16v10H15l-4 4v-4H8z" fill="white" />
    </svg>
  );
}
