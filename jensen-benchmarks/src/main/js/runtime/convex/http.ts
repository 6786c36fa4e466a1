import { httpActionGeneric as httpAction, httpRouter } from "convex/server";

const BODY = '{"status":"success"}';
const HEADERS = { "Content-Type": "application/json", "Content-Length": `${BODY.length}` };

const http = httpRouter();
http.route({
  path: "/echo",
  method: "POST",
  handler: httpAction(async (_ctx, request) => {
    await request.json();
    return new Response(BODY, { headers: HEADERS });
  }),
});

export default http;
