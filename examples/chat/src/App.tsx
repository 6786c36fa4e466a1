import { useQuery } from "convex/react";
import { api } from "../convex/_generated/api";
import { Channels } from "./Channels";
import { Composer } from "./Composer";
import { Connection } from "./Connection";
import { Conversation } from "./Conversation";
import { useChannel, useName } from "./place";

export function App() {
  const channel = useChannel();
  const [name, setName] = useName();
  const count = useQuery(api.messages.count, { channel });

  return (
    <div className="app">
      <Channels current={channel} />
      <main className="room">
        <header className="room-header">
          <div>
            <h1>
              <span aria-hidden="true">#</span>
              {channel}
            </h1>
            <p data-testid="count">{count === undefined ? " " : counted(count)}</p>
          </div>
          <Connection />
        </header>
        {/* The keys start both afresh in another channel. */}
        <Conversation key={`messages of ${channel}`} channel={channel} name={name} />
        <Composer key={`draft for ${channel}`} channel={channel} name={name} setName={setName} />
      </main>
    </div>
  );
}

function counted(count: number) {
  return count === 1 ? "1 message" : `${count} messages`;
}
