const issuer = process.env.ISSUER!;

export default {
  providers: [
    { domain: issuer, applicationID: "app" },
    { domain: process.env.CONVEX_SITE_URL!, applicationID: "app" },
    { domain: `${issuer}/down`, applicationID: "app" },
    {
      type: "customJwt",
      issuer: `${issuer}/custom`,
      jwks: `${issuer}/keys`,
      algorithm: "RS256",
      applicationID: "app",
    },
    {
      type: "customJwt",
      issuer: process.env.CONVEX_CLOUD_URL!,
      jwks: `${process.env.CONVEX_CLOUD_URL}/.well-known/jwks.json`,
      algorithm: "ES256",
      applicationID: "guests",
    },
  ],
};
