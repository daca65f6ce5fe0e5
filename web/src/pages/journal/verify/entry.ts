import { fromBase64, Unproven, utf8 } from "./bytes.ts";
import { type Checkpoint, checkCheckpoint, type RecordKey } from "./checkpoint.ts";
import { hashBytes, isIncluded, leafHash, proofHashesMax } from "./tree.ts";

/** What a record's text says in plain words; what happened is in the payload that it commits to. */
export type RecordSays = {
  readonly sequence: number;
  readonly stream: string;
  readonly type: string;
  readonly recordedAtMs: number;
};

const proofLengthMax = 262_144;
const firstLine = "c2sp.org/tlog-proof@v1";

/** Checks that a record's exact text is entry `sequence` of the record that this key signs. Throws `Unproven`; gives the checkpoint that it stands under. */
export async function checkEntry(
  { sequence, record, proof }: { readonly sequence: number; readonly record: string; readonly proof: string },
  key: RecordKey,
): Promise<Checkpoint> {
  const { index, hashes, note } = readProof(proof);
  if (index !== sequence) throw new Unproven(`the proof is of entry ${index}, and not of ${sequence}`);
  const checkpoint = await checkCheckpoint(note, key);
  if (!(await isIncluded(await leafHash(utf8(record)), index, checkpoint, hashes)))
    throw new Unproven(`this text is not entry ${index} of the record that was signed: one of them was changed`);
  return checkpoint;
}

/** Whether what is shown of an entry stands in its proven text, word for word. Throws `Unproven`. */
export function checkShown(record: string, shown: RecordSays): void {
  const said = plainly(record);
  for (const name of ["sequence", "stream", "type", "recordedAtMs"] as const)
    if (said.get(name) !== shown[name]) throw new Unproven(`the page shows another ${name} than the proven text says`);
}

/** Version 1 is a list, version 2 an object. */
function plainly(record: string): ReadonlyMap<string, unknown> {
  const parsed: unknown = JSON.parse(record);
  if (!Array.isArray(parsed)) return new Map(Object.entries(parsed ?? {}));
  const [, sequence, stream, type, recordedAtMs] = parsed as readonly unknown[];
  return new Map(Object.entries({ sequence, stream, type, recordedAtMs }));
}

function readProof(text: string): { readonly index: number; readonly hashes: readonly Uint8Array[]; readonly note: string } {
  const end = text.length <= proofLengthMax ? text.indexOf("\n\n") : -1;
  const [first, ...lines] = text.slice(0, Math.max(end, 0)).split("\n");
  if (lines[0]?.startsWith("extra ")) lines.shift();
  const digits = /^index (0|[1-9]\d{0,15})$/.exec(lines.shift() ?? "")?.[1];
  if (first !== firstLine || digits === undefined || lines.length > proofHashesMax) throw broken();
  return { index: Number(digits), hashes: readHashes(lines), note: text.slice(end + 2) };
}

/** The hashes of a proof from base64. Throws `Unproven` on what is none. */
export function readHashes(lines: readonly string[]): readonly Uint8Array[] {
  return lines.map((line) => {
    const hash = fromBase64(line);
    if (hash?.length !== hashBytes) throw broken();
    return hash;
  });
}

const broken = () => new Unproven("the proof cannot be read: it was cut or changed on the way");
