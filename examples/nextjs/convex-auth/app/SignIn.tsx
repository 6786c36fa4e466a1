"use client";

import { useAuthActions } from "@convex-dev/auth/react";
import { useRouter } from "next/navigation";
import { useState } from "react";

/** Asks for an address and a password; the first time they make an account. */
export function SignIn() {
  const { signIn } = useAuthActions();
  const router = useRouter();
  const [flow, setFlow] = useState("signIn");
  const [error, setError] = useState<string>();

  async function submit(form: FormData) {
    setError(undefined);
    try {
      await signIn("password", form);
      router.refresh();
    } catch {
      setError(flow === "signIn" ? "No such address and password." : "That account cannot be made.");
    }
  }

  return (
    <main>
      <form action={submit}>
        <input name="email" type="email" aria-label="Email" required />
        <input name="password" type="password" aria-label="Password" minLength={8} required />
        <select name="flow" aria-label="Account" value={flow} onChange={(e) => setFlow(e.target.value)}>
          <option value="signIn">I have an account</option>
          <option value="signUp">I am new here</option>
        </select>
        <button type="submit">Go on</button>
      </form>
      <button type="button" onClick={() => signIn("company", { redirectTo: "/" })}>
        Sign in with your company
      </button>
      {error !== undefined && <p role="alert">{error}</p>}
    </main>
  );
}
