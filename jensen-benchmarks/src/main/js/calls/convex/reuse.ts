export const experimental_reuseContext = true;

export { bump, get } from "./fresh";
