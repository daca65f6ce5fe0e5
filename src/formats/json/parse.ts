import type { JsonValue } from "./shape.ts";

// Two steps, since the first is quick and rarely true: hexadecimal masks in texts have as many digits.
const manyDigits = /\d{16}/;
const bigInteger = /([:,[]\s*)(-?[1-9]\d{15,})(?=\s*[,}\]])/g;
const integer = /^-?\d+$/;

/**
 * The value that a JSON text holds, or undefined when it is not JSON. Integers beyond 2^53 become text, so that no identifier loses digits.
 * Of a key given twice the last one counts. A key named `__proto__` is an own key like any other.
 */
export function parseJson(text: string): JsonValue | undefined {
  if (!manyDigits.test(text)) return parsed(text);
  const quoted = text.replace(bigInteger, (whole, before: string, digits: string) =>
    Number.isSafeInteger(Number(digits)) ? whole : `${before}"${digits}"`,
  );
  // Within a string the inserted quote would end it before a digit, which is never JSON: then the slow way finds the numbers.
  return parsed(quoted) ?? parsed(text, keepDigits as Reviver);
}

type Reviver = (this: unknown, key: string, value: unknown) => unknown;

function parsed(text: string, reviver?: Reviver): JsonValue | undefined {
  try {
    return JSON.parse(text, reviver) as JsonValue;
  } catch {
    return undefined;
  }
}

// The third argument (ECMAScript "JSON.parse source text access") is not yet in the library's types.
function keepDigits(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return context.source !== undefined && integer.test(context.source) ? context.source : value;
}
