/** The web server signs the tokens; the deployment is named as their issuer and shows the key. */
export default {
  providers: [{ domain: process.env.CONVEX_SITE_URL, applicationID: "convex" }],
};
