import { httpActionGeneric, httpRouter } from "convex/server";

const http = httpRouter();

http.route({
  path: "/hello",
  method: "GET",
  handler: httpActionGeneric(async () => new Response("hello")),
});
http.route({
  pathPrefix: "/files/",
  method: "POST",
  handler: httpActionGeneric(async () => new Response("stored")),
});

export default http;
