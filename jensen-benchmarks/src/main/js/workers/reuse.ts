export const experimental_reuseContext = true;

export { bump } from "./fresh";
