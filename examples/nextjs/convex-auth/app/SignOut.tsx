"use client";

import { useAuthActions } from "@convex-dev/auth/react";
import { useRouter } from "next/navigation";

export function SignOut() {
  const { signOut } = useAuthActions();
  const router = useRouter();
  return (
    <button type="button" onClick={() => signOut().then(() => router.refresh())}>
      Sign out
    </button>
  );
}
