import { importPKCS8, SignJWT } from "jose";
import NextAuth from "next-auth";
import { convexAdapter } from "./adapter";

declare module "next-auth" {
  interface Session {
    convexToken: string;
  }
}

export const { handlers, signIn, signOut, auth } = NextAuth({
  trustHost: true,
  adapter: convexAdapter,
  providers: [
    {
      id: "company",
      name: "Company",
      type: "oidc",
      issuer: process.env.AUTH_COMPANY_ISSUER,
      clientId: process.env.AUTH_COMPANY_ID,
      clientSecret: process.env.AUTH_COMPANY_SECRET,
      client: { token_endpoint_auth_method: "client_secret_post" },
      checks: ["pkce", "state"],
    },
  ],
  callbacks: {
    /** Adds a token for the deployment, whose site is its issuer. */
    async session({ session, user }) {
      const privateKey = await importPKCS8(process.env.CONVEX_AUTH_PRIVATE_KEY!, "RS256");
      const convexToken = await new SignJWT({ sub: user.id })
        .setProtectedHeader({ alg: "RS256" })
        .setIssuedAt()
        .setIssuer(process.env.CONVEX_SITE_URL!)
        .setAudience("convex")
        .setExpirationTime("1h")
        .sign(privateKey);
      return { ...session, convexToken };
    },
  },
});
