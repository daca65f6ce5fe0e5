import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { severities } from "../../core/alert/severity.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { alertOf } from "../../testing/alerts.ts";
import { mapTechniques } from "./map-techniques.ts";
import type { MappedAlert } from "./signal.ts";
import { rankedTactics } from "./tactics.ts";

const catalogue = loadAttackCatalogue();
let count = 0;
function alert(fields: Partial<MappedAlert>): MappedAlert {
  count++;
  const made = alertOf(count, { product: "watchkeeper", ruleId: `rule-${count}`, dataset: "windows", channel: "Security", action: "0" });
  return { ...made, evidenceId: `e-${count}`, ...fields };
}
const claims = (alerts: readonly MappedAlert[], more: Partial<Parameters<typeof mapTechniques>[0]> = {}) =>
  mapTechniques({ alerts, texts: [], answered: [], catalogue, ...more });
const confidence = (alerts: readonly MappedAlert[], id: string) => claims(alerts).find((claim) => claim.id === id)?.confidence ?? 0;

describe("techniques of a case", () => {
  test("cite the evidence that names them", () => {
    const one = alert({ techniques: ["T1003.001"] });
    const two = alert({ techniques: ["T1003.001"] });
    assert.deepEqual(claims([one, two])[0]?.evidence, [one.evidenceId, two.evidenceId]);
  });

  test("are surer by a graver rule, by a second rule, and by a rule that names one thing only", () => {
    assert.ok(
      confidence([alert({ techniques: ["T1055"] })], "T1055") > confidence([alert({ techniques: ["T1055"], severity: "low" })], "T1055"),
    );
    const one = alert({ techniques: ["T1055"] });
    assert.ok(confidence([one, alert({ techniques: ["T1055"] })], "T1055") > confidence([one], "T1055"));
    assert.ok(confidence([one], "T1055") > confidence([alert({ techniques: ["T1055", "T1105", "T1027"] })], "T1055"));
  });

  test("of one rule that fires a hundred times stay one opinion", () => {
    const noisy = Array.from({ length: 100 }, () => alert({ techniques: ["T1055"], severity: "low", ruleId: "noisy" }));
    const two = [alert({ techniques: ["T1105"], severity: "high" }), alert({ techniques: ["T1105"], severity: "high" })];
    assert.ok(confidence(noisy, "T1055") < confidence(two, "T1105"));
  });

  test("hold no parent beside its child on the same evidence", () => {
    const both = alert({ techniques: ["T1003", "T1003.001"] });
    assert.deepEqual(
      claims([both]).map(({ id }) => id),
      ["T1003.001"],
    );
    const apart = claims([alert({ techniques: ["T1003"] }), alert({ techniques: ["T1003.001"] })]);
    assert.deepEqual(apart.map(({ id }) => id).sort(), ["T1003", "T1003.001"]);
  });

  test("replace retired ids and leave unknown ones out", () => {
    assert.deepEqual(
      claims([alert({ techniques: ["T1086", "T9999", "constructor"] })]).map(({ id }) => id),
      ["T1059.001"],
    );
  });

  test("come from the event when the rule names none", () => {
    const created = alert({ action: "4720", fields: { TargetUserName: "helper" } });
    assert.equal(claims([created])[0]?.id, "T1136");
    assert.deepEqual(claims([alert({ action: "4720", dataset: "zeek" })]), []);
  });

  test("doubt a log that was cleared before anything else was seen, not one cleared afterwards", () => {
    const cleared = (timeMs: number) => alert({ action: "1102", techniques: ["T1070.001"], severity: "high", timeMs });
    const deed = alert({ techniques: ["T1003.001"], timeMs: 1_000 });
    assert.ok(confidence([cleared(500), deed], "T1070.001") < 0.5);
    assert.ok(confidence([cleared(1_500), deed], "T1070.001") > 0.8);
    assert.ok(confidence([cleared(500)], "T1070.001") > 0.8);
  });

  test("doubt a playbook's answer about such a log as much, and no other answer", () => {
    const cleared = (timeMs: number) => alert({ action: "1102", techniques: ["T1070.001"], severity: "high", timeMs });
    const deed = alert({ techniques: ["T1003.001"], timeMs: 1_000 });
    const answered = ["T1070.001", "T1082"].map((technique) => ({ technique, evidence: "e-900", strength: 0.6 }));
    const sure = (alerts: readonly MappedAlert[], id: string) =>
      claims(alerts, { answered }).find((claim) => claim.id === id)?.confidence ?? 0;
    assert.ok(sure([cleared(500), deed], "T1070.001") < 0.5);
    assert.ok(sure([cleared(500), cleared(1_500), deed], "T1070.001") > 0.8);
    assert.equal(sure([cleared(500), deed], "T1082"), sure([deed], "T1082"));
  });

  test("take texts and answers with their evidence", () => {
    const found = claims([], {
      texts: [{ text: "a web shell was found", evidence: "e-900" }],
      answered: [
        { technique: "T1543.003", evidence: "e-901", strength: 0.6 },
        { technique: "T0000", evidence: "e-902", strength: 1 },
      ],
    });
    assert.deepEqual(
      found.map(({ id, evidence }) => [id, ...evidence]),
      [
        ["T1543.003", "e-901"],
        ["T1505.003", "e-900"],
      ],
    );
  });

  // Guarantees the shape of every answer: ordered, bounded, known ids, evidence that came in; and that the order of alerts does not matter.
  test("are ordered, bounded and the same for any order of alerts", () => {
    const ids = [...catalogue.techniques()].map(({ id }) => id).slice(0, 60);
    const anyAlert = fc.record({
      techniques: fc.array(fc.constantFrom(...ids, "T9999"), { maxLength: 5 }),
      severity: fc.constantFrom(...severities),
      rule: fc.nat({ max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(anyAlert, { maxLength: 12 }), (drafts) => {
        const alerts = drafts.map(({ techniques, severity, rule }) => alert({ techniques, severity, ruleId: `r${rule}` }));
        const found = claims(alerts);
        const known = new Set(alerts.map(({ evidenceId }) => evidenceId));
        for (const [index, { id, confidence: sure, evidence }] of found.entries()) {
          assert.ok(catalogue.technique(id) && sure > 0 && sure <= 0.97 && evidence.length > 0);
          for (const item of evidence) assert.ok(known.has(item));
          if (index > 0) assert.ok(found[index - 1]!.confidence >= sure);
          const parent = found.find((claim) => id.startsWith(`${claim.id}.`));
          if (parent) assert.ok(!parent.evidence.some((item) => evidence.includes(item)));
        }
        assert.deepEqual(claims(alerts.toReversed()), found);
      }),
      { numRuns: 60 },
    );
  });
});

describe("tactics of a case", () => {
  const claim = (id: string, confidence: number) => ({ id, confidence, evidence: ["e-1"] });
  const opinion = (rule: string, tactics: readonly string[], techniques: readonly string[]) =>
    ({ rule, severity: "high", tactics, techniques }) as const;
  const ranked = (...[claimed, alerts]: [ReturnType<typeof claim>[], ReturnType<typeof opinion>[]?]) =>
    rankedTactics(claimed, catalogue, alerts).map(({ id }) => id);

  test("stand by support, ties in the order of the matrix", () => {
    assert.deepEqual(ranked([claim("T1003.001", 0.9), claim("T1566.001", 0.4)]), ["TA0006", "TA0001"]);
    assert.deepEqual(ranked([claim("T1053.005", 0.9)]), ["TA0002", "TA0003", "TA0004"]);
  });

  test("of a technique with several are those that its own rules named, not those that another rule named", () => {
    const task = claim("T1053.005", 0.9);
    assert.deepEqual(ranked([task], [opinion("a", ["TA0003"], ["T1053.005"])]), ["TA0003"]);
    const other = opinion("b", ["TA0002"], ["T1059.001"]);
    assert.equal(ranked([task, claim("T1059.001", 0.5)], [opinion("a", ["TA0003"], ["T1053.005"]), other])[0], "TA0003");
  });

  test("are not outvoted by one rule that fires often", () => {
    const noisy = Array.from({ length: 300 }, () => opinion("noisy", ["TA0007"], ["T1082"]));
    const once = opinion("once", ["TA0006"], ["T1003.001"]);
    const claimed = [claim("T1003.001", 0.9), claim("T1082", 0.7)];
    assert.deepEqual(ranked(claimed, [...noisy, once]), ranked(claimed, [noisy[0]!, once]));
    assert.equal(ranked(claimed, [...noisy, once])[0], "TA0006");
  });

  test("share out to one, and are none of nothing", () => {
    const shares = rankedTactics([claim("T1053.005", 0.9), claim("T1003", 0.2)], catalogue, [opinion("a", ["TA0002"], [])]);
    assert.ok(Math.abs(shares.reduce((sum, { share }) => sum + share, 0) - 1) < 0.01);
    assert.deepEqual(rankedTactics([], catalogue), []);
  });
});
