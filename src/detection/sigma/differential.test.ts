import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { emptyFields, type Fields, type TelemetryEvent } from "../../core/event/event.ts";
import { eventsOf, filesUnder } from "../../testing/evtx-files.ts";
import { sharedData } from "../../testing/shared-data.ts";
import { compiled, eventWith, ruleText } from "../../testing/sigma-case.ts";
import { applies, routeOf } from "../routing.ts";
import { compileRules } from "./compile.ts";
import { parseRules } from "./parse-rule.ts";
import { type Expression, type FieldTexts, holds } from "./predicate.ts";
import type { ParsedRule } from "./rule.ts";
import { fold } from "./text.ts";
import { textsOf } from "./view.ts";

// The oracle: every rule is asked outright, with no routing by event id, no automaton, no shared answers.
function naive(rules: readonly ParsedRule[], event: TelemetryEvent): string[] {
  const { sources, overrides } = routeOf(event);
  const fields: Fields = Object.assign(emptyFields(), event.fields);
  for (const [name, [native]] of overrides) if (native && fields[native] !== undefined) fields[name] = fields[native];
  return rules
    .filter(
      (rule) => rule.kind === "detection" && sources.some((source) => applies(rule.rule.logSource, source)) && asks(rule.condition, fields),
    )
    .map(({ rule }) => rule.id)
    .sort();
}

function fieldOf(fields: Fields, name: string): FieldTexts {
  // A null says that there is no value, so another spelling may still have one.
  if ((fields[name] ?? null) !== null) return textsOf(fields[name]);
  const alike = Object.keys(fields).find((other) => fold(other) === fold(name) && fields[other] !== null);
  return textsOf(alike === undefined ? undefined : fields[alike]);
}

function asks(expression: Expression, fields: Fields): boolean {
  switch (expression.kind) {
    case "predicate": {
      const { field, asks: question } = expression.predicate;
      if (field === undefined)
        return Object.values(fields).some((value) => holds(question, textsOf(value), (name) => fieldOf(fields, name)));
      return holds(question, fieldOf(fields, field), (name) => fieldOf(fields, name));
    }
    case "not":
      return !asks(expression.of, fields);
    case "all":
      return expression.of.every((part) => asks(part, fields));
    case "any":
      return expression.of.some((part) => asks(part, fields));
    case "atLeast":
      return expression.of.filter((part) => asks(part, fields)).length >= expression.count;
  }
}

const word = fc.string({ unit: fc.constantFrom("a", "b", "B", "é", "\u212A", "k", "1", "\\", "-", "/"), minLength: 1, maxLength: 5 });
const modifiers = fc.constantFrom(
  "",
  "|contains",
  "|startswith",
  "|endswith",
  "|contains|all",
  "|re",
  "|windash|contains",
  "|cased",
  "|neq",
  "|endswith|cased",
);
const written = fc.tuple(word, fc.constantFrom("", "*", "?"), word).map(([a, wild, b]) => a + wild + b);
const item = fc
  .tuple(fc.constantFrom("F", "G", "f", "EventID"), modifiers, fc.array(written, { minLength: 1, maxLength: 3 }))
  .map(
    ([field, modifier, values]) =>
      `${field}${modifier}: ${JSON.stringify(modifier === "|re" ? values.map((value) => value.replace(/[\\*?]/g, ".")) : values)}`,
  );
const selection = fc.oneof(
  fc.uniqueArray(item, { minLength: 1, maxLength: 2, selector: (text) => text.split(":")[0] }).map((items) => items.join("\n  ")),
  fc.array(written, { minLength: 1, maxLength: 2 }).map((words) => words.map((keyword) => `- ${JSON.stringify(keyword)}`).join("\n  ")),
);
const condition = fc.constantFrom(
  "s1",
  "s1 and s2",
  "s1 or s2",
  "s1 and not s2",
  "not s1",
  "1 of s*",
  "all of them",
  "2 of them",
  "not (s1 and s2) or s3",
  "not (s1 or s2)",
);
const detection = fc
  .tuple(selection, selection, selection, condition)
  .map(([a, b, c, words]) => `s1:\n  ${a}\ns2:\n  ${b}\ns3:\n  ${c}\ncondition: ${words}`);
const value = fc.oneof(
  fc.array(word, { maxLength: 3 }).map((words) => words.join("")),
  fc.array(word, { maxLength: 2 }),
  fc.constant(null),
  fc.nat(12),
);
const fields = fc.record({ F: value, G: value, f: value, g: value, EventID: value, other: value }, { requiredKeys: [] });

// Guarantees that routing, the literal prefilter, shared answers and reordering never change which rules match.
test("compiled rules match exactly what the same rules match when asked one by one", () => {
  fc.assert(
    fc.property(
      fc.array(detection, { minLength: 1, maxLength: 6 }),
      fc.array(fields, { minLength: 1, maxLength: 6 }),
      (detections, events) => {
        const texts = detections.map((body, index) => ruleText({ id: `r-${index}`, detection: body }));
        const rules = compiled(...texts);
        const parsed = texts.flatMap((text) => parseRules("x.yml", text).rules);
        for (const event of events.map((one) => eventWith(one)))
          assert.deepEqual(
            rules.match(event).map(({ rule }) => rule.id),
            naive(parsed, event),
          );
      },
    ),
    { numRuns: 1_000 },
  );
});

const eventsMax = 400;

test("on real rules and recordings the compiled rules match exactly what each rule matches alone", (t) => {
  const data = sharedData();
  if (data === undefined) return t.diagnostic("not run: the shared data is absent");
  const sources = ["rules", "rules-emerging-threats"].flatMap((folder) => filesUnder(join(data, "sigma", folder), ".yml"));
  const texts = sources.map((path) => ({ path, text: readFileSync(path, "utf8") }));
  const { rules } = compileRules(texts);
  const parsed = texts.flatMap(({ path, text }) => parseRules(path, text).rules);
  const recordings = [...filesUnder(join(data, "sigma", "regression_data"), ".evtx"), ...filesUnder(join(data, "evtx-mitre"), ".evtx")];
  // A few events of each recording, so that many kinds are met.
  const events = recordings.flatMap((path) => eventsOf(path).slice(0, 2)).slice(0, eventsMax);
  assert.ok(events.length > 100);
  let matches = 0;
  for (const event of events) {
    const found = rules.match(event).map(({ rule }) => rule.id);
    matches += found.length;
    assert.deepEqual(found, naive(parsed, event), event.source.path);
  }
  assert.ok(matches > 50);
});
