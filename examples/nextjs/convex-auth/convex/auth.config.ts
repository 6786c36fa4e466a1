/** The deployment is its own issuer: whoever signs in here gets its tokens, and it trusts no others. */
export default {
  providers: [{ domain: process.env.CONVEX_SITE_URL, applicationID: "convex" }],
};
