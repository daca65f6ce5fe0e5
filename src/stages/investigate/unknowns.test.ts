import assert from "node:assert/strict";
import { test } from "node:test";
import type { Evidence } from "../../core/evidence/evidence.ts";
import type { Observable } from "../../core/observable/observable.ts";
import type { PlaybookQuestion } from "../../core/playbook/playbook.ts";
import { alertOf, placed } from "../../testing/alerts.ts";
import { viewOf } from "./case-view.ts";
import { type Question, sentenceOf } from "./question.ts";
import { unknownsOf } from "./unknowns.ts";

const { state } = await placed([alertOf(1, { host: "web01", user: "mara", dataset: "syslog" })]);
const standing = state.cases.get("case-1");
assert.ok(standing?.status === "in-progress");
const view = viewOf(standing, state);

const domain = (value: string): Observable => ({ type: "domain", value });
function question(id: string, asks: string, about: Observable | undefined, parts: Partial<PlaybookQuestion> = {}): Question {
  const from = { id, asks, tool: "events/search", about: "case", answers: { one: 1 }, cost: 1, group: id, ...parts } as PlaybookQuestion;
  return { key: `${id} ${about?.value ?? ""}`, from, about, window: { fromMs: 0, toMs: 1 } };
}
function answered(asked: Question, id: string, answer: string, says: string): Evidence {
  const source = { kind: "answer", query: "{}", records: [], recordsTotal: 0 } as const;
  const { tool, group } = asked.from;
  return { id, question: sentenceOf(asked), tool, source, digest: "", says, answer, weight: 0, group, trust: "inventory" };
}
const told = (
  questions: readonly Question[],
  items: readonly (readonly [Question, Evidence])[],
  verdict: "true-positive" | "insufficient-data",
) =>
  unknownsOf(
    { view, questions, settled: new Map(items.map(([{ key }, { id, answer }]) => [key, answer === "failed" ? "failed" : id])) },
    verdict,
    items.map(([, item]) => item),
  );

// Guarantees that the reader learns each gap once, and what hangs on it.
test("one question about several values is one sentence, and so is one gap that leaves several questions open", () => {
  const [a, b] = ["a.example.test", "b.example.test"].map((value) => question("owner", "Whose is it?", domain(value)));
  const [c, d] = [question("c", "Was it c?", undefined), question("d", "Was it d?", undefined)];
  assert.ok(a && b);
  const gap = "There are no events of zeek in that time to look at.";
  const says = told(
    [a, b, c, d],
    [
      [c, answered(c, "e-1", "not-observed", gap)],
      [d, answered(d, "e-2", "not-observed", gap)],
    ],
    "true-positive",
  );
  assert.deepEqual(says, [
    "Was it c? Was it d? There are no events of zeek in that time to look at [e-1][e-2].",
    "Whose is it? Not asked about a.example.test, b.example.test.",
  ]);
});

test("answers that differ only in the value that they name are one sentence about all of them", () => {
  const asked = ["a.example.test", "b.example.test", "c.example.test"].map((value) => question("known", "Is it hostile?", domain(value)));
  const items = asked.map(
    (each, index) => [each, answered(each, `e-${index}`, "unknown", `No list names "${each.about?.value}".`)] as const,
  );
  assert.deepEqual(told(asked, items, "true-positive"), [
    'Is it hostile? No list names "a.example.test", "b.example.test", "c.example.test" [e-0][e-1][e-2].',
  ]);
});

test("what failed and what presses comes before what was merely not needed", () => {
  const [idle, presses, broke] = [
    question("idle", "Idle?", undefined),
    question("presses", "Pressing?", undefined, { pressing: true }),
    question("broke", "Broken?", undefined),
  ];
  const says = told([idle, presses, broke], [[broke, answered(broke, "e-9", "failed", "secret detail")]], "true-positive");
  assert.deepEqual(says, ["Broken? The tool failed [e-9].", "Pressing? Not asked.", "Idle? Not asked."]);
});

test("what only another operating system would write is no gap, and neither is an outsider's machine", () => {
  const windows = question("memory", "Was memory read?", undefined, { "look-for": { dataset: "windows", all: [] } });
  const relation = question("relation", "Ours?", domain("x.example.test"), { tool: "inventory/relation" });
  const machine = question("machine", "Which machine?", domain("x.example.test"), { tool: "inventory/describe-asset" });
  const items = [
    [windows, answered(windows, "e-1", "not-observed", "There are no events of windows.")],
    [relation, answered(relation, "e-2", "external", "It is nobody's we know.")],
    [machine, answered(machine, "e-3", "unknown", "The inventory does not know it.")],
  ] as const;
  assert.deepEqual(told([windows, relation, machine], items, "true-positive"), []);
});

test("an undecided case says first whom nobody asked", () => {
  assert.equal(told([], [], "insufficient-data")[0], "Whether the activity of mara on web01 was allowed: nobody who could know was asked.");
});
