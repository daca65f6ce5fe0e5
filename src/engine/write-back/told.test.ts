import assert from "node:assert/strict";
import { test } from "node:test";
import { WriteBackPolicy } from "../../core/write-back/policy.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { corpus } from "../../redteam/corpus/corpus.ts";
import { breachesOf } from "../../redteam/judge/outputs.ts";
import { memoryProduct } from "../../testing/memory-sinks.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { settledCase } from "../../testing/settled-cases.ts";
import { toldOf } from "./told.ts";
import { verdictWants, wantsOf } from "./wants.ts";

const url = "https://soc.example.test/cases/case-1";
const policy = WriteBackPolicy.parse({ tickets: "all", findings: "all", verdicts: "all", attach: [] });

test("what is looked through is what write-back writes: every text for people, and no other", () => {
  const planning = { policy, connectors: [memoryProduct("siem").connector], catalogue: loadAttackCatalogue(), caseUrl: () => url };
  const settled = settledCase();
  const wants = [...wantsOf(settled, planning), ...verdictWants(settled, settled.alerts, planning)];
  const assessment = sampleAssessment();
  const alerts = settled.alerts.map(({ id, title, product, timeMs }) => ({
    ...assessment.alerts[0]!,
    id,
    title,
    priority: 5,
    time: new Date(timeMs).toISOString(),
    source: { ...assessment.alerts[0]!.source, product },
    case: settled.case.id,
  }));
  const told = toldOf({ ...assessment, cases: [settled.case], alerts }, url);
  const known = new Set(textsIn(told));
  const forPeople = wants
    .flatMap((want) => {
      if ("content" in want) return want.kind === "notify" || want.kind === "verdict" ? [want.content] : [];
      const { title, body } = want.ticket as { readonly title: string; readonly body: string };
      return [{ title, body }, want.comment, want.closing];
    })
    .flatMap((content) => textsIn(content, new Set(["title", "body", "text", "because"])));
  assert.ok(forPeople.length >= 7);
  assert.deepEqual(
    forPeople.filter((text) => !known.has(text)),
    [],
  );
});

// Guarantee: what an attacker writes is text, and nothing else, wherever people read of a case.
test("no hostile text of the exercise is live in a ticket, a comment or a notice, wherever in the case it stands", () => {
  const assessment = sampleAssessment();
  const holding = (text: string) => ({
    ...assessment,
    cases: assessment.cases.map((each) => ({
      ...each,
      title: `alert ${text}`,
      because: `because ${text}`,
      unknowns: [text],
      assets: each.assets.map((asset) => ({ ...asset, name: text })),
      observables: [
        { type: "domain" as const, value: text },
        { type: "url" as const, value: text },
      ],
    })),
    alerts: assessment.alerts.map((alert) => ({ ...alert, title: text, source: { ...alert.source, product: text } })),
  });
  const clean = textsIn(toldOf(holding("plain words"))).join("\n");
  for (const { id, text } of corpus())
    for (const told of textsIn(toldOf(holding(text))))
      assert.deepEqual(
        breachesOf({ form: "plain", name: id, text: told }, { form: "plain", name: id, text: clean }),
        [],
        `${id}: ${JSON.stringify(told.slice(0, 400))}`,
      );
});

/** Every text of a tree; of the named fields alone where some are named. */
function textsIn(node: unknown, fields?: ReadonlySet<string>): readonly string[] {
  if (typeof node === "string") return [node];
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) =>
    typeof value === "string" && fields && !fields.has(name) ? [] : textsIn(value, fields),
  );
}
