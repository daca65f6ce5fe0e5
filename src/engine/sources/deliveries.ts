import { createHash } from "node:crypto";
import { type Delivery, deliveryBytesMax, deliveryRecordsMax, type IntakeRecord, recordBytesMax } from "../../ports/intake.ts";

/** The longest id that the intake takes, in characters. */
const idLengthMax = 200;

type Page = Pick<Delivery, "records" | "refused" | "cursor">;
type Refused = NonNullable<Delivery["refused"]>[number];

/**
 * A page as the deliveries that the intake takes, in order; the cursor is with the last one, so that a page cut short by a crash is asked for again. A
 * record that is too large becomes a dead letter, an id that is too long its digest.
 */
export function deliveriesOf(source: string, page: Page): Delivery[] {
  const refused: Refused[] = (page.refused ?? []).map((each) => ({ ...each, id: shortened(each.id) }));
  const records: IntakeRecord[] = [];
  for (const record of page.records) {
    const id = shortened(record.id);
    if (record.bytes.byteLength <= recordBytesMax) records.push({ ...record, id });
    else
      refused.push({
        id,
        reason: "too-large",
        says: `the record has ${record.bytes.byteLength} bytes; at most ${recordBytesMax} are taken`,
      });
  }
  const parts: { records: IntakeRecord[]; refused: Refused[]; bytes: number }[] = [];
  const partFor = (bytes: number) => {
    const last = parts.at(-1);
    const fits = last && last.records.length + last.refused.length < deliveryRecordsMax && last.bytes + bytes <= deliveryBytesMax;
    const part = fits ? last : { records: [], refused: [], bytes: 0 };
    if (!fits) parts.push(part);
    part.bytes += bytes;
    return part;
  };
  for (const record of records) partFor(record.bytes.byteLength).records.push(record);
  for (const each of refused) partFor(each.bytes?.byteLength ?? 0).refused.push(withinRecord(each));
  if (parts.length === 0 && page.cursor !== undefined) parts.push({ records: [], refused: [], bytes: 0 });
  return parts.map((part, index) => ({
    source,
    records: part.records,
    refused: part.refused,
    ...(index === parts.length - 1 && page.cursor !== undefined ? { cursor: page.cursor } : {}),
  }));
}

/** An id that the intake takes, the same each time. */
function shortened(id: string): string {
  return id.length > 0 && id.length <= idLengthMax ? id : `sha256:${createHash("sha256").update(JSON.stringify(id)).digest("hex")}`;
}

/** A dead letter keeps no more bytes than a record may have. */
function withinRecord({ bytes, ...letter }: Refused): Refused {
  return bytes && bytes.byteLength <= recordBytesMax ? { ...letter, bytes } : letter;
}
