import assert from "node:assert/strict";
import { emptyFields, type FieldValue, type TelemetryEvent } from "../core/event/event.ts";
import { compileRules } from "../detection/sigma/compile.ts";
import type { RuleProblem } from "../detection/sigma/problem.ts";
import type { CompiledRuleSet } from "../detection/sigma/rule-set.ts";

/** A rule's text around a detection, which is written with two spaces less than YAML needs there. */
export function ruleText({
  id = "r-1",
  logsource = "category: test",
  detection,
}: {
  id?: string;
  logsource?: string;
  detection: string;
}): string {
  const body = detection.trim().split("\n");
  return [`title: Rule ${id}`, `id: ${id}`, "logsource:", `  ${logsource}`, "detection:", ...body.map((line) => `  ${line}`)].join("\n");
}

/** Compiles texts that must all load. */
export function compiled(...texts: readonly string[]): CompiledRuleSet {
  const { rules, problems } = compileRules(texts.map((text, index) => ({ path: `rule-${index}.yml`, text })));
  assert.deepEqual(
    problems.map(({ error }) => error.message),
    [],
  );
  return rules;
}

/** The one problem of a text that must be refused. */
export function refusalOf(text: string): RuleProblem {
  const { rules, problems } = compileRules([{ path: "rule.yml", text }]);
  assert.equal(rules.rules.length, 0);
  assert.equal(problems.length, 1);
  return problems[0]!;
}

/** An event of the log source that `ruleText` names, unless another is given. */
export function eventWith(fields: Readonly<Record<string, FieldValue>>, other: Partial<TelemetryEvent> = {}): TelemetryEvent {
  return {
    timeMs: 0,
    dataset: "windows",
    channel: "Test",
    action: "1",
    host: "ws-1.example.test",
    source: { path: "made", record: 1, digest: `sha256:${"0".repeat(64)}` },
    logSource: { category: "test" },
    ...other,
    fields: Object.assign(emptyFields(), fields),
  };
}

/** True when a detection matches an event with these fields. */
export function fires(detection: string, fields: Readonly<Record<string, FieldValue>>): boolean {
  return compiled(ruleText({ detection })).match(eventWith(fields)).length === 1;
}
