import { hash } from "node:crypto";
import { SocError } from "../core/soc-error.ts";
import { deliveryBytesMax, deliveryRecordsMax, type HandOver, type IntakeRecord, type Received, recordBytesMax } from "../ports/intake.ts";

/**
 * Hands one body of evidence over as records of a source: whole where it fits one record, else in pieces that end at line ends, each with the leading
 * comment lines that say how to read it (Zeek's `#fields`). Ids are digests, so that the same body sent again is a repeat. Refuses `intake/too-large` what
 * is too large and has no lines to part it at.
 */
export async function ingestBody(handOver: HandOver, source: string, body: Uint8Array): Promise<Received & { readonly records: number }> {
  if (body.byteLength === 0) return { accepted: 0, repeated: 0, records: 0 };
  if (body.byteLength > deliveryBytesMax) throw tooLarge(`it is larger than ${deliveryBytesMax} bytes`);
  const pieces = body.byteLength <= recordBytesMax ? [body] : piecesOf(body);
  if (pieces.length > deliveryRecordsMax) throw tooLarge(`it would be more than ${deliveryRecordsMax} records`);
  const whole = hash("sha256", body, "hex");
  const records: IntakeRecord[] = pieces.map((bytes, at) => ({
    id: pieces.length === 1 ? `sha256:${whole}` : `sha256:${whole}#${at}`,
    bytes,
  }));
  return { ...(await handOver({ source, records })), records: records.length };
}

const lineEnd = 0x0a;
const hashSign = 0x23;

function piecesOf(body: Uint8Array): Uint8Array[] {
  const first = body[0];
  // A document is not lines: half of it would be none.
  if (first === 0x5b || (first === 0x7b && !isLines(body))) throw tooLarge("it is one JSON document");
  const head = headOf(body);
  const pieces: Uint8Array[] = [];
  let from = head.byteLength;
  while (from < body.byteLength) {
    const room = recordBytesMax - head.byteLength;
    const end = body.byteLength - from <= room ? body.byteLength : body.lastIndexOf(lineEnd, from + room - 1) + 1;
    if (end <= from) throw tooLarge(`a line of it is longer than ${recordBytesMax} bytes, or it is not text`);
    pieces.push(head.byteLength === 0 ? body.subarray(from, end) : Buffer.concat([head, body.subarray(from, end)]));
    from = end;
  }
  return pieces;
}

/** Whether what begins like a document is one on its first line alone. */
function isLines(body: Uint8Array): boolean {
  const end = body.indexOf(lineEnd);
  if (end < 0 || end > recordBytesMax) return false;
  try {
    JSON.parse(Buffer.from(body.subarray(0, end)).toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

const headLinesMax = 16;
const headBytesMax = 16_384;

function headOf(body: Uint8Array): Uint8Array {
  let end = 0;
  for (let line = 0; line < headLinesMax && body[end] === hashSign; line++) {
    const next = body.indexOf(lineEnd, end) + 1;
    if (next <= 0 || next > headBytesMax) break;
    end = next;
  }
  return body.subarray(0, end);
}

const tooLarge = (why: string) =>
  new SocError({
    code: "intake/too-large",
    problem: `the evidence cannot be taken in one request: ${why}`,
    remedy: "send it as lines, or in several requests, or compressed; large files are read by watchkeeper investigate or from a folder",
    retry: "never",
  });
