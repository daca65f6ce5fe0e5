import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ModelComparison } from "../quality/with-model/report.ts";
import { sharedData } from "../testing/shared-data.ts";
import { watchedRun } from "../testing/watched-run.ts";

const folder = mkdtempSync(join(tmpdir(), "watchkeeper-eval-model-"));
chmodSync(folder, 0o755);
after(() => rmSync(folder, { recursive: true, force: true }));

const data = join(folder, "data");
const script = join(folder, "script.json");
const recording = join(folder, "recording.jsonl");
const config = join(folder, "watchkeeper.yaml");

const mail = (from: string, words: string) =>
  `From: ${from}\nSubject: Your mailbox\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${words}\n`;
const bait = (n: number) =>
  mail(
    `Account team <support-${n}@login-verify.example.net>`,
    `Dear customer, your account ${n} will be suspended within 24 hours. Verify your password now: http://203.0.113.${n}/login`,
  );
const plain = (n: number) =>
  mail(`Rhea <rhea${n}@example.com>`, `Hello all, the minutes of week ${n} are on the shared drive. Regards, Rhea`);

before(() => {
  for (const each of ["phish/email", "ham"]) mkdirSync(join(data, each), { recursive: true });
  for (let n = 1; n <= 4; n++) writeFileSync(join(data, "phish", "email", `${n}.eml`), bait(n));
  for (let n = 1; n <= 8; n++) writeFileSync(join(data, "ham", `easy-ham-${n}.txt`), plain(n));
  const span = { from: null, to: null, quote: "Verify your password now" };
  const reading = { intent: "credential-theft", marks: [{ mark: "asks-for-credentials", span }], entities: [] };
  const answers = {
    reader: [{ when: ["Verify your password now"], answer: reading }],
    planner: [{ fails: "late" }],
    writer: [{ answer: { sentences: [] } }],
  };
  writeFileSync(script, JSON.stringify(answers));
  const price = "{ input: 3, output: 15, currency: EUR }";
  writeFileSync(
    config,
    `version: 1\nmodels:\n  - { name: taped, product: scripted, file: script.json, record-to: recording.jsonl, price: ${price} }\n`,
  );
});

const compared = async (words: readonly string[]) => {
  const { status, out, err } = await watchedRun(["eval", "phish", "detonations", "--data", data, "--json", ...words], {
    timeoutMs: 240_000,
  });
  assert.equal(status, 0, `${err}\n${out.slice(0, 2_000)}`);
  return ModelComparison.parse(JSON.parse(out));
};

describe("eval with a model", () => {
  test("compares what it investigates, says what never is, and counts tokens, cost and failures from the record; a recording gives the same again", async () => {
    const first = await compared(["--model", "taped", "--config", config]);
    const [never, phish] = first.suites;
    assert.deepEqual([never?.name, never?.status, never?.compared], ["detonations", "never-investigates", undefined]);
    const { recordings, cases, asked, calls, tokens, cost, failures, accuracy, macroF1, violations, added } = phish!.compared!;
    assert.equal(recordings.seen, recordings.of);
    assert.ok(cases >= 4 && asked === cases && calls >= 2 * cases, JSON.stringify(phish));
    assert.ok(tokens.mean > 200 && tokens.max <= 6_000 && tokens.p95 <= tokens.max, JSON.stringify(tokens));
    assert.ok(cost.total > 0 && Math.abs(cost.mean * cases - cost.total) < 1e-9);
    assert.deepEqual([first.model.currency, first.casesMax], ["EUR", null]);
    assert.deepEqual(
      failures.filter(({ role }) => role === "planner"),
      [{ role: "planner", why: "late", count: cases }],
    );
    assert.equal(added.readings, 4, "the four mails that hold the words");
    assert.ok(macroF1 && macroF1.without > 0.9 && accuracy.without > 0.9 && violations === 0, JSON.stringify([macroF1, accuracy]));
    const again = await compared(["--model", `recorded:${recording}`]);
    const figures = ({ suites }: ModelComparison) => {
      const { cost: _, ...rest } = suites[1]!.compared!;
      return rest;
    };
    assert.deepEqual(figures(again), figures(first));
  });

  test("a bound on cases is said as a part of the whole", async () => {
    const report = await compared(["--model", `scripted:${script}`, "--cases-max", "2"]);
    const { recordings, cases } = report.suites[1]!.compared!;
    assert.ok(recordings.seen < recordings.of && cases >= 2 && cases <= 4, JSON.stringify(report));
    assert.equal(report.casesMax, 2);
    const table = await watchedRun(["eval", "phish", "--data", data, "--model", `scripted:${script}`, "--cases-max", "1"], {
      timeoutMs: 240_000,
    });
    assert.match(table.out, new RegExp(`recordings +\\d+ of ${recordings.of} `));
    assert.match(table.out, /cost per case +not measured: no price is configured/);
  });

  test("what does not go together is refused before anything is asked", async () => {
    const model = ["--model", `scripted:${script}`];
    for (const words of [
      ["--cases-max", "3"],
      ["--config", config],
      [...model, "--cases-max", "0"],
      [...model, "--check"],
      ["--model", "nobody"],
    ]) {
      const { status } = await watchedRun(["eval", "phish", "--data", data, ...words], { timeoutMs: 60_000 });
      assert.equal(status, 2, words.join(" "));
    }
  });

  test("real recordings of attacks and ordinary logs, a few of each", async (context) => {
    const shared = sharedData();
    if (shared === undefined) return context.diagnostic("not run: the shared data is absent");
    const words = ["eval", "evtx-mitre", "benign", "--data", shared, "--model", `scripted:${script}`, "--cases-max", "5", "--json"];
    const { status, out, err } = await watchedRun(words, { timeoutMs: 280_000 });
    assert.equal(status, 0, err);
    const report = ModelComparison.parse(JSON.parse(out));
    assert.deepEqual(
      report.suites.map(({ status: each, compared: its }) => [each, its?.violations, (its?.cases ?? 0) >= 5]),
      [
        ["compared", 0, true],
        ["compared", 0, true],
      ],
    );
    assert.ok((report.all?.truth.attack ?? 0) > 0 && (report.all?.truth.ordinary ?? 0) > 0 && report.all?.macroF1);
  });
});
