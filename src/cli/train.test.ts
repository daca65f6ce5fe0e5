import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Assessment } from "../core/assessment/assessment.ts";
import { watchedRun } from "../testing/watched-run.ts";

// Guarantees of learning from analysts as they meet it: verdicts are taken, a report says how often each rule was right, hiding takes two,
// and the next investigation goes by what was decided and says so.

let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "watchkeeper-train-"));
  chmodSync(folder, 0o755);
  const line = (title: string, index: number) =>
    JSON.stringify({
      alert: 1,
      time: new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString(),
      source: "sensor",
      title,
      severity: "medium",
      host: `h${index}`,
    });
  const lines = [
    ...Array.from({ length: 40 }, (_, index) => line("noisy", index)),
    ...Array.from({ length: 120 }, (_, index) => line(`other ${index}`, index)),
  ];
  writeFileSync(join(folder, "alerts.jsonl"), `${lines.join("\n")}\n`);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...words: string[]) => watchedRun(words, { timeoutMs: 120_000 });
const data = () => ["--data-dir", join(folder, "data")];
const train = (...words: string[]) => cli("train", ...words, ...data());
const investigate = async (out: string, ...more: string[]) => {
  const { status, err } = await cli("investigate", join(folder, "alerts.jsonl"), "--out", join(folder, out), ...data(), ...more);
  assert.equal(status, 0, err);
  return Assessment.parse(JSON.parse(readFileSync(join(folder, out, "assessment.json"), "utf8")));
};
const said = (name: string) => ["--as", name, "--because", "the nightly backup"];

describe("what analysts say", () => {
  test("is recorded, reported, and decides the next investigation once two agree", async () => {
    const first = await investigate("first");
    const ids = first.alerts.filter(({ title }) => title === "noisy").map(({ id }) => id);
    const labelled = await train("label", ...ids, "--verdict", "false-positive", ...said("mara"));
    assert.equal(labelled.status, 0, labelled.err);
    assert.equal(labelled.out.trim().split("\n").length, 40);

    const learned = await train("--from-journal");
    assert.match(learned.out, /^challenger sha256:[0-9a-f]{64}/m);
    assert.match(
      learned.out,
      /^s-1: sensor noisy: proposed; until .*, right in 0 of 40 cases, 25\.0 % of all alerts, proposed by agent:watchkeeper$/m,
    );

    const report = JSON.parse((await train("report", "--json")).out);
    assert.deepEqual([report.rules[0].rule, report.rules[0].right, report.rules[0].of], ["noisy", 0, 40]);
    assert.match(report.models[0].whyNot, /held-back verdicts/);

    const promoted = await train("promote", report.models[0].digest, ...said("mara"));
    assert.equal(promoted.status, 2);
    assert.match(promoted.err, /learn\/not-better/);

    const approved = await train("suppress", "approve", "s-1", ...said("joss"));
    assert.equal(approved.status, 0, approved.err);
    for (const words of [
      ["suppress", "list", "--json"],
      ["report", "--json"],
    ])
      assert.ok(!(await train(...words)).out.includes("sampleKey"), "what chooses the sample is shown to nobody");
    const second = await investigate("second", "--world", "second");
    const suppressed = second.cases.filter(({ title }) => title.startsWith("Suppressed until"));
    assert.equal(suppressed.length, 1);
    assert.match(suppressed[0]?.because ?? "", /person:joss/);
    assert.equal(second.accounting.closed, suppressed[0]?.alerts.length);
    assert.equal(second.accounting.accepted, 160);

    assert.equal((await cli("journal", "verify", "--world", "learning", ...data())).status, 0);
    assert.deepEqual(await investigate("first-again").then(({ cases }) => cases), first.cases, "what ran before stays as it was");
  });

  test("needs a name, a reason, a verdict that there is, and something that it is about", async () => {
    const refusals = [
      [["label", "a-1", "--verdict", "benign", "--because", "x"], /--as NAME is missing/],
      [["label", "a-1", "--verdict", "harmless", ...said("mara")], /--verdict takes one of/],
      [["label", "constructor", "--verdict", "benign", ...said("mara")], /learn\/unknown-alert/],
      [["suppress", "propose", "sensor", "other 1", "--days", "91", ...said("mara")], /learn\/bad-expiry/],
    ] as const;
    for (const [words, problem] of refusals) {
      const { status, err } = await train(...words);
      assert.equal(status, 2, err);
      assert.match(err, problem);
    }
    const { status, err } = await cli(
      "investigate",
      join(folder, "alerts.jsonl"),
      "--out",
      join(folder, "x"),
      "--world",
      "learning",
      ...data(),
    );
    assert.equal(status, 2);
    assert.match(err, /where verdicts of people are kept/);
  });
});
