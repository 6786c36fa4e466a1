import "react";

declare global {
  interface ImportMetaEnv {
    /** Where the server is, such as http://127.0.0.1:3210. */
    readonly VITE_CONVEX_URL: string;
  }
}

declare module "react" {
  interface CSSProperties {
    "--hue"?: number;
  }
}
