import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { IncomingAlert } from "../core/alert/alert.ts";
import type { DeadLetter, TelemetryEvent } from "../core/event/event.ts";
import type { InputRecord, OpenHints } from "../formats/format.ts";
import { type InputLedger, readInput } from "../formats/read.ts";

/** Everything that reading one input gave. */
export type Reading = { readonly records: readonly InputRecord[]; readonly ledgers: readonly InputLedger[] };

/** What one sample must give: its format and its ledger. */
export type Expected = { readonly format: string; readonly events?: number; readonly alerts?: number; readonly rejected?: number };

/**
 * Every format passes the same tests. Its author writes samples in `samples/` beside the test and says what each must give;
 * here it is checked that they give it, in pieces of any size, and that no damage makes a reader throw or miscount.
 */
export function testFormat(testUrl: string, expected: Readonly<Record<string, Expected>>, hints?: OpenHints): void {
  const folder = new URL("./samples/", testUrl);
  describe("every format's promises", () => {
    test("every sample is expected", () => assert.deepEqual(readdirSync(folder).sort(), Object.keys(expected).sort()));

    for (const [name, { format, events = 0, alerts = 0, rejected = 0 }] of Object.entries(expected)) {
      const bytes = readFileSync(new URL(name, folder));

      test(`${name} is recognised and counted`, async () => {
        const { ledgers } = await readBytes(bytes, { hints });
        const records = events + alerts + rejected;
        assert.deepEqual(ledgers, [{ path: "sample", format, records, events, alerts, rejected }]);
      });

      test(`${name} gives the same records however its bytes arrive`, async () => {
        const whole = await readBytes(bytes, { hints });
        for (const pieceBytes of [1, 7, 100]) assert.deepEqual(await readBytes(bytes, { pieceBytes, hints }), whole);
      });

      test(`${name}, damaged, neither throws nor miscounts`, async () => {
        await fc.assert(
          fc.asyncProperty(damage, async (wounds) => {
            checkLedger(await readBytes(damaged(bytes, wounds), { hints }));
          }),
          { numRuns: 80 },
        );
      });
    }
  });
}

/** Reads bytes as an input called "sample", in pieces. */
export async function readBytes(
  bytes: Uint8Array | string,
  { pieceBytes = 65_536, hints, path = "sample" }: { pieceBytes?: number; hints?: OpenHints | undefined; path?: string } = {},
): Promise<Reading> {
  const records: InputRecord[] = [];
  const ledgers: InputLedger[] = [];
  for await (const step of readInput(path, inPieces(Buffer.from(bytes as string), pieceBytes), hints)) {
    if (step.kind === "batch") records.push(...step.records);
    else {
      const { kind: _, ...ledger } = step;
      ledgers.push(ledger);
    }
  }
  return { records, ledgers };
}

/** The one record that these bytes hold, as an event. */
export async function oneEvent(bytes: string, hints?: OpenHints): Promise<TelemetryEvent> {
  const { records } = await readBytes(bytes, { hints });
  const [record] = records;
  assert.equal(records.length, 1);
  assert.ok(record?.kind === "event", JSON.stringify(record));
  return record.event;
}

/** The one record that these bytes hold, as an alert. */
export async function oneAlert(bytes: string): Promise<IncomingAlert> {
  const { records } = await readBytes(bytes);
  const [record] = records;
  assert.equal(records.length, 1);
  assert.ok(record?.kind === "alert", JSON.stringify(record));
  return record.alert;
}

/** The one record that these bytes hold, as a dead letter. */
export async function oneLetter(bytes: string | Uint8Array): Promise<DeadLetter> {
  const { records } = await readBytes(bytes);
  const [record] = records;
  assert.equal(records.length, 1);
  assert.ok(record?.kind === "rejected", JSON.stringify(record));
  return record.letter;
}

/** Asserts that the ledgers are exact and that within each input records are numbered from 1 without gaps. */
export function checkLedger({ records, ledgers }: Reading): void {
  const numbers = new Map<string, number>();
  for (const record of records) {
    const { path, record: number } = refOf(record);
    assert.equal(number, (numbers.get(path) ?? 0) + 1, `${path} skips from ${numbers.get(path)} to ${number}`);
    numbers.set(path, number);
  }
  for (const ledger of ledgers) assert.equal(ledger.records, ledger.events + ledger.alerts + ledger.rejected);
  const counted = (kind: InputRecord["kind"]) => records.filter((record) => record.kind === kind).length;
  const sum = (of: (ledger: InputLedger) => number) => ledgers.reduce((total, ledger) => total + of(ledger), 0);
  assert.deepEqual(
    [counted("event"), counted("alert"), counted("rejected")],
    [sum((l) => l.events), sum((l) => l.alerts), sum((l) => l.rejected)],
  );
}

function refOf(record: InputRecord): { readonly path: string; readonly record: number } {
  if (record.kind === "event") return record.event.source;
  return record.kind === "alert" ? record.alert.source : record.letter;
}

async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

type Wound = {
  readonly how: "flip" | "cut" | "drop" | "repeat" | "insert";
  readonly where: number;
  readonly length: number;
  readonly byte: number;
};

const damage = fc.array(
  fc.record<Wound>({
    how: fc.constantFrom("flip", "flip", "cut", "drop", "repeat", "insert"),
    where: fc.nat({ max: 9_999 }),
    length: fc.nat({ max: 200 }),
    byte: fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(...Buffer.from('{}[]",:\\\n\t|=<> '))),
  }),
  { minLength: 1, maxLength: 5 },
);

function damaged(bytes: Uint8Array, wounds: readonly Wound[]): Uint8Array {
  let result = Buffer.from(bytes);
  for (const { how, where, length, byte } of wounds) {
    const at = Math.floor((where / 10_000) * result.length);
    const [before, after] = [result.subarray(0, at), result.subarray(at)];
    if (how === "flip" && result.length > 0) result[at] = byte;
    else if (how === "cut") result = Buffer.from(before);
    else if (how === "drop") result = Buffer.concat([before, after.subarray(length)]);
    else if (how === "repeat") result = Buffer.concat([before, after.subarray(0, length), after]);
    else if (how === "insert") result = Buffer.concat([before, Buffer.alloc(length, byte), after]);
  }
  return result;
}
