import assert from "node:assert/strict";
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { freshFolder, guard } from "../../testing/real/part.ts";
import { drain, type KeptIntake, keptIntake, openConnector, polledOf, readRecords } from "../../testing/source-scene.ts";
import kind from "./connector.ts";

/** A folder that goes with the test, and a connector that follows files in it. */
function scene(t: { after: (end: () => Promise<void>) => void }, files: readonly string[]) {
  const folder = freshFolder("file-tail");
  t.after(guard({ folders: [folder] }));
  const open = () => polledOf(openConnector(kind, { folder, files }));
  return { folder, at: (name: string) => join(folder, name), open, source: open(), intake: keptIntake() };
}

const line = (number: number, more = "") =>
  `{"timestamp":"2026-11-23T09:00:00.${String(number).padStart(6, "0")}+0000","event_type":"dns","n":${number}${more}}\n`;
const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => line(from + index)).join("");
const numbers = (intake: KeptIntake) => intake.texts().map((text) => Number(/"n":(\d+)/.exec(text)?.[1]));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);

test("a half line waits for its end, and nothing is read twice", async (t) => {
  const { at, source, intake } = scene(t, ["eve.json"]);
  writeFileSync(at("eve.json"), lines(0, 3) + line(3).slice(0, 20));
  await drain(source, intake);
  assert.deepEqual(numbers(intake), [0, 1, 2]);
  appendFileSync(at("eve.json"), line(3).slice(20) + lines(4, 6));
  await drain(source, intake);
  await drain(source, intake);
  assert.deepEqual([numbers(intake), intake.repeated], [upTo(6), 0]);
});

test("a file renamed by rotation is read to its end, and the new one from its beginning", async (t) => {
  const { at, source, intake } = scene(t, ["eve.json*"]);
  writeFileSync(at("eve.json"), lines(0, 50));
  await drain(source, intake);
  appendFileSync(at("eve.json"), lines(50, 70));
  renameSync(at("eve.json"), at("eve.json.1"));
  writeFileSync(at("eve.json"), lines(70, 90));
  await drain(source, intake);
  assert.deepEqual([sorted(numbers(intake)), intake.repeated], [upTo(90), 0]);
});

test("a file copied and emptied by rotation loses nothing, whenever we look", async (t) => {
  const { at, source, intake } = scene(t, ["eve.json*"]);
  writeFileSync(at("eve.json"), lines(0, 50));
  await drain(source, intake);
  appendFileSync(at("eve.json"), lines(50, 60));
  copyFileSync(at("eve.json"), at("eve.json.1"));
  await drain(source, intake);
  truncateSync(at("eve.json"), 0);
  appendFileSync(at("eve.json"), lines(60, 65));
  await drain(source, intake);
  appendFileSync(at("eve.json"), lines(65, 80));
  copyFileSync(at("eve.json"), at("eve.json.2"));
  writeFileSync(at("eve.json"), lines(80, 200));
  await drain(source, intake);
  assert.deepEqual([sorted(numbers(intake)), intake.repeated], [upTo(200), 0]);
});

test("what was compressed before it was read is read to its end, and what was read is not read again", async (t) => {
  const { at, open, intake } = scene(t, ["eve.json*"]);
  writeFileSync(at("eve.json"), lines(0, 2_000));
  const first = open();
  const page = await first.page({ cursor: undefined, sinceMs: 0, signal: new AbortController().signal });
  await intake.handOver({ records: page.records, cursor: page.cursor });
  assert.ok(intake.records.size < 2_000);
  // While we were away, the rest was written, and the file rotated and compressed.
  writeFileSync(at("eve.json.1.gz"), gzipSync(lines(0, 2_100)));
  rmSync(at("eve.json"));
  writeFileSync(at("eve.json"), lines(2_100, 2_110));
  await drain(open(), intake);
  assert.deepEqual([sorted(numbers(intake)), intake.repeated], [upTo(2_110), 0]);
  renameSync(at("eve.json.1.gz"), at("eve.json.2.gz"));
  await drain(open(), intake);
  assert.deepEqual([intake.records.size, intake.repeated], [2_110, 0]);
});

test("a compressed file that is still being written waits for its end; one that stays cut off is named", async (t) => {
  const { at, source, intake } = scene(t, ["*.gz"]);
  const whole = gzipSync(lines(0, 300));
  writeFileSync(at("old.gz"), whole.subarray(0, whole.length - 12));
  await drain(source, intake);
  assert.equal(intake.refused.size, 0);
  writeFileSync(at("old.gz"), whole);
  await drain(source, intake);
  assert.deepEqual([sorted(numbers(intake)), intake.refused.size], [upTo(300), 0]);
  writeFileSync(at("cut.gz"), gzipSync(lines(300, 400)).subarray(0, 200));
  utimesSync(at("cut.gz"), new Date(), new Date(Date.now() - 120_000));
  await drain(source, intake);
  assert.deepEqual(
    [...intake.refused.values()].map(({ reason }) => reason),
    ["malformed"],
  );
});

test("each line of a Zeek log in columns can be read by itself, also after a restart in its middle", async (t) => {
  const { at, open, intake } = scene(t, ["*.log"]);
  const heading = (path: string, fields: string, types: string) =>
    `#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t${path}\n#open\t2026-11-23-09-00-00\n#fields\t${fields}\n#types\t${types}\n`;
  const connection = heading(
    "conn",
    "ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tconn_state",
    "time\tstring\taddr\tport\taddr\tport\tstring",
  );
  const row = (number: number) =>
    `17954244${String(number).padStart(2, "0")}.000000\tC${number}\t192.0.2.5\t40000\t198.51.100.9\t443\tSF\n`;
  writeFileSync(at("conn.log"), connection + row(0) + row(1));
  writeFileSync(
    at("dns.log"),
    heading("dns", "ts\tuid\tid.orig_h\tid.resp_h\tqtype_name\tquery", "time\tstring\taddr\taddr\tstring\tstring"),
  );
  await drain(open(), intake);
  appendFileSync(at("conn.log"), `${row(2)}#close\t2026-11-23-10-00-00\n`);
  appendFileSync(at("dns.log"), "1795424460.500000\tD1\t192.0.2.5\t192.0.2.53\tA\twww.example.test\n");
  await drain(open(), intake);
  const { events, rejected } = await readRecords(intake.records.values());
  assert.deepEqual(rejected, []);
  assert.deepEqual(
    events.map(({ channel, fields }) => [channel, fields.uid]),
    [
      ["conn", "C0"],
      ["conn", "C1"],
      ["conn", "C2"],
      ["dns", "D1"],
    ],
  );
  assert.equal(intake.records.size, 4);
});

test("a line larger than a record is named with its beginning, and the next one is read", async (t) => {
  const { at, source, intake } = scene(t, ["eve.json"]);
  writeFileSync(at("eve.json"), line(0) + line(1, `,"payload":"${"x".repeat(3_000_000)}"`) + line(2));
  await drain(source, intake);
  assert.deepEqual(numbers(intake), [0, 2]);
  assert.deepEqual(
    [...intake.refused.values()].map(({ reason }) => reason),
    ["too-large"],
  );
});

test("nothing outside the folder is read, whatever a name in it points at", async (t) => {
  const { folder, at, source, intake } = scene(t, ["*", "sub/*"]);
  const outside = `${folder}-outside`;
  t.after(guard({ folders: [outside] }));
  mkdirSync(outside);
  writeFileSync(join(outside, "secret.log"), line(7));
  symlinkSync(join(outside, "secret.log"), at("linked.log"));
  symlinkSync(outside, at("sub"));
  writeFileSync(at("own.log"), line(1));
  await drain(source, intake);
  assert.deepEqual(numbers(intake), [1]);
  for (const files of [["../x"], ["/etc/passwd"], ["a/../../b"], [""]]) {
    assert.throws(() => openConnector(kind, { folder, files }), { code: "connector/bad-settings" }, String(files));
  }
});

test("the first look takes what was written since, and leaves history alone", async (t) => {
  const { at, source, intake } = scene(t, ["*.log"]);
  writeFileSync(at("old.log"), lines(0, 5));
  utimesSync(at("old.log"), new Date(), new Date(Date.now() - 3_600_000));
  writeFileSync(at("new.log"), lines(5, 8));
  const sinceMs = Date.now() - 60_000;
  const page = await source.page({ cursor: undefined, sinceMs, signal: new AbortController().signal });
  await intake.handOver({ records: page.records, cursor: page.cursor });
  assert.deepEqual(numbers(intake), [5, 6, 7]);
  appendFileSync(at("old.log"), line(8));
  await drain(source, intake);
  // Once it grows it is no history: all of it is read, since nobody knows how much of it was seen.
  assert.deepEqual(sorted(numbers(intake)), upTo(9));
});

test("more files than fit a cursor are read in order of age, each once", async (t) => {
  const { at, open, intake } = scene(t, ["*.log"]);
  for (let file = 0; file < 200; file++) {
    writeFileSync(at(`${file}.log`), lines(file * 3, file * 3 + 3));
    utimesSync(at(`${file}.log`), new Date(), new Date(Date.now() - 400_000 + file * 1_000));
  }
  await drain(open(), intake);
  assert.deepEqual([sorted(numbers(intake)), intake.repeated], [upTo(600), 0]);
  appendFileSync(at("199.log"), line(600));
  await drain(open(), intake);
  assert.deepEqual([intake.records.size, intake.repeated], [601, 0]);
});

test("a folder that is not there says what to do", async (t) => {
  const { folder } = scene(t, ["x"]);
  const connector = openConnector(kind, { folder: join(folder, "absent"), files: ["x"] });
  await assert.rejects(connector.check(new AbortController().signal), { code: "connector/not-readable" });
  await assert.rejects(drain(polledOf(connector), keptIntake()), { code: "connector/not-readable" });
});

type Step = "write" | "half" | "rename" | "copy" | "compress" | "look" | "restart";

// Guarantees that however a log is written, rotated, copied and compressed between looks and restarts, every line is kept once. Rotated files stay until they
// are read, as logrotate leaves them.
test("no order of writing, rotating and looking loses a line or gives it twice", async (t) => {
  const step = fc.constantFrom<Step>("write", "write", "half", "rename", "copy", "compress", "look", "look", "restart");
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { at, open, intake } = scene(t, [`eve${++turn}.json*`]);
      const name = `eve${turn}.json`;
      let source = open();
      let written = 0;
      let pending = "";
      let rotated = 0;
      const write = (text: string) => appendFileSync(at(name), text);
      for (const each of steps) {
        if (each === "write") {
          write(pending + lines(written, written + 3));
          written += 3;
          pending = "";
        } else if (each === "half" && pending === "") {
          write(line(written).slice(0, 30));
          pending = line(written).slice(30);
          written++;
          // The rest of the half line and three more come with the next writing; they are counted then.
          pending += "";
        } else if (each === "look") await drain(source, intake);
        else if (each === "restart") source = open();
        else if (pending === "" && existsSync(at(name)) && statSync(at(name)).size > 0) {
          const next = `${name}.${++rotated}`;
          if (each === "copy") {
            copyFileSync(at(name), at(next));
            truncateSync(at(name), 0);
          } else renameSync(at(name), at(next));
          if (each === "compress") {
            writeFileSync(at(`${next}.gz`), gzipSync(lines(firstOf(at(next)), written)));
            rmSync(at(next));
          }
        }
      }
      if (pending !== "") write(pending);
      await drain(source, intake);
      assert.deepEqual([sorted(numbers(intake)), intake.repeated], [upTo(written), 0]);
    }),
    { numRuns: 200 },
  );
});

/** The number of a file's first line. */
function firstOf(path: string): number {
  return Number(/"n":(\d+)/.exec(readFileSync(path, "utf8"))?.[1]);
}
