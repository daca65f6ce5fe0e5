import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { EvalReport, isMet, mergedReport, type ReportedFigure, worseEnd } from "./eval-report.ts";
import { fallsOf } from "./gate.ts";
import { licences, trainingLicence } from "./licence.ts";
import { qualityPage } from "./page.ts";
import { recipes } from "./recipes.ts";
import { foldersOf } from "./suite-data.ts";
import { suites } from "./suites.ts";

const figure = (more: Partial<ReportedFigure> = {}): ReportedFigure => ({
  suite: "a",
  figure: "recall",
  unit: "share",
  better: "higher",
  value: 0.8,
  interval: [0.7, 0.9],
  method: "clopper-pearson",
  of: 100,
  ...more,
});
const report = (figures: ReportedFigure[], names: string[] = ["a"]): EvalReport => ({
  schema: "watchkeeper/eval@1",
  version: "1",
  suites: names.map((name) => ({ name, status: "ran", quick: true, weak: [], notes: [] })),
  figures,
});

describe("the gate", () => {
  test("lets pass what stays within the stored interval, and refuses what leaves it on the worse side", () => {
    assert.deepEqual(fallsOf(report([figure({ value: 0.7 })]), report([figure()])), []);
    assert.equal(fallsOf(report([figure({ value: 0.69 })]), report([figure()])).length, 1);
    const lower = figure({ better: "lower", value: 0.05, interval: [0.02, 0.08] });
    assert.deepEqual(fallsOf(report([{ ...lower, value: 0.01 }]), report([lower])), []);
    assert.equal(fallsOf(report([{ ...lower, value: 0.09 }]), report([lower])).length, 1);
  });

  test("refuses a figure below the floor that its suite states, stored or not", () => {
    assert.equal(fallsOf(report([figure({ floor: 0.85 })]), undefined).length, 1);
  });

  test("misses a figure that a suite gives no longer, but not those of a suite that did not run", () => {
    assert.equal(fallsOf(report([]), report([figure()])).length, 1);
    assert.deepEqual(fallsOf(report([], []), report([figure()])), []);
  });

  // Guarantees that better never fails: whatever was stored, a figure at least as good as the stored one passes.
  test("never fails what became better", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, share, share, fc.constantFrom("higher" as const, "lower" as const), (a, b, c, gain, better) => {
        const [low, value, high] = [a, b, c].toSorted((x, y) => x - y) as [number, number, number];
        const stored = figure({ better, value, interval: [low, high] });
        const now = figure({ better, value: better === "higher" ? value + gain : value - gain, interval: [low, high] });
        assert.deepEqual(fallsOf(report([now]), report([stored])), []);
      }),
    );
  });
});

describe("a goal", () => {
  test("is met by the interval's worse end, not by the value", () => {
    assert.equal(isMet(figure({ goal: 0.75 })), false);
    assert.equal(isMet(figure({ goal: 0.7 })), true);
    assert.equal(isMet(figure({ better: "lower", value: 0.04, interval: [0.02, 0.06], goal: 0.05 })), false);
    assert.equal(isMet(figure()), undefined);
    assert.equal(worseEnd(figure({ better: "lower" })), 0.9);
  });
});

describe("what is stored", () => {
  test("is replaced suite by suite, and no time of day or of work is kept", () => {
    const stored = report([figure(), figure({ suite: "b" })], ["a", "b"]);
    const fresh = report([figure({ value: 0.9 })]);
    const merged = mergedReport(stored, { ...fresh, suites: [{ ...fresh.suites[0]!, seconds: 3 }] }, ["b", "a"]);
    assert.deepEqual(
      merged.figures.map(({ suite, value }) => [suite, value]),
      [
        ["b", 0.8],
        ["a", 0.9],
      ],
    );
    assert.ok(merged.suites.every((suite) => !("seconds" in suite)));
  });

  test("keeps the figures of a suite that could not run this time", () => {
    const fresh: EvalReport = { ...report([], ["a"]), suites: [{ name: "a", status: "not-run", quick: true, weak: [], notes: [] }] };
    assert.equal(mergedReport(report([figure()]), fresh, ["a"]).figures.length, 1);
  });
});

describe("the quality page", () => {
  const page = fileURLToPath(new URL("../../docs/quality.md", import.meta.url));
  const stored = fileURLToPath(new URL("../../docs/quality.json", import.meta.url));

  test("is what its stored figures say, and nothing was written into it by hand", () => {
    assert.ok(existsSync(stored), "run node tools/write-quality.ts with a measured report");
    const kept = EvalReport.parse(JSON.parse(readFileSync(stored, "utf8")));
    assert.equal(readFileSync(page, "utf8"), qualityPage(kept));
  });

  test("names what falls short, also where only the interval does, and what no baseline beats", () => {
    const text = qualityPage(report([figure({ goal: 0.75, baseline: 0.85 })]));
    assert.match(text, /recall is 80\.0 % and falls short of 75\.0 %, by its interval only: it stands on 100 units/);
    assert.match(text, /no better than the trivial method \(85\.0 %\)/);
    assert.match(text, /\*\*no\*\*/);
  });

  test("lets no name from the data become markup", () => {
    const text = qualityPage({
      ...report([figure()]),
      suites: [{ name: "a", status: "ran", quick: true, weak: [], notes: ["missed <script>|`x`\n# heading"] }],
    });
    assert.doesNotMatch(text, /<script|^# heading/m);
  });
});

describe("what may train", () => {
  test("is never what may only be scored, nor what nobody knows", () => {
    for (const folder of ["phish", "lolbas", "wazuh", "constructor", ""])
      assert.throws(() => trainingLicence(folder), { code: "train/folder-not-allowed" });
  });

  test("covers every folder that a shipped recipe names", () => {
    for (const { data } of recipes) for (const folder of data) assert.doesNotThrow(() => trainingLicence(folder));
  });

  test("is known of every folder that a suite reads", () => {
    for (const suite of suites) {
      const tops = foldersOf(suite).map((folder) => folder.split("/")[0] ?? "");
      assert.ok(tops.length > 0, `${suite.name} names no folder`);
      for (const folder of tops) assert.ok(licences.has(folder), `${suite.name} reads ${folder}`);
    }
  });
});
