/** The compiler proves that this is never called; at run time it is a programmer's mistake. */
export function unreachable(value: never): never {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}
