/**
 * The number of an event within its world: 24 bits of input, 23 of batch, 16 of place in the batch. It depends on nothing but where the event
 * came from, so loading in another order, or again, gives the same numbers.
 */
export const numberLimits = { inputsMax: 2 ** 24, batchesMax: 2 ** 23, batchEventsMax: 65_536 } as const;

/** The two 32-bit halves of the first number of a batch; the place is added to `low`. */
export function firstNumber(input: number, batch: number): { readonly high: number; readonly low: number } {
  return { high: input * 128 + Math.floor(batch / 65_536), low: (batch % 65_536) * 65_536 };
}

/** The same number as PostgreSQL's text for a bigint. */
export function firstNumberText(input: number, batch: number): string {
  const { high, low } = firstNumber(input, batch);
  return String(BigInt(high) * 4_294_967_296n + BigInt(low));
}
