/** How often a property is tried: a little in every test run, ten times that in the long mode, and a tenth where faults are planted one by one. */
export function runs(count: number): number {
  if (process.env.WATCHKEEPER_LONG === "1") return 10 * count;
  return process.env.WATCHKEEPER_SHORT === "1" ? Math.max(10, Math.floor(count / 10)) : count;
}
