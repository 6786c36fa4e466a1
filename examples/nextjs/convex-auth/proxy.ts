import {
  convexAuthNextjsMiddleware,
  createRouteMatcher,
  nextjsMiddlewareRedirect,
} from "@convex-dev/auth/nextjs/server";

const isPrivate = createRouteMatcher(["/private(.*)"]);

/** Keeps the tokens in cookies, and lets nobody see private pages who is not signed in. */
export default convexAuthNextjsMiddleware(async (request, { convexAuth }) => {
  if (isPrivate(request) && !(await convexAuth.isAuthenticated())) {
    return nextjsMiddlewareRedirect(request, "/");
  }
});

export const config = { matcher: ["/((?!.*\\..*|_next).*)", "/", "/api(.*)"] };
