import { hash } from "node:crypto";
import type { RecordRef, RejectReason } from "../core/event/event.ts";
import type { InputRecord } from "./format.ts";

/** The longest text from an input that a dead letter quotes, in UTF-16 code units. */
const quotedLengthMax = 200;

/** `sha256:` and 64 hex digits over exactly these bytes. */
export function digestOf(bytes: Uint8Array): string {
  return `sha256:${hash("sha256", bytes, "hex")}`;
}

/** A rejected record: never dropped, counted and kept with its reason. `digest` is absent where the bytes were not held. */
export function rejected(
  ref: Omit<RecordRef, "digest"> & { digest?: string | undefined },
  reason: RejectReason,
  detail: string,
): InputRecord {
  return { kind: "rejected", letter: { path: ref.path, record: ref.record, reason, detail: shorten(detail), digest: ref.digest } };
}

/** Text from outside made fit for one line: no control characters, at most 200 characters or `lengthMax`. */
export function shorten(text: string, lengthMax: number = quotedLengthMax): string {
  // Cut before replacing: a hostile text may be megabytes long. Lone surrogates cannot be stored, so they are replaced too.
  const cut = text.length > lengthMax ? `${text.slice(0, lengthMax - 1)}…` : text;
  return cut.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ");
}
