import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { before, describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";
import { Inventory } from "../../src/core/asset/asset.ts";
import type { InputRecord } from "../../src/formats/format.ts";
import { loadAttackCatalogue } from "../../src/knowledge/attack.ts";
import type { ScenarioFile } from "../../src/redteam/records/recording.ts";
import { type ReadFile, readEvidence } from "./reading.ts";
import { numbersOf, Truth } from "./truth.ts";

/** What every scenario promises: repeatable, readable to the last record, true, and made of nothing but invented names. */
export function testScenario(
  name: string,
  generate: (seed: number) => readonly ScenarioFile[],
  bounds: { ordinaryMin: number; bytesMax: number },
): void {
  describe(name, () => {
    const files = generate(1);
    const truth = Truth.parse(parse(textOf(files, "truth.yaml")));
    const read = new Map<string, ReadFile>();
    before(async () => {
      for await (const file of readEvidence(files)) read.set(file.path, file);
    });

    test("the same seed gives the same bytes, another seed does not", () => {
      assert.equal(digestOf(generate(1)), digestOf(files));
      assert.notEqual(digestOf(generate(2)), digestOf(files));
    });

    test("it has its bulk, and no more", () => {
      const bytes = files.reduce((sum, file) => sum + file.bytes.length, 0);
      assert.ok(truth.ordinary >= bounds.ordinaryMin, `${truth.ordinary} ordinary records`);
      assert.ok(bytes <= bounds.bytesMax, `${bytes} bytes`);
    });

    test("the inventory beside it is one that the product accepts", () => {
      Inventory.parse(parse(textOf(files, "inventory.yaml")));
    });

    test("no address or name in it belongs to anybody", () => {
      for (const { path, bytes } of files) assert.deepEqual(strangersIn(plainText(path, bytes, read)), [], path);
    });

    test("every record is read, and as many as were written", () => {
      const rejected = [...read.values()].flatMap(({ records }) => records.filter(({ kind }) => kind === "rejected")).slice(0, 5);
      assert.deepEqual(rejected, []);
      const count = [...read.values()].reduce((sum, { records }) => sum + records.length, 0);
      assert.equal(count, truth.records);
    });

    test("its techniques exist and serve their tactics", () => assertTechniques(truth));

    for (const { part, chain } of truth.parts)
      test(`the truth of "${part}" points at records of its times, in order`, () => assertTold(chain, read));
  });
}

// A technique under a tactic that it does not serve would make a right answer look wrong.
function assertTechniques(truth: Truth): void {
  const catalogue = loadAttackCatalogue();
  for (const { part, chain } of truth.parts)
    for (const { step, technique, tactic } of chain) {
      if (technique === undefined) continue;
      assert.equal(catalogue.current(technique), technique, `${part}/${step}`);
      assert.ok(tactic && catalogue.technique(technique)?.tactics.includes(tactic), `${part}/${step}: ${technique} serves no ${tactic}`);
    }
}

function assertTold(chain: Truth["parts"][number]["chain"], read: ReadonlyMap<string, ReadFile>): void {
  const starts = chain.map(({ from }) => Date.parse(from));
  assert.deepEqual(
    starts,
    [...starts].sort((a, b) => a - b),
  );
  for (const { step, from, to, records } of chain)
    for (const { path, numbers } of records)
      for (const number of numbersOf(numbers))
        assertWithin(read.get(path)?.records[number - 1], { label: `${step} ${path} ${number}`, from, to });
}

const secondMs = 1_000;

function assertWithin(record: InputRecord | undefined, { label, from, to }: { label: string; from: string; to: string }): void {
  assert.ok(record, `${label} does not exist`);
  assert.notEqual(record.kind, "rejected", label);
  const timeMs = record.kind === "event" ? record.event.timeMs : record.kind === "alert" ? record.alert.timeMs : Number.NaN;
  // Syslog and CloudTrail know whole seconds only.
  assert.ok(timeMs >= Date.parse(from) - secondMs && timeMs <= Date.parse(to) + secondMs, `${label} is at ${timeMs}`);
}

function textOf(files: readonly ScenarioFile[], path: string): string {
  const file = files.find((candidate) => candidate.path === path);
  assert.ok(file, `${path} is missing`);
  return Buffer.from(file.bytes).toString("utf8");
}

/** One fingerprint of everything. */
export function digestOf(files: readonly ScenarioFile[]): string {
  const hash = createHash("sha256");
  for (const { path, bytes } of files) hash.update(`${path}\n${bytes.length}\n`).update(bytes);
  return hash.digest("hex");
}

// What a binary file says is what the reader finds in it.
function plainText(path: string, bytes: Uint8Array, read: ReadonlyMap<string, ReadFile>): string {
  if (path.endsWith(".gz")) return gunzipSync(bytes).toString("utf8");
  if (!path.endsWith(".evtx")) return Buffer.from(bytes).toString("utf8");
  const records = read.get(path.replace("evidence/", ""))?.records ?? [];
  return records.map((record) => (record.kind === "event" ? `${JSON.stringify(record.event.fields)}\n` : "")).join("");
}

const documentationRanges = [/^192\.0\.2\./, /^198\.51\.100\./, /^203\.0\.113\./, /^10\./, /^192\.168\./, /^127\.0\.0\.1$/, /^0\.0\.0\.0$/];
// Names kept for documentation, and those of products, schemas and services that the real products write into their records.
const productNames =
  /(^|\.)(amazonaws\.com|example\.(com|net|org)|schemas\.microsoft\.com|schemas\.openxmlformats\.org|www\.sysinternals\.com|rclone\.org|microsoft\.com)$/;

/** Addresses and host names outside the ranges that are kept for documentation and private use. */
function strangersIn(text: string): string[] {
  // Versions of programs have four numbers too.
  const withoutVersions = text.replace(/[A-Za-z]+\/\d+(\.\d+)+/g, "");
  const addresses = withoutVersions.match(/(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])/g) ?? [];
  const names = text.match(/\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|info|biz|ru|cn|de|uk|eu|co|dev|app|cloud)(?![\w-]|\.\w)/gi) ?? [];
  return [
    ...new Set([
      ...addresses.filter((address) => !documentationRanges.some((range) => range.test(address))),
      ...names.filter((candidate) => !productNames.test(candidate.toLowerCase())),
    ]),
  ];
}
