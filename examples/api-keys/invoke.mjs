// Calls the handler once, as if a request had come: CONVEX_URL=… API_KEY=… node invoke.mjs
import { handler } from "./lambda.mjs";

console.log(JSON.stringify(await handler({ body: JSON.stringify({ temperature: 21.5 }) })));
