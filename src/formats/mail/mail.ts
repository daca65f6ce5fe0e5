import type { Format, InputRecord, Reader } from "../format.ts";
import { limits } from "../limits.ts";
import { digestOf, rejected } from "../record.ts";
import { mailEvent } from "./event.ts";
import { mailLimits } from "./limits.ts";
import { piecesOf } from "./mbox.ts";
import { noRecordedNames, type RecordedNames } from "./offline.ts";
import { parseMail } from "./parse.ts";
import { isMail } from "./recognise.ts";

/** Mail (RFC 5322, MIME) and mailboxes in one file (mbox, RFC 4155): one mail is one record and one event. Nothing in it is opened, fetched or rendered. */
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
  for (const [index, { bytes, postmark }] of pieces.entries()) {
    const isCut = lost > 0 && index === pieces.length - 1;
    records.push(await readOne({ path, record: index + 1, bytes, postmark, isCut, names, modifiedMs }));
  }
  if (more)
    records.push(
      rejected(
        { path, record: pieces.length + 1 },
        "too-many",
        `the mailbox holds more than ${mailLimits.mailsMax} mails; the rest was not read`,
      ),
    );
  return records;
}

type One = {
  path: string;
  record: number;
  bytes: Uint8Array;
  postmark: string | undefined;
  isCut: boolean;
  names: RecordedNames;
  modifiedMs: number | undefined;
};

async function readOne({ path, record, bytes, postmark, isCut, names, modifiedMs }: One): Promise<InputRecord> {
  const source = { path, record, digest: digestOf(bytes) };
  if (isCut) return rejected(source, "too-long", `the mail runs past the ${limits.mailBytesMax} bytes that are read of one input`);
  const parsed = await parseMail(bytes);
  if ("reason" in parsed) return rejected(source, parsed.reason, parsed.detail);
  try {
    const event = await mailEvent(parsed, { bytes, source, postmark, names, modifiedMs });
    return event ? { kind: "event", event } : rejected(source, "no-time", "no header field of the mail tells when it was sent or received");
  } catch {
    // A reader never throws on hostile bytes; what we did not foresee is a rejected record, and a test finds it.
    return rejected(source, "malformed", "the mail cannot be read");
  }
}
