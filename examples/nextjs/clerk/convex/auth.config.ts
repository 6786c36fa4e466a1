/** The issuer of the Clerk application, and the audience that its template "convex" writes. */
export default {
  providers: [{ domain: process.env.CLERK_JWT_ISSUER_DOMAIN, applicationID: "convex" }],
};
