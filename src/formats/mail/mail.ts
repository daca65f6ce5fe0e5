import type { Fields } from "../../core/event/event.ts";
import type { Format, InputRecord, Reader } from "../format.ts";
import { limits } from "../limits.ts";
import { digestOf, rejected } from "../record.ts";
import { mailsWithin } from "./attached.ts";
import { type Around, mailEvent } from "./event.ts";
import { headersOf } from "./header.ts";
import { mailLimits } from "./limits.ts";
import { piecesOf } from "./mbox.ts";
import { noRecordedNames, type RecordedNames } from "./offline.ts";
import type { Parsed, Refusal } from "./parse.ts";
import { isMail } from "./recognise.ts";
import { type Report, reportOf } from "./report.ts";

/** Mail (RFC 5322, MIME) and mailboxes in one file (mbox, RFC 4155): one mail is one record and one event, and so is each mail attached to one. Nothing in it is opened, fetched or rendered. */
export const mail: Format = mailWith(noRecordedNames);

/** The format with name-server records that someone recorded, so that signatures can be verified; without them bodies are compared with what was signed. */
export function mailWith(names: RecordedNames): Format {
  return { name: "mail", recognises: isMail, open: (path, hints) => openMail(path, names, hints?.modifiedMs) };
}

function openMail(path: string, names: RecordedNames, modifiedMs: number | undefined): Reader {
  const pieces: Uint8Array[] = [];
  let length = 0;
  let lost = 0;
  return {
    push(bytes) {
      // Kept up to the bound; what lies beyond is counted and reported at the end.
      const taken = bytes.subarray(0, Math.max(0, limits.mailBytesMax - length));
      if (taken.length > 0) pieces.push(taken.slice());
      length += taken.length;
      lost += bytes.length - taken.length;
      return [];
    },
    async end() {
      const whole = Buffer.concat(pieces, length);
      pieces.length = 0;
      return length === 0 ? [] : readAll({ path, whole, lost, names, modifiedMs });
    },
  };
}

async function readAll({
  path,
  whole,
  lost,
  names,
  modifiedMs,
}: {
  path: string;
  whole: Uint8Array;
  lost: number;
  names: RecordedNames;
  modifiedMs: number | undefined;
}): Promise<readonly InputRecord[]> {
  const { pieces, more } = piecesOf(whole, mailLimits.mailsMax);
  const records: InputRecord[] = [];
  const carried: InputRecord[] = [];
  // The mails of the input keep their places; those that lie in them are counted on behind the last.
  let place = pieces.length;
  for (const [index, { bytes, postmark }] of pieces.entries()) {
    const isCut = lost > 0 && index === pieces.length - 1;
    const [own, ...within] = isCut
      ? [cut(path, index + 1, bytes)]
      : await readWithin({ path, bytes, postmark, names, modifiedMs, placeOf: (at) => (at === 0 ? index + 1 : place + at) });
    records.push(own!);
    carried.push(...within);
    place += within.length;
  }
  if (more)
    carried.push(
      rejected({ path, record: place + 1 }, "too-many", `the mailbox holds more than ${mailLimits.mailsMax} mails; the rest was not read`),
    );
  return [...records, ...carried];
}

const cut = (path: string, record: number, bytes: Uint8Array) =>
  rejected(
    { path, record, digest: digestOf(bytes) },
    "too-long",
    `the mail runs past the ${limits.mailBytesMax} bytes that are read of one input`,
  );

type One = {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly postmark: string | undefined;
  readonly names: RecordedNames;
  readonly modifiedMs: number | undefined;
  readonly placeOf: (at: number) => number;
};

/** A mail and those that it carries, each judged by its own header. */
async function readWithin({ path, bytes: whole, postmark, names, modifiedMs, placeOf }: One): Promise<InputRecord[]> {
  const reports: (Report | undefined)[] = [];
  const records: InputRecord[] = [];
  for (const [at, { bytes, carrier, parsed }] of (await mailsWithin(whole)).entries()) {
    const source = { path, record: placeOf(at), digest: digestOf(bytes) };
    const report = carrier === undefined ? undefined : reports[carrier];
    const record = await readOne(parsed, { bytes, source, postmark: at === 0 ? postmark : undefined, names, modifiedMs, report });
    records.push(record);
    const around = carrier === undefined ? undefined : records[carrier];
    if (record.kind === "event" && around?.kind === "event") countCarried(around.event.fields);
    if (record.kind !== "event" || "reason" in parsed) reports.push(report);
    else reports.push(reportOf(headersOf(parsed.email.headers), record.event.fields, record.event.timeMs, report));
  }
  return records;
}

/** Only mails that could be read count: a carrier of none speaks for itself. */
function countCarried(fields: Fields): void {
  fields["attached.mails"] = Number(fields["attached.mails"] ?? 0) + 1;
}

async function readOne(parsed: Parsed | Refusal, around: Around): Promise<InputRecord> {
  const { source } = around;
  if ("reason" in parsed) return rejected(source, parsed.reason, parsed.detail);
  try {
    const event = await mailEvent(parsed, around);
    return event ? { kind: "event", event } : rejected(source, "no-time", "no header field of the mail tells when it was sent or received");
  } catch {
    // A reader never throws on hostile bytes; what we did not foresee is a rejected record, and a test finds it.
    return rejected(source, "malformed", "the mail cannot be read");
  }
}
