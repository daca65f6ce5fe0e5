import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Assessment } from "../core/assessment/assessment.ts";
import { watchedRun } from "../testing/watched-run.ts";

// Guarantees that a mistake on the command line is told at once, with status 2 and what to do, and that whatever was not read has its line.

const home = fileURLToPath(new URL("../../", import.meta.url));
let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "watchkeeper-refusal-"));
  mkdirSync(join(folder, "empty"));
  mkdirSync(join(folder, "evidence"));
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "evidence/alerts.jsonl"), '{"alert":1,"time":"2026-01-20T10:11:12Z","source":"sensor","title":"odd login"}\n');
  symlinkSync("/etc/hostname", join(folder, "evidence/outside"));
  writeFileSync(join(folder, "evidence/noise.bin"), Buffer.from(Array.from({ length: 400 }, (_, index) => (index * 89) % 256)));
  writeFileSync(join(folder, "rules/broken.yml"), "title: broken\ndetection: [\n");
  writeFileSync(join(folder, "file"), "");
});
after(() => rmSync(folder, { recursive: true, force: true }));

const cli = (...words: string[]) => watchedRun(words, { timeoutMs: 60_000 });

async function assertRefused(words: readonly string[], code: string, problem: RegExp): Promise<void> {
  const { status, err } = await cli(...words);
  assert.equal(status, 2, err);
  assert.match(err, problem);
  assert.match(err, /^ {2}What to do: \S/m);
  assert.ok(err.includes(code) && existsSync(join(home, "docs/errors", `${code.replace("/", "-")}.md`)), err);
}

describe("what cannot work is refused before anything is done", () => {
  const refusals: readonly (readonly [string, () => string[], string, RegExp])[] = [
    ["an extra word after attack map", () => ["attack", "map", "more"], "cli/bad-option", /takes no "more"/],
    ["a head that is none", () => ["journal", "verify", "--data-dir", folder, "--head", "abc"], "cli/bad-option", /--head takes a head/],
    ["no rule at all", () => ["detect", join(folder, "evidence"), "--no-builtin-rules"], "cli/bad-option", /leaves no rule/],
    [
      "rules of which none is usable",
      () => ["detect", join(folder, "evidence"), "--rules", join(folder, "rules")],
      "cli/no-usable-rule",
      /no usable rule/,
    ],
    [
      "a folder of no rules",
      () => ["detect", join(folder, "evidence"), "--rules", join(folder, "empty")],
      "cli/no-usable-rule",
      /no usable rule/,
    ],
    [
      "results below a file",
      () => ["investigate", join(folder, "evidence"), "--out", join(folder, "file/out")],
      "cli/output-not-writable",
      /nothing can be written/,
    ],
    [
      "results where nothing can be made",
      () => ["investigate", join(folder, "evidence"), "--out", "/proc/none/out"],
      "cli/output-not-writable",
      /nothing can be written/,
    ],
    [
      "a database below a file",
      () => ["serve", "--port", "0", "--data-dir", join(folder, "file/db")],
      "storage/folder-not-usable",
      /cannot be made/,
    ],
    [
      "a database where nothing can be made",
      () => ["serve", "--port", "0", "--data-dir", "/proc/none/db"],
      "storage/folder-not-usable",
      /cannot be made/,
    ],
    ["labelled data that is no folder", () => ["eval", "benign", "--data", join(folder, "file")], "cli/bad-option", /takes a folder/],
    ["a suite that there is not", () => ["eval", "constructor", "--data", folder], "cli/bad-option", /there is no suite/],
    ["a model that there is not", () => ["train", "constructor", "--data", folder], "cli/bad-option", /there is no recipe/],
  ];
  for (const [name, words, code, problem] of refusals) test(name, () => assertRefused(words(), code, problem));
});

describe("what was not read is said", () => {
  test("detect names the link that leads out, the file that is no evidence, and ends with 3", async () => {
    const { status, err } = await cli("detect", join(folder, "evidence"));
    assert.equal(status, 3);
    assert.match(err, /evidence\/outside: the link leads nowhere or out/);
    assert.match(err, /evidence\/noise\.bin: 1 record was rejected \(not-evidence: .+\)\n {2}What to do: \S/);
  });

  test("an empty folder ends with 3 and a reason", async () => {
    for (const words of [
      ["detect", join(folder, "empty")],
      ["investigate", join(folder, "empty"), "--out", join(folder, "out-empty")],
    ]) {
      const { status, err } = await cli(...words);
      assert.equal(status, 3, err);
      assert.match(err, /no file was found under .*empty/);
    }
  });

  test("the assessment and the report name what could not be opened, and rules that were left out", async () => {
    const out = join(folder, "out");
    const { status } = await cli("investigate", join(folder, "evidence"), "--rules", join(folder, "rules"), "--out", out);
    assert.equal(status, 3);
    const { inputs, rulesLeftOut } = Assessment.parse(JSON.parse(readFileSync(join(out, "assessment.json"), "utf8")));
    const unread = inputs.find(({ path }) => path.endsWith("/outside"));
    assert.equal(unread?.format, "unreadable");
    assert.match(unread.unread?.remedy ?? "", /\S/);
    assert.equal(unread.records, unread.events + unread.alerts + unread.rejected);
    assert.equal(rulesLeftOut?.count, 1);
    assert.match(rulesLeftOut.first[0]?.path ?? "", /broken\.yml$/);
    for (const report of ["report.md", "report.html"]) {
      const text = readFileSync(join(out, report), "utf8");
      assert.match(text, /outside/, report);
      assert.match(text, /broken/, report);
    }
  });

  test("with --each, what could not be opened has its line", async () => {
    const out = join(folder, "each");
    await cli("investigate", join(folder, "evidence"), "--each", "--out", out);
    const lines = readFileSync(join(out, "assessments.jsonl"), "utf8").trimEnd().split("\n");
    assert.equal(lines.length, 3);
    assert.ok(lines.some((line) => JSON.parse(line).input.endsWith("/outside")));
  });
});

describe("eval over a folder that lacks what a suite needs", () => {
  test("names the suite as not run, with what is missing, and ends with 3", async () => {
    const { status, out } = await cli("eval", "benign", "--data", join(folder, "empty"), "--json");
    assert.equal(status, 3);
    const { suites, figures } = JSON.parse(out);
    assert.deepEqual([suites[0].name, suites[0].status, figures], ["benign", "not-run", []]);
    assert.match(suites[0].because, /lacks evtx-benign, sigma\/rules/);
  });
});
