import { convexAuthNextjsToken } from "@convex-dev/auth/nextjs/server";
import { fetchMutation, preloadQuery } from "convex/nextjs";
import { api } from "../convex/_generated/api";
import { Files } from "./Files";
import { SignIn } from "./SignIn";
import { SignOut } from "./SignOut";

export default async function Page() {
  const token = await convexAuthNextjsToken();
  if (token === undefined) {
    return <SignIn />;
  }
  const files = await preloadQuery(api.files.list, {}, { token });
  return (
    <main>
      <SignOut />
      <Files preloaded={files} />
      <form action={append}>
        <input name="text" aria-label="Text" required />
        <button type="submit">Append</button>
      </form>
    </main>
  );
}

/** A server action: a mutation as the user, where there are no hooks. */
async function append(form: FormData) {
  "use server";
  const token = await convexAuthNextjsToken();
  await fetchMutation(api.files.append, { text: String(form.get("text")) }, { token });
}
