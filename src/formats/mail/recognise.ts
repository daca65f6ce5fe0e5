// Fields that mails have and log lines do not. A block of header lines needs two of these, or one that only mail has.
const telling = new Set([
  "received",
  "return-path",
  "delivered-to",
  "message-id",
  "mime-version",
  "dkim-signature",
  "authentication-results",
  "received-spf",
  "arc-seal",
  "x-originating-ip",
  "x-mailer",
  "list-unsubscribe",
  "content-transfer-encoding",
]);
const common = new Set([
  "from",
  "to",
  "cc",
  "subject",
  "date",
  "reply-to",
  "sender",
  "content-type",
  "x-priority",
  "in-reply-to",
  "references",
  "importance",
  "bcc",
  "errors-to",
]);

const linesMax = 2_000;
/** The line that begins a message in an mbox file (RFC 4155): "From ", a sender, and a date that starts with its weekday. */
export const mboxStart = /^From \S{1,500} {1,8}(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? {1,4}\S/;

/** True for a block of RFC 5322 header fields, perhaps behind one mbox "From " line or a byte order mark. */
export function isMail(head: Uint8Array): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "");
  const lines = text.split(/\r\n|\n|\r/, linesMax);
  let first = lines.findIndex((line) => line !== "");
  if (first < 0) return false;
  if (mboxStart.test(lines[first]!)) first++;
  const seen = new Set<string>();
  let only = 0;
  for (const [index, line] of lines.slice(first).entries()) {
    if (line === "") break;
    if (/^[ \t]/.test(line) && index > 0) continue;
    // The first 64 KiB may end in the middle of a line: its last one decides nothing.
    const name = /^([!-9;-~]{1,76})[ \t]{0,8}:/.exec(line)?.[1]?.toLowerCase();
    if (name === undefined)
      return index === lines.length - first - 1 ? isEnough(seen, only) : index > 0 && isEnough(seen, only) && only > 0;
    if (telling.has(name)) only++;
    if (telling.has(name) || common.has(name)) seen.add(name);
  }
  return isEnough(seen, only);
}

function isEnough(seen: ReadonlySet<string>, only: number): boolean {
  return seen.size >= 3 || (seen.size >= 2 && (only > 0 || (seen.has("from") && (seen.has("subject") || seen.has("to")))));
}
