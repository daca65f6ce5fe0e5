import { createHash } from "node:crypto";
import type { AssessmentAlert, AssessmentCase } from "../core/assessment/assessment.ts";

/** `sha256:…` of a text, for fixtures. */
export const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** Text that tries everything: markup, scripts, bidi, zero-width, tags, Zalgo, table cells, links, images, code fences, long values. */
export const nastyText =
  '<img src=x onerror=alert(1)>"><script>alert(1)</script> [click](javascript:alert(1)) ![x](http://203.0.113.66/p.png) | cell | `code` ``` <!-- ]]> </style></svg> \u202Etxt.exe\u202C zero\u200Bwidth \u{E0041}\u{E0042} e\u0301\u0301\u0301\u0301\u0301 www.evil.test user@evil.test # h1 \u0007';

type Evidence = AssessmentCase["evidence"][number];

type Brief = Pick<AssessmentAlert, "id" | "case" | "time" | "title" | "severity" | "tactics" | "verdict" | "maliciousness" | "priority"> & {
  record: number;
  technique: string;
  evidence: string;
};

export function alertOf({ record, technique, evidence, ...brief }: Brief): AssessmentAlert {
  return {
    ...brief,
    source: { path: "evidence/sysmon.jsonl", record, product: "watchkeeper", rule: `rule-${technique.toLowerCase()}` },
    category: "credential-abuse",
    techniques: [{ id: technique, confidence: 0.8, evidence: [evidence] }],
    because: ["rule level high +1.2", "rare on this host +0.6"],
  };
}

export function evidenceOf(index: number, fields: Partial<Evidence> & Pick<Evidence, "says" | "weight">): Evidence {
  const digest = digestOf(`${index} ${fields.says}`);
  return {
    id: `e-${index}`,
    question: "Does an event match the rule?",
    tool: "detection/rule",
    source: { kind: "record", path: "evidence/sysmon.jsonl", record: 99 + index, digest },
    digest,
    answer: "high",
    group: `rule ${index}`,
    trust: "attacker-writable",
    ...fields,
  };
}

export function answer(
  index: number,
  fields: Partial<Evidence> & Pick<Evidence, "says" | "weight" | "question" | "tool" | "answer">,
): Evidence {
  const records = [{ path: "evidence/eve.json", record: 7, digest: digestOf("7") }];
  return evidenceOf(index, {
    source: { kind: "answer", query: `from events where host = "ws-017" and value = ${nastyText.slice(0, 60)}`, records, recordsTotal: 31 },
    group: `question ${index}`,
    trust: "intelligence",
    ...fields,
  });
}

export const radius = (
  fields: Partial<AssessmentCase["containment"][number]["blastRadius"]>,
): AssessmentCase["containment"][number]["blastRadius"] => ({
  hosts: 0,
  identities: 0,
  dependents: 0,
  sessions: 0,
  services: [],
  criticality: "unknown",
  protected: false,
  redundant: false,
  known: false,
  graphAgeMs: null,
  containedShare: 0,
  reach: 0,
  says: "",
  ...fields,
});

export function hypotheses(maliciousness: number, evidence: readonly Evidence[]): AssessmentCase["hypotheses"] {
  const up = evidence.filter(({ weight }) => weight > 0).map(({ id }) => id);
  const down = evidence.filter(({ weight }) => weight < 0).map(({ id }) => id);
  return [
    { claim: "Someone takes data that is not theirs", maliciousness, for: up, against: down },
    {
      claim: "A person or a job moves data as part of their work",
      maliciousness: Math.round((1 - maliciousness) * 10_000) / 10_000,
      for: down,
      against: up,
    },
  ];
}

export function base(
  fields: Pick<AssessmentCase, "id" | "title" | "verdict" | "severity" | "maliciousness" | "escalated">,
): AssessmentCase {
  return {
    category: "lateral-movement",
    because: "",
    unknowns: [],
    playbook: "general",
    firstTime: "2026-03-04T11:00:00.000Z",
    lastTime: "2026-03-04T11:20:00.000Z",
    alerts: [],
    assets: [],
    observables: [],
    tactics: [],
    techniques: [],
    actors: [],
    hypotheses: [],
    evidence: [],
    timeline: [],
    containment: [],
    correlation: [],
    ...fields,
  };
}
