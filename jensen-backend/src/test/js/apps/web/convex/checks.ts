import { actionGeneric } from "convex/server";

type Check = (args: any) => unknown;

/** An action that returns which of the checks did not give true, and what they gave. */
export const checking = (checks: Record<string, Check>) =>
  actionGeneric(async (_ctx, args: any) => {
    const failed: string[] = [];
    for (const [name, check] of Object.entries(checks)) {
      try {
        const given = await check(args);
        if (given !== true) {
          failed.push(`${name}: ${JSON.stringify(given)}`);
        }
      } catch (e: any) {
        failed.push(`${name}: ${e?.stack ?? e}`);
      }
    }
    return failed;
  });

/** Whether both are the same JSON; if not, the first. */
export const same = (given: unknown, wanted: unknown) =>
  JSON.stringify(given) === JSON.stringify(wanted) ? true : given;

/** The name and message of what `attempt` throws. */
export async function thrown(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
  } catch (e: any) {
    return `${e.name}: ${e.message}`;
  }
  return "nothing";
}

export const throws = async (attempt: () => unknown, text: string) => {
  const got = await thrown(attempt);
  return got.includes(text) ? true : got;
};

export const bytes = (...values: number[]) => new Uint8Array(values);
export const utf8 = (text: string) => new TextEncoder().encode(text);
