export { deserialize, serialize } from "@ungap/structured-clone";
