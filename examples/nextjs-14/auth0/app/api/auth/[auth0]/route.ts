import { handleAuth } from "@auth0/nextjs-auth0";

/** `/api/auth/login`, `callback`, `logout` and `me`. */
export const GET = handleAuth();
