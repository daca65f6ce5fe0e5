import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { sampleEvents } from "../../testing/evtx-sample.ts";
import { type EvtxEvent, writeEvtx } from "../../testing/evtx-writer.ts";
import type { InputRecord } from "../format.ts";
import { evtx } from "./evtx.ts";

const plain = (index: number): EvtxEvent => ({
  channel: "Microsoft-Windows-Sysmon/Operational",
  provider: "Microsoft-Windows-Sysmon",
  eventId: 1,
  computer: "WS1.example.test",
  timeMs: Date.UTC(2026, 0, 5, 10, 0, 0, index),
  data: { Image: `C:\\Tools\\p${index}.exe`, ProcessId: String(index), Hashes: "SHA1=AA,MD5=BB,SHA256=CC,IMPHASH=DD" },
});
const log = (count: number) => writeEvtx(Array.from({ length: count }, (_, index) => plain(index)));

function read(bytes: Uint8Array, pieceBytes = bytes.length): InputRecord[] {
  const reader = evtx.open("a.evtx");
  const records: InputRecord[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) records.push(...reader.push(bytes.subarray(at, at + pieceBytes)));
  return [...records, ...(reader.end() as readonly InputRecord[])];
}
const eventsOf = (records: readonly InputRecord[]) => records.flatMap((record) => (record.kind === "event" ? [record.event] : []));
const lettersOf = (records: readonly InputRecord[]) => records.flatMap((record) => (record.kind === "rejected" ? [record.letter] : []));
const reasonsOf = (records: readonly InputRecord[]) => lettersOf(records).map((letter) => letter.reason);
const recordAt = (bytes: Uint8Array, index: number, chunk = 0) => {
  let at = 4_096 + chunk * 65_536 + 512;
  for (let step = 0; step < index; step += 1) at += Buffer.from(bytes.buffer).readUInt32LE(at + 4);
  return at;
};

test("an event carries its fields, its place and its log source", () => {
  const [event] = eventsOf(read(writeEvtx([plain(7)])));
  assert.equal(event?.timeMs, Date.UTC(2026, 0, 5, 10, 0, 0, 7));
  assert.deepEqual([event?.channel, event?.action, event?.host], ["Microsoft-Windows-Sysmon/Operational", "1", "ws1.example.test"]);
  assert.deepEqual(event?.logSource, { product: "windows", service: "sysmon", category: "process_creation" });
  assert.deepEqual([event?.fields.Image, event?.fields.sha256, event?.fields.Imphash], ["C:\\Tools\\p7.exe", "CC", "DD"]);
  assert.equal(event?.source.record, 1);
  assert.match(event?.source.digest ?? "", /^sha256:[0-9a-f]{64}$/);
});

test("a log of several chunks is read to its last record, in pieces of any size", () => {
  const bytes = log(700);
  assert.ok(bytes.length > 4_096 + 65_536);
  const whole = read(bytes);
  assert.equal(eventsOf(whole).length, 700);
  assert.deepEqual(lettersOf(whole), []);
  for (const pieceBytes of [1_000, 4_096, 65_536, 65_537]) assert.deepEqual(read(bytes, pieceBytes), whole);
});

test("data may take the name of a System field, but cannot pose as another event", () => {
  const data = { Level: "high", EventID: "4624", Channel: "Security", Version: "9" };
  const [event] = eventsOf(read(writeEvtx([{ ...plain(0), data }])));
  assert.deepEqual([event?.fields.Level, event?.fields.Version], ["high", "9"]);
  assert.deepEqual([event?.action, event?.fields.EventID, event?.fields.EventData_EventID], ["1", 1, "4624"]);
  assert.deepEqual([event?.channel, event?.fields.EventData_Channel], ["Microsoft-Windows-Sysmon/Operational", "Security"]);
});

test("names like __proto__ and constructor are only names", () => {
  const names = ["__proto__", "constructor"];
  const data = Object.fromEntries(names.map((name) => [name, `value of ${name}`]));
  const [event] = eventsOf(read(writeEvtx([{ ...plain(0), data }])));
  for (const name of names) assert.equal(event?.fields[name], `value of ${name}`);
  assert.equal(Object.getPrototypeOf(event?.fields), null);
});

test("UserData is flattened to its leaves", () => {
  const cleared = { ...plain(0), channel: "Security", eventId: 1102, userData: "LogFileCleared", data: { SubjectUserName: "mallory" } };
  const [event] = eventsOf(read(writeEvtx([cleared])));
  assert.equal(event?.fields.SubjectUserName, "mallory");
});

test("a process start in the Security log answers to the names of Sysmon's", () => {
  const data = { SubjectUserName: "bob", SubjectDomainName: "CORP", NewProcessName: "C:\\a.exe", ParentProcessName: "C:\\b.exe" };
  const started = { ...plain(0), channel: "Security", provider: "Microsoft-Windows-Security-Auditing", eventId: 4688, data };
  const [event] = eventsOf(read(writeEvtx([started])));
  assert.deepEqual([event?.fields.Image, event?.fields.ParentImage, event?.fields.User], ["C:\\a.exe", "C:\\b.exe", "CORP\\bob"]);
  assert.deepEqual(event?.logSource, { product: "windows", service: "security", category: "process_creation" });
});

test("changed bytes are reported by their checksum, and the records are read all the same", () => {
  const bytes = log(20);
  const at = Buffer.from(bytes).indexOf(Buffer.from("p5.exe", "utf16le"));
  bytes[at] = "q".charCodeAt(0);
  const records = read(bytes);
  assert.deepEqual(reasonsOf(records), ["checksum"]);
  assert.equal(eventsOf(records).length, 20);
  assert.equal(eventsOf(records)[5]?.fields.Image, "C:\\Tools\\q5.exe");
});

test("a wrong checksum of the file's or a chunk's header costs no record", () => {
  for (const at of [60, 4_096 + 60]) {
    const bytes = log(20);
    bytes[at] = 0xff;
    assert.deepEqual(reasonsOf(read(bytes)), ["checksum"]);
    assert.equal(eventsOf(read(bytes)).length, 20);
  }
});

test("one unreadable record is rejected with its digest, and the next is read", () => {
  const bytes = log(20);
  bytes[recordAt(bytes, 4) + 24] = 0x33;
  const records = read(bytes);
  assert.deepEqual(reasonsOf(records), ["checksum", "malformed"]);
  assert.equal(eventsOf(records).length, 19);
  assert.match(lettersOf(records)[1]?.digest ?? "", /^sha256:/);
  assert.deepEqual(
    new Set(
      records.map((record) =>
        record.kind === "event" ? record.event.source.record : (record as { letter: { record: number } }).letter.record,
      ),
    ).size,
    21,
  );
});

test("a record whose size is destroyed does not take its neighbours along", () => {
  const bytes = log(20);
  bytes.fill(0xee, recordAt(bytes, 4), recordAt(bytes, 4) + 8);
  assert.equal(eventsOf(read(bytes)).length, 19);
  assert.ok(reasonsOf(read(bytes)).includes("malformed"));
});

test("a truncated log gives every whole record and says that it is truncated", () => {
  const bytes = log(20);
  const cut = bytes.subarray(0, recordAt(bytes, 12) + 100);
  const records = read(cut);
  assert.equal(eventsOf(records).length, 12);
  assert.deepEqual(reasonsOf(records), ["truncated"]);
});

test("a chunk that lost its header, and a carved file without one, are read", () => {
  const lost = log(20);
  lost.fill(0, 4_096, 4_096 + 128);
  assert.equal(eventsOf(read(lost)).length, 20);
  assert.deepEqual(reasonsOf(read(lost)), ["malformed"]);
  const carved = log(20).subarray(4_096);
  assert.ok(evtx.recognises(carved));
  assert.equal(eventsOf(read(carved)).length, 20);
});

test("bytes missing in the middle cost only the records they held", () => {
  const bytes = log(700);
  const cut = 4_096 + 65_536 + 30_000;
  const records = read(Buffer.concat([bytes.subarray(0, cut), bytes.subarray(cut + 5_000)]));
  assert.ok(eventsOf(records).length > 600);
  assert.ok(lettersOf(records).length > 0);
});

test("the newest records of a log copied while in use are read beyond the stale header", () => {
  const bytes = log(20);
  new DataView(bytes.buffer).setUint32(4_096 + 48, recordAt(bytes, 15) - 4_096, true);
  assert.equal(eventsOf(read(bytes)).length, 20);
});

test("space that Windows allocated and never wrote is not reported as loss", () => {
  const bytes = Buffer.concat([log(5), Buffer.alloc(65_536), Buffer.alloc(65_536, 0x5a)]);
  assert.deepEqual(lettersOf(read(bytes)), []);
});

test("an empty log has no records and an absent one is not recognised", () => {
  assert.deepEqual(read(writeEvtx([])), []);
  assert.equal(evtx.recognises(new Uint8Array(0)), false);
  assert.equal(evtx.recognises(Buffer.from("ElfFil")), false);
});

test("an intact chunk that quotes the signature of a chunk is not divided by it", () => {
  const events = Array.from({ length: 10 }, (_, index) => ({
    ...plain(index),
    data: { Payload: { type: 0x0e, bytes: Buffer.from("ElfChnk\0") } },
  }));
  assert.equal(eventsOf(read(writeEvtx(events))).length, 10);
});

test("binary XML nested deeper than any product nests it is refused, not followed", () => {
  // Each level is one direct element's fragment that holds the next as a value: instances of the event's own template.
  let fragment: Buffer = Buffer.alloc(0);
  const bytes = writeEvtx([plain(0)]);
  const definition = bytes.subarray(4_096 + 550);
  for (let depth = 0; depth < 100; depth += 1) {
    const head = Buffer.alloc(14 + 15 * 4);
    head.set([0x0c, 1]);
    head.set(definition.subarray(4, 8), 2);
    head.writeUInt32LE(550, 6);
    head.writeUInt32LE(15, 10);
    head.writeUInt16LE(fragment.length, 14 + 14 * 4);
    head[14 + 14 * 4 + 2] = 0x21;
    fragment = Buffer.concat([head, fragment]);
  }
  const records = read(writeEvtx([{ ...plain(0), data: { Deep: { type: 0x21, bytes: fragment } } }]));
  assert.deepEqual(reasonsOf(records), ["too-deep"]);
});

test("an event of an impossible time takes its record's, and without that is rejected", () => {
  const bytes = writeEvtx([plain(0)]);
  const farFuture = Buffer.from("ffffffffffffff7f", "hex");
  const at = Buffer.from(bytes).lastIndexOf(bytes.subarray(recordAt(bytes, 0) + 16, recordAt(bytes, 0) + 24));
  bytes.set(farFuture, at);
  assert.equal(eventsOf(read(bytes))[0]?.timeMs, plain(0).timeMs);
  bytes.set(farFuture, recordAt(bytes, 0) + 16);
  assert.deepEqual(reasonsOf(read(bytes)), ["checksum", "no-time"]);
});

test("the sample is what the writer makes, and is read", () => {
  const bytes = readFileSync(new URL("./samples/sample.evtx", import.meta.url));
  assert.ok(bytes.equals(writeEvtx(sampleEvents)));
  const events = eventsOf(read(bytes));
  assert.deepEqual(
    events.map((event) => event.action),
    ["1", "3", "4624", "1102"],
  );
  assert.deepEqual(
    events.map((event) => event.logSource.category),
    ["process_creation", "network_connection", undefined, undefined],
  );
});
