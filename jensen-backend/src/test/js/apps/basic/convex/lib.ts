export function shout(text: string): string {
  if (text === "boom") {
    throw new Error("boom in lib");
  }
  return text.toUpperCase();
}

export const importedAt = Date.now();
export const importedLuck = Math.random();
