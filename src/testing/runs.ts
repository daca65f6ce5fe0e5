/** How often a property is tried: a little in every test run, ten times that in the long mode. */
export const runs = (count: number) => (process.env.WATCHKEEPER_LONG === "1" ? 10 * count : count);
