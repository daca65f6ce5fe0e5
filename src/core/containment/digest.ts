import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { ContainmentAction } from "./containment.ts";

/**
 * The fingerprint of exactly what people approve: SHA-256 over the canonical JSON (RFC 8785) of the whole action, as `sha256:<64 hex digits>`.
 * An action changed in any field has another one. Throws a RangeError for what is no JSON (`canonicalText`).
 */
export function digestOfAction(action: ContainmentAction): string {
  return digestOfText(canonicalText(action));
}

/** SHA-256 over the UTF-8 of a text, as `sha256:<64 hex digits>`. */
export function digestOfText(text: string): string {
  return `sha256:${createHash("sha256").update(text, "utf8").digest("hex")}`;
}

/** Canonical JSON (RFC 8785) of a value. Throws a RangeError for what has none: numbers that are not finite, half characters, no value. */
export function canonicalText(value: unknown): string {
  const text = canonicalTextIfAny(value);
  if (text === undefined) throw new RangeError("no canonical JSON");
  return text;
}

/** As `canonicalText`, but undefined for what has none; for values that came from outside. */
export function canonicalTextIfAny(value: unknown): string | undefined {
  try {
    return canonicalize(value);
  } catch {
    return undefined;
  }
}
