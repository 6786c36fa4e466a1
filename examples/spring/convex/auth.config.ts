/** Whose users may call. This one makes tokens for development: ./jensen serve --dev-issuer. */
export default {
  providers: [
    { domain: `${process.env.CONVEX_CLOUD_URL}/api/jensen/dev-issuer`, applicationID: "dev" },
  ],
};
