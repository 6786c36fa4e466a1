import { useAction } from "convex/react";
import { ConvexError } from "convex/values";
import { type FormEvent, type KeyboardEvent, useState } from "react";
import { api } from "../convex/_generated/api";
import { NAME_MAX, TEXT_MAX } from "../convex/limits";
import { useSend } from "./useSend";

type ComposerProps = { channel: string; name: string; setName: (name: string) => void };

/** Where one writes. How long a message may be is for the server to say. */
export function Composer({ channel, name, setName }: ComposerProps) {
  const [text, setText] = useState("");
  const [error, setError] = useState<string>();
  const send = useSend();
  const roll = useAction(api.dice.roll);
  const ready = name.trim() !== "" && text.trim() !== "";

  async function submit(event?: FormEvent) {
    event?.preventDefault();
    if (!ready) {
      return;
    }
    setText("");
    setError(undefined);
    try {
      await send({ channel, author: name.trim(), text });
    } catch (cause) {
      setError(explained(cause));
      // Unless something new was begun meanwhile, which is worth more.
      setText((begun) => begun || text);
    }
  }

  async function rollDie() {
    setText(`I rolled a ${await roll({ sides: 6 })}.`);
  }

  function keyPressed(event: KeyboardEvent) {
    // While an input method composes a word, Enter belongs to it.
    if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      void submit();
    }
  }

  return (
    <form className="composer" onSubmit={submit}>
      {error !== undefined && (
        <p className="error" role="alert">
          {error}
          <button type="button" onClick={() => setError(undefined)} aria-label="Dismiss">
            ✕
          </button>
        </p>
      )}
      <div className="fields">
        <label>
          <span>Your name</span>
          <input
            value={name}
            maxLength={NAME_MAX}
            autoComplete="nickname"
            placeholder="Ada"
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <label className="grows">
          <span>
            Message
            <span className="length" aria-hidden="true" data-over={text.length > TEXT_MAX || undefined}>
              {text.length} / {TEXT_MAX}
            </span>
          </span>
          <textarea
            value={text}
            rows={1}
            placeholder={`Write to #${channel}`}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={keyPressed}
          />
        </label>
        <button type="button" className="die" onClick={() => void rollDie()} aria-label="Roll a die">
          Roll
        </button>
        <button type="submit" className="send" disabled={!ready}>
          Send
        </button>
      </div>
    </form>
  );
}

function explained(cause: unknown) {
  return cause instanceof ConvexError
    ? (cause.data as { message: string }).message
    : "The message could not be sent.";
}
