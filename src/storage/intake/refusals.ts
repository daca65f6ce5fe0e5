import { SocError } from "../../core/soc-error.ts";
import { type Delivery, deliveryBytesMax, deliveryRecordsMax, recordBytesMax } from "../../ports/intake.ts";

/** The longest name of a source, id of a record and cursor, in characters. */
export const textLimits = { sourceLengthMax: 63, idLengthMax: 200, cursorLengthMax: 8_192 } as const;

/** Refuses what no delivery may hold, before anything is asked of the database. Gives its bytes. */
export function requireBounds({ source, records, cursor, refused = [] }: Delivery): number {
  const { sourceLengthMax, idLengthMax, cursorLengthMax } = textLimits;
  if (!/^[a-z0-9][a-z0-9-]*$/.test(source) || source.length > sourceLengthMax) throw tooLarge("the name of a source");
  if (records.length + refused.length > deliveryRecordsMax) throw tooLarge(`a delivery of ${records.length + refused.length} records`);
  if (cursor !== undefined && cursor.length > cursorLengthMax) throw tooLarge(`a cursor of ${cursor.length} characters`);
  let bytes = 0;
  for (const each of records) {
    if (each.bytes.byteLength > recordBytesMax) throw tooLarge(`a record of ${each.bytes.byteLength} bytes`);
    bytes += each.bytes.byteLength;
  }
  for (const each of refused) bytes += letterBytes(each.bytes)?.byteLength ?? 0;
  for (const { id } of [...records, ...refused])
    if (id.length === 0 || id.length > idLengthMax) throw tooLarge(`the id of a record, of ${id.length} characters,`);
  if (bytes > deliveryBytesMax) throw tooLarge(`a delivery of ${bytes} bytes`);
  return bytes;
}

/** What a dead letter keeps of a record that was refused: its bytes, unless they are more than any record may have. */
export function letterBytes(bytes: Uint8Array | undefined): Buffer | undefined {
  if (!bytes || bytes.byteLength > recordBytesMax) return undefined;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const tooLarge = (what: string) =>
  new SocError({
    code: "intake/too-large",
    problem: `${what} is beyond what one delivery may hold`,
    remedy: `hand over at most ${deliveryRecordsMax} records and ${deliveryBytesMax} bytes at once, each record of at most ${recordBytesMax} bytes with an id of 1 to ${textLimits.idLengthMax} characters; name what is larger among the refused`,
    retry: "never",
  });

/** As much waits as may wait: the source asks again, and keeps the records meanwhile. */
export const full = (afterMs: number) =>
  new SocError({
    code: "intake/full",
    problem: "as many records wait to be read as may wait",
    remedy: "wait: the source hands the same records over again by itself; if it lasts, look at what the watch is doing and add a worker",
    retry: { afterMs },
  });

/** Somebody else holds the source's lease. */
export const fenced = (source: string) =>
  new SocError({
    code: "queue/fenced",
    problem: `the source "${source}" was handed to another process, because this one gave no sign of life`,
    remedy: "do nothing: the other process goes on with it; if it happens often, look for a machine that is overloaded or was suspended",
    retry: "never",
  });

/** No such dead letter, or it was let go. */
export const unknownLetter = (letter: number) =>
  new SocError({
    code: "intake/unknown-letter",
    problem: `the intake holds no dead letter ${letter}`,
    remedy: "list the dead letters: old ones are let go with the records that they are about",
    retry: "never",
  });

/** A letter whose message its source still cannot read, or not all of it. */
export const stillRefused = (letter: number, says: string, { accepted }: { readonly accepted: number }) =>
  new SocError({
    code: "intake/still-refused",
    problem: `dead letter ${letter} is still refused by its source: ${says.slice(0, 500)}${accepted > 0 ? `; ${accepted} records of it were taken in` : ""}`,
    remedy: "mend the mapping of the source in watchkeeper.yaml and replay the letter again: what was taken in is not taken in twice",
    retry: "never",
  });

/** A letter whose record was never here. */
export const nothingToReplay = (letter: number) =>
  new SocError({
    code: "intake/nothing-to-replay",
    problem: `of dead letter ${letter} only the reason is kept, not the record`,
    remedy: "fetch the record from its source by the id that the letter names",
    retry: "never",
  });
