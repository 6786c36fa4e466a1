// A handler as AWS Lambda calls it, with CONVEX_URL and API_KEY in its environment.
import { ConvexHttpClient } from "convex/browser";
import { anyApi } from "convex/server";
import { ConvexError } from "convex/values";

/** Made once per process, and used again as long as the process lives. */
const client = new ConvexHttpClient(process.env.CONVEX_URL);

export async function handler(event) {
  const args = { data: JSON.parse(event.body), apiKey: process.env.API_KEY };
  try {
    return answer(200, { by: await client.mutation(anyApi.tasks.dumpData, args) });
  } catch (error) {
    if (error instanceof ConvexError) {
      return answer(403, error.data);
    }
    throw error;
  }
}

function answer(statusCode, body) {
  return { statusCode, body: JSON.stringify(body) };
}
