/** What the server accepts; the page shows the same numbers. */
export const TEXT_MAX = 500;
export const NAME_MAX = 40;
