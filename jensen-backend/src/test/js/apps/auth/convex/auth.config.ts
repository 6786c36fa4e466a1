const issuer = process.env.ISSUER!;

export default {
  providers: [
    { domain: issuer, applicationID: "app" },
    { domain: `${issuer}/down`, applicationID: "app" },
    {
      type: "customJwt",
      issuer: `${issuer}/custom`,
      jwks: `${issuer}/keys`,
      algorithm: "RS256",
      applicationID: "app",
    },
  ],
};
