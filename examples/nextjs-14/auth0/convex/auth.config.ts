const issuer = process.env.AUTH0_ISSUER!;

/** ID tokens are for the application. Access tokens are for an API, and for Auth0's own besides. */
export default {
  providers: [
    { domain: issuer, applicationID: process.env.AUTH0_CLIENT_ID },
    {
      type: "customJwt",
      issuer,
      jwks: `${issuer}.well-known/jwks.json`,
      algorithm: "RS256",
      applicationID: process.env.AUTH0_AUDIENCE,
    },
  ],
};
