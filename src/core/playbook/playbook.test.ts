import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { parse } from "yaml";
import { categories } from "../alert/category.ts";
import { combine } from "../hypothesis/hypothesis.ts";
import { abouts, selects } from "./about.ts";
import { attackerBenignWeightMin, benignFloor, benignThreshold } from "./law.ts";
import { lintPlaybook, parsePlaybook } from "./lint.ts";
import { Playbook, playbookFor, weightOf, whereOf } from "./playbook.ts";
import { playbookTools } from "./tools.ts";
import { reachOf, windowOf } from "./window.ts";

const folder = fileURLToPath(new URL("../../../playbooks/", import.meta.url));
const shipped = readdirSync(folder)
  .filter((file) => file.endsWith(".yaml"))
  .sort();
const read = (file: string) => parsePlaybook(readFileSync(`${folder}${file}`, "utf8"), file).playbook;

const small = {
  playbook: "small",
  purpose: "Decide whether the small thing is bad.",
  "starts-on": "any",
  claims: { malicious: "Someone means harm", benign: "Nobody means harm" },
  prior: 0,
  investigate: [
    {
      id: "planned",
      asks: "Is there an approved change?",
      tool: "changes/planned",
      about: "case.users",
      window: "4h around case",
      answers: { covered: -3, none: 0.2 },
      cost: 1,
      group: "authorisation",
    },
  ],
  contain: [{ action: "isolate-host", on: "case.hosts", "only-if": "true-positive", "undone-by": "release-host" }],
  stop: { "questions-max": 10 },
};
const withQuestion = (change: object) => ({ ...small, investigate: [{ ...small.investigate[0], ...change }] });
const withContainment = (change: object) => ({ ...small, contain: [{ ...small.contain[0], ...change }] });
const complaint = (value: unknown) => {
  const parsed = Playbook.safeParse(value);
  return parsed.success ? undefined : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ");
};

describe("what a playbook must say", () => {
  test("the small one is whole", () => assert.equal(complaint(small), undefined));

  const refused: [string, unknown, RegExp][] = [
    ["a question that does not end in ?", withQuestion({ asks: "Is there an approved change" }), /asks/],
    ["a tool nobody serves", withQuestion({ tool: "changes/guess" }), /unknown tool/],
    ["a tool asked about what it cannot know", withQuestion({ about: "case.hashes" }), /can be asked about/],
    ["an answer the tool never gives", withQuestion({ answers: { certainly: 1 } }), /never answers "certainly"/],
    ["an answer borrowed from JavaScript itself", withQuestion({ answers: { constructor: 1 } }), /never answers "constructor"/],
    ["a weight for a failed tool", withQuestion({ answers: { failed: 1 } }), /never answers "failed"/],
    [
      "a weight for what was not watched",
      withQuestion({ tool: "events/search", "look-for": { all: [] }, answers: { one: 1, "not-observed": -0.1 } }),
      /nothing was there to look at/,
    ],
    ["answers that all weigh nothing", withQuestion({ answers: { none: 0 } }), /weighs anything/],
    ["a timed question without a window", withQuestion({ window: undefined }), /needs a window/],
    ["a window that is no window", withQuestion({ window: "4 hours" }), /around case/],
    ["a window longer than the longest", withQuestion({ window: "91d before case" }), /at most 90d/],
    ["a look-for that the tool cannot take", withQuestion({ "look-for": { all: [] } }), /look-for/],
    ["a technique that is none", withQuestion({ shows: "T15" }), /ATT&CK id/],
    ["a containment without a way back", withContainment({ "undone-by": undefined }), /undone-by/],
    ["a containment undone by another's opposite", withContainment({ "undone-by": "enable-account" }), /undone by "release-host"/],
    ["a host isolation that claims to need no undo", withContainment({ "undone-by": "none-needed" }), /undone by "release-host"/],
    ["a containment before the verdict", withContainment({ "only-if": "insufficient-data" }), /only-if/],
    ["a containment of the wrong kind of thing", withContainment({ on: "case.users" }), /is done to/],
    ["an action nobody knows", withContainment({ action: "format-disk" }), /action/],
    ["two questions under one id", { ...small, investigate: [small.investigate[0], small.investigate[0]] }, /another question/],
    ["a field that is not there", { ...small, script: "x" }, /script/],
  ];
  for (const [what, value, says] of refused) test(`refuses ${what}`, () => assert.match(complaint(value) ?? "accepted", says));

  const searching = { tool: "events/search", window: "1h around case", answers: { none: -0.2, one: 1 } };
  const condition = { field: "action", op: "eq", value: "1" };
  test("a search says what to look for", () => {
    assert.match(complaint(withQuestion(searching)) ?? "", /look-for/);
    assert.equal(complaint(withQuestion({ ...searching, "look-for": { all: [condition] } })), undefined);
    assert.match(complaint(withQuestion({ ...searching, "look-for": { all: [condition], any: [condition] } })) ?? "", /exactly one/);
    assert.match(complaint(withQuestion({ ...searching, "look-for": { all: [{ ...condition, field: "Image" }] } })) ?? "", /look-for/);
    const deep = Array.from({ length: 12 }).reduce<object>((inner) => ({ not: inner }), condition);
    assert.match(complaint(withQuestion({ ...searching, "look-for": { not: deep } })) ?? "", /nested deeper/);
  });

  test("what an attacker can write says little for benign", () => {
    const loud = { ...searching, "look-for": { all: [condition] }, answers: { none: attackerBenignWeightMin - 0.01, one: 1 } };
    assert.match(complaint(withQuestion(loud)) ?? "", /attacker can write/);
  });

  test("many small doubts of an attacker's making do not add up to benign", () => {
    const doubt = (group: string) => ({
      ...small.investigate[0],
      ...searching,
      id: `ask-${group}`,
      group,
      "look-for": { all: [condition] },
      answers: { none: -0.6, one: 1 },
    });
    const groups = ["aa", "bb", "cc", "dd"];
    assert.match(complaint({ ...small, investigate: groups.map(doubt) }) ?? "", /reach a benign verdict/);
    assert.equal(complaint({ ...small, investigate: groups.slice(1).map(doubt) }), undefined);
    const oneFact = groups.map((group) => ({ ...doubt(group), group: "one-fact" }));
    assert.equal(complaint({ ...small, investigate: oneFact }), undefined);
  });
});

describe("reading a playbook", () => {
  const text = readFileSync(`${folder}lateral-movement.yaml`, "utf8");
  const lineOf = (needle: string) => text.split("\n").findIndex((line) => line.includes(needle)) + 1;

  test("complaints carry the line and column of what is wrong", () => {
    const cases: [string, string, RegExp][] = [
      ["covered: -3.0", "sheltered: -3.0", /never answers "sheltered"/],
      ["window: 30m around case", "window: half an hour", /write a window/],
      ["field: action, op: in", "field: Action, op: in", /Invalid option|expected one of/i],
      ["undone-by: release-host", "undone-by: nothing", /undone by "release-host"/],
      ["cost: 1", "cost: free", /expected number/i],
      ["prior: 0.0", "priority: 0.0", /there is no "priority"/],
    ];
    for (const [before, after, says] of cases) {
      const problems = lintPlaybook(text.replace(before, after), "p.yaml");
      const found = problems.find((problem) => says.test(problem.says));
      assert.ok(found, `${after}: ${JSON.stringify(problems)}`);
      assert.equal(found.line, lineOf(before), after);
      assert.ok(found.column >= 1);
    }
  });

  test("broken YAML, a duplicate key and an alias are problems with a line, never an exception", () => {
    assert.equal(lintPlaybook("playbook: [a\nprior: 1", "p").length > 0, true);
    assert.match(lintPlaybook("prior: 1\nprior: 2", "p")[0]?.says ?? "", /unique/i);
    assert.match(lintPlaybook("prior: &a 1\npurpose: *a", "p")[0]?.says ?? "", /alias/);
    assert.equal(lintPlaybook("[".repeat(100_000), "p").length > 0, true);
    assert.match(lintPlaybook("#".repeat(300_000), "p")[0]?.says ?? "", /longer than/);
    assert.match(lintPlaybook("", "p")[0]?.says ?? "", /object/i);
  });

  test("a malformed playbook is refused by code with its place in the message", () => {
    assert.throws(
      () => parsePlaybook(text.replace("cost: 1", "cost: 99"), "mine.yaml"),
      (error: Error & { code?: string }) => error.code === "playbook/malformed" && /mine\.yaml".*line \d+/.test(error.message),
    );
  });

  test("the digest names the exact words", () => {
    const { digest } = parsePlaybook(text, "a.yaml");
    assert.match(digest, /^sha256:[0-9a-f]{64}$/);
    assert.equal(parsePlaybook(text, "b.yaml").digest, digest);
    assert.notEqual(parsePlaybook(`${text}\n# a word more\n`, "a.yaml").digest, digest);
  });

  // Guarantees: whatever is done to a playbook's text, the linter answers, and it never calls usable what cannot be parsed.
  test("mutated text never escapes as an exception", () => {
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.nat(40), fc.string({ maxLength: 20 }), (start, length, inserted) => {
        const mutated = text.slice(0, start) + inserted + text.slice(start + length);
        const problems = lintPlaybook(mutated, "p");
        if (problems.length === 0) parsePlaybook(mutated, "p");
        else assert.throws(() => parsePlaybook(mutated, "p"), { code: "playbook/malformed" });
        for (const { line, column } of problems) assert.ok(line >= 1 && column >= 1);
      }),
      { numRuns: 150 },
    );
  });
});

describe("windows and observables", () => {
  test("before ends with the last alert, after begins with the first, around reaches both ways", () => {
    const seen = { firstMs: 10_000_000, lastMs: 11_000_000 };
    assert.deepEqual(windowOf("30m before case", seen), { fromMs: 8_200_000, toMs: 11_000_001 });
    assert.deepEqual(windowOf("30m after case", seen), { fromMs: 10_000_000, toMs: 12_800_001 });
    assert.deepEqual(windowOf("1h around case", seen), { fromMs: 6_400_000, toMs: 14_600_001 });
    for (const bad of ["", "0h before case", "1w before case", "1h before alert", "-1h around case", "99999d before case"])
      assert.equal(reachOf(bad), undefined, bad);
  });

  test("every word but case selects something, roles keep source and target apart", () => {
    assert.equal(selects("case.source-addresses", { type: "ip", role: "source" }), true);
    assert.equal(selects("case.source-addresses", { type: "ip", role: "target" }), false);
    assert.equal(selects("case.target-addresses", { type: "ip", role: "source" }), false);
    assert.equal(selects("case.target-addresses", { type: "ip" }), true);
    assert.equal(selects("case", { type: "host" }), false);
    assert.equal(abouts.length, new Set(abouts).size);
  });
});

describe("the shipped playbooks", () => {
  test("every category has one, and the general one takes what is left", () => {
    const playbooks = shipped.map(read);
    for (const category of categories) assert.ok(playbookFor(playbooks, { category, datasets: [] }), category);
    assert.equal(playbookFor(playbooks, { category: "other", datasets: ["windows"] })?.playbook, "general");
    assert.equal(playbookFor(playbooks, { category: "lateral-movement", datasets: ["windows"] })?.playbook, "lateral-movement");
    assert.equal(playbookFor(playbooks, { category: "credential-abuse", datasets: ["cloudtrail"] })?.playbook, "cloud-account-abuse");
    assert.equal(
      playbookFor(playbooks, { category: "credential-abuse", datasets: ["cloudtrail", "windows"] })?.playbook,
      "credential-abuse",
    );
  });

  for (const file of shipped) {
    test(`${file} is clean, named as its file, and asks 8 to 16 questions`, () => {
      const text = readFileSync(`${folder}${file}`, "utf8");
      assert.deepEqual(lintPlaybook(text, file), []);
      const playbook = read(file);
      assert.equal(`${playbook.playbook}.yaml`, file);
      assert.ok(playbook.investigate.length >= 8 && playbook.investigate.length <= 16, String(playbook.investigate.length));
      assert.ok(playbook.contain.length > 0);
      for (const question of playbook.investigate) if (question["look-for"]) assert.ok(whereOf(question["look-for"]));
    });

    // Guarantees: no combination of answers that an attacker can write closes a case as benign.
    test(`${file} never reaches benign on what an attacker can write`, () => {
      const playbook = read(file);
      const writable = playbook.investigate.filter(({ tool }) => playbookTools.get(tool)?.trust === "attacker-writable");
      const answersOf = fc.tuple(...writable.map(({ tool }) => fc.constantFrom(...(playbookTools.get(tool)?.answers ?? []), "failed")));
      fc.assert(
        fc.property(answersOf, (answers) => {
          const lowest = new Map<string, number>();
          for (const [index, question] of writable.entries())
            lowest.set(question.group, Math.min(lowest.get(question.group) ?? 0, weightOf(question, answers[index] ?? "failed")));
          const logOdds = [...lowest.values()].reduce((sum, weight) => sum + weight, playbook.prior);
          assert.ok(logOdds > benignThreshold);
        }),
        { numRuns: 200 },
      );
      assert.ok(benignFloor(playbook) > benignThreshold);
    });
  }
});

describe("the scenarios of the shipped playbooks", () => {
  for (const file of shipped)
    test(`${file} has a malicious, a benign and an undecided one, in words of its tools`, () => {
      const playbook = read(file);
      const { playbook: name, scenarios } = parse(readFileSync(`${folder}scenarios/${file}`, "utf8")) as Recorded;
      assert.equal(name, playbook.playbook);
      const verdicts = scenarios.map(({ expect }) => (expect.verdict === "false-positive" ? "benign" : expect.verdict)).sort();
      assert.deepEqual(verdicts, ["benign", "insufficient-data", "true-positive"]);
      for (const { name: scenario, answers, expect } of scenarios) {
        const asked = Object.entries(answers).map(([id, answer]) => {
          const question = playbook.investigate.find((candidate) => candidate.id === id);
          assert.ok(question && playbookTools.get(question.tool)?.answers.includes(answer), `${scenario}: ${id}: ${answer}`);
          return { group: question.group, weight: weightOf(question, answer) };
        });
        const logOdds = combine(playbook.prior, asked);
        if (expect.verdict === "true-positive") assert.ok(logOdds >= -benignThreshold, `${scenario}: ${logOdds}`);
        else if (expect.verdict === "insufficient-data") assert.ok(Math.abs(logOdds) < -benignThreshold, `${scenario}: ${logOdds}`);
        else assert.ok(logOdds <= benignThreshold, `${scenario}: ${logOdds}`);
        assert.equal(expect.escalated, ["true-positive", "insufficient-data"].includes(expect.verdict));
        for (const id of expect["first-questions"]) assert.ok(Object.hasOwn(answers, id), id);
      }
    });
});

type Recorded = {
  readonly playbook: string;
  readonly scenarios: readonly {
    readonly name: string;
    readonly answers: Readonly<Record<string, string>>;
    readonly expect: { readonly verdict: string; readonly escalated: boolean; readonly "first-questions": readonly string[] };
  }[];
};
