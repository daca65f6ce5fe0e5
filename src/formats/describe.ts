import type { RejectReason } from "../core/event/event.ts";
import { type FileKind, kindOf } from "../core/file/kind.ts";
import { documentIn } from "./archive/zip.ts";
import { encodingOf, headText } from "./lines/encoding.ts";

/** Why an input that no format recognises is rejected, and what it looks like by its first bytes. */
export type Description = { readonly reason: RejectReason; readonly detail: string };

/** Texts may be records of a format that we do not read, so what kind of text it is says less than that. */
const saysNothing: ReadonlySet<FileKind> = new Set(["other", "text", "empty", "mail"]);

/** Names what the first bytes look like: nothing, a known kind of file, text, or bytes that say nothing. */
export function describe(head: Uint8Array): Description {
  if (head.length === 0) return { reason: "not-evidence", detail: "the file is empty" };
  const document = documentIn(head);
  if (document) return { reason: "not-evidence", detail: `looks like ${document}` };
  const kind = kindOf(head);
  if (!saysNothing.has(kind)) return { reason: "not-evidence", detail: `looks like ${kind}` };
  if (!isText(head)) return { reason: "not-evidence", detail: "binary data of no known kind" };
  if (headText(head.subarray(0, 4_096)).trim() === "") return { reason: "not-evidence", detail: "the file holds only white space" };
  return { reason: "unknown-format", detail: "text in no format that is read" };
}

/** True when the first bytes are text: no NUL (but as UTF-16), and of other control characters at most one in a hundred bytes. */
export function isText(head: Uint8Array): boolean {
  const bytes = encodingOf(head).encoding === "utf-8" ? head : Buffer.from(headText(head));
  let controls = 0;
  for (const byte of bytes) {
    if (byte === 0) return false;
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 12 && byte !== 13 && byte !== 27) controls++;
  }
  return controls * 100 <= bytes.length;
}
