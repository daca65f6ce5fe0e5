import type { JsonValue } from "./shape.ts";

const maybeBigInteger = /\d{16}/;
const integer = /^-?\d+$/;

/**
 * The value that a JSON text holds, or undefined when it is not JSON. Integers beyond 2^53 become text, so that no identifier loses digits.
 * Of a key given twice the last one counts. A key named `__proto__` is an own key like any other.
 */
export function parseJson(text: string): JsonValue | undefined {
  try {
    return maybeBigInteger.test(text) ? (JSON.parse(text, keepDigits as Reviver) as JsonValue) : (JSON.parse(text) as JsonValue);
  } catch {
    return undefined;
  }
}

type Reviver = (this: unknown, key: string, value: unknown) => unknown;

// The third argument (ECMAScript "JSON.parse source text access") is not yet in the library's types.
function keepDigits(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return context.source !== undefined && integer.test(context.source) ? context.source : value;
}
