import assert from "node:assert/strict";
import { appendFileSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { Connector } from "../../ports/connector.ts";
import { freshFolder, guard } from "../../testing/real/part.ts";
import { drain, keptIntake, openConnector, polledOf, readRecords, realParts } from "../../testing/source-scene.ts";
import { zipFile } from "../../testing/zip-file.ts";
import kind from "./connector.ts";

const quietMs = 10_000;

/** A folder that goes with the test, and a connector that sees it a minute later unless the test says otherwise. */
function scene(t: { after: (end: () => Promise<void>) => void }, settings: object = {}) {
  const folder = freshFolder("folder-drop");
  t.after(guard({ folders: [folder] }));
  const late = { ms: 60_000 };
  const { clock, ...parts } = realParts();
  const opened: Connector[] = [];
  t.after(() => Promise.all(opened.map((each) => each.close())).then(() => undefined));
  const open = () => {
    const later = { ...parts, clock: { ...clock, nowMs: () => clock.nowMs() + late.ms } };
    const connector = openConnector(kind, { folder, ...settings }, { parts: later });
    opened.push(connector);
    return connector;
  };
  const names = (under = "") =>
    readdirSync(join(folder, under), { withFileTypes: true })
      .filter((each) => each.isFile())
      .map(({ name }) => name)
      .toSorted();
  return { folder, at: (name: string) => join(folder, name), open, source: polledOf(open()), intake: keptIntake(), late, names };
}

const alert = (number: number, more: object = {}) =>
  JSON.stringify({ alert: 1, id: `n-${number}`, time: "2026-11-23T09:00:00Z", source: "example", title: `alert ${number}`, ...more });
const alerts = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `${alert(from + index)}\n`).join("");
const numbersOf = async (intake: ReturnType<typeof keptIntake>) =>
  (await readRecords(intake.records.values())).alerts.map(({ givenId }) => Number(givenId?.slice(2))).toSorted((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

test("files of several kinds are read whole, each once, and moved out of the way", async (t) => {
  const { at, source, intake, names } = scene(t);
  writeFileSync(at("lines.jsonl"), alerts(0, 2_500));
  writeFileSync(at("packed.jsonl.gz"), gzipSync(alerts(2_500, 2_600)));
  writeFileSync(at("archive.zip"), zipFile([{ name: "inner.jsonl", content: alerts(2_600, 2_610) }]));
  await drain(source, intake);
  assert.deepEqual(await numbersOf(intake), upTo(2_610));
  assert.deepEqual([names(), names("processed"), intake.repeated], [[], ["archive.zip", "lines.jsonl", "packed.jsonl.gz"], 0]);
});

test("a file that is still being written waits until it is quiet, and one with a writer's ending for its real name", async (t) => {
  const { at, source, intake, late, names } = scene(t);
  late.ms = quietMs - 2_000;
  writeFileSync(at("a.jsonl"), alerts(0, 1));
  writeFileSync(at("b.jsonl.part"), alerts(1, 2));
  await drain(source, intake);
  assert.equal(intake.records.size, 0);
  appendFileSync(at("a.jsonl"), alerts(2, 3));
  late.ms = 60_000;
  await drain(source, intake);
  assert.deepEqual([await numbersOf(intake), names()], [[0, 2], ["b.jsonl.part"]]);
  renameSync(at("b.jsonl.part"), at("b.jsonl"));
  await drain(source, intake);
  assert.deepEqual(await numbersOf(intake), upTo(3));
});

test("where a done-file is the rule, a file waits for it, and both go away", async (t) => {
  const { at, source, intake, names } = scene(t, { ready: "done-file" });
  writeFileSync(at("a.jsonl"), alerts(0, 3));
  await drain(source, intake);
  assert.equal(intake.records.size, 0);
  writeFileSync(at("a.jsonl.done"), "");
  await drain(source, intake);
  assert.deepEqual([await numbersOf(intake), names(), names("processed")], [upTo(3), [], ["a.jsonl", "a.jsonl.done"]]);
});

test("a crash after the commit and before the move neither loses a file nor reads it twice", async (t) => {
  const { at, open, intake, names } = scene(t);
  writeFileSync(at("a.jsonl"), alerts(0, 1_700));
  const { signal } = new AbortController();
  for (let pages = 0; pages < 6; pages++) {
    // Each page is of another process; none of them lives to tidy up.
    const page = await polledOf(open()).page({ cursor: intake.cursor, sinceMs: 0, signal });
    await intake.handOver(page);
  }
  assert.deepEqual([await numbersOf(intake), intake.repeated], [upTo(1_700), 0]);
  assert.deepEqual([names(), names("processed")], [[], ["a.jsonl"]]);
});

test("what cannot be taken apart and is too large is refused with what to do, and put under failed", async (t) => {
  const { at, source, intake, names } = scene(t);
  writeFileSync(at("large.bin"), Buffer.concat([Buffer.from("PK\u0003\u0004"), Buffer.alloc(2_000_000)]));
  writeFileSync(at("good.jsonl"), alerts(0, 1));
  await drain(source, intake);
  assert.deepEqual([names("failed"), names("processed")], [["large.bin"], ["good.jsonl"]]);
  assert.match([...intake.refused.values()][0]?.says ?? "", /watchkeeper investigate/);
});

test("a second file of a name that was there before is another file", async (t) => {
  const { at, source, intake, names } = scene(t);
  for (let turn = 0; turn < 3; turn++) {
    writeFileSync(at("daily.jsonl"), alerts(turn, turn + 1));
    await drain(source, intake);
  }
  assert.deepEqual([await numbersOf(intake), names("processed").length], [upTo(3), 3]);
});

test("links, hidden files and folders in the folder are left alone", async (t) => {
  const { folder, at, source, intake, names } = scene(t);
  writeFileSync(at(".hidden"), alerts(0, 1));
  mkdirSync(at("sub"));
  writeFileSync(at("sub/inner.jsonl"), alerts(1, 2));
  symlinkSync("/etc/hostname", at("linked"));
  writeFileSync(at("own.jsonl"), alerts(2, 3));
  await drain(source, intake);
  assert.deepEqual([await numbersOf(intake), names()], [[2], [".hidden"]]);
  assert.throws(() => openConnector(kind, { folder, files: ["sub/*"] }), { code: "connector/bad-settings" });
});

test("a folder that may not be written is found before it bites", async (t) => {
  const { folder, open } = scene(t);
  const { signal } = new AbortController();
  assert.deepEqual(await open().check(signal), { says: "0 files wait" });
  await assert.rejects(openConnector(kind, { folder: join(folder, "absent") }).check(signal), { code: "connector/not-readable" });
});

// Guarantees that whatever files come when, and wherever we crash between a commit and its tidying, every record is kept once.
test("no order of dropping, reading and crashing loses a record or keeps it twice", async (t) => {
  const step = fc.constantFrom("lines", "packed", "page", "page", "crash");
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      const { at, open, intake } = scene(t);
      let source = polledOf(open());
      let written = 0;
      const { signal } = new AbortController();
      for (const [index, each] of steps.entries()) {
        const text = alerts(written, written + 700);
        if (each === "lines") writeFileSync(at(`${index}.jsonl`), text);
        else if (each === "packed") writeFileSync(at(`${index}.gz`), gzipSync(text));
        if (each === "lines" || each === "packed") written += 700;
        if (each === "page" || each === "crash") {
          const page = await source.page({ cursor: intake.cursor, sinceMs: 0, signal });
          await intake.handOver(page);
          if (each === "page") await source.settled?.(page.cursor, signal);
          else source = polledOf(open());
        }
      }
      await drain(source, intake);
      assert.deepEqual([intake.records.size, intake.repeated, await numbersOf(intake)], [written, 0, upTo(written)]);
    }),
    { numRuns: 15 },
  );
});
