import { attachmentBytes } from "../formats/mail/attachment-bytes.ts";
import type { EvidenceBytes } from "../ports/evidence-bytes.ts";
import type { EvidenceInput } from "../ports/evidence-input.ts";

/** The largest mail or mailbox that is read again for one attachment. */
const inputBytesMax = 128 * 1_048_576;

/** Reads an attachment again from the mail that holds it. A mail inside an archive is not opened a second time: its files cannot be had. */
export function evidenceBytes(inputs: readonly EvidenceInput[]): EvidenceBytes {
  const byPath = new Map(inputs.map((input) => [input.path, input]));
  return {
    async read({ path, record }, sha256) {
      const input = byPath.get(path);
      const bytes = input && (await wholeOf(input));
      return bytes && attachmentBytes(bytes, record, sha256);
    },
  };
}

async function wholeOf(input: EvidenceInput): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of input.open()) {
    length += piece.length;
    if (length > inputBytesMax) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
