import { Password } from "@convex-dev/auth/providers/Password";
import { convexAuth } from "@convex-dev/auth/server";

/** "Sign in with your company": any OpenID issuer, once AUTH_COMPANY_ISSUER names one. */
const company = {
  id: "company",
  name: "Company",
  type: "oidc" as const,
  issuer: process.env.AUTH_COMPANY_ISSUER,
  clientId: process.env.AUTH_COMPANY_ID,
  clientSecret: process.env.AUTH_COMPANY_SECRET,
  client: { token_endpoint_auth_method: "client_secret_post" },
};

export const { auth, signIn, signOut, store, isAuthenticated } = convexAuth({
  providers: [Password, ...(company.issuer === undefined ? [] : [company])],
});
