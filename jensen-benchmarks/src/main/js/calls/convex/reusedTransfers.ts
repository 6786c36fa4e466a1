export const experimental_reuseContext = true;

export { transfer } from "./transfers";
