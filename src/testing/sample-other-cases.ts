import type { AssessmentCase } from "../core/assessment/assessment.ts";
import { alertOf, answer, base, evidenceOf, hypotheses, nastyText } from "./sample-parts.ts";

export function undecided(): AssessmentCase {
  const evidence = [
    evidenceOf(1, { says: `Sign-in from an unusual country by m.lee: ${nastyText}`, weight: 1.9 }),
    answer(2, {
      question: "Does the account usually sign in from there?",
      tool: "events/usual",
      answer: "unknown",
      says: "Nothing is recorded from before this week",
      weight: 0,
    }),
    answer(3, {
      question: "Is the address known to be hostile?",
      tool: "intelligence/look-up",
      answer: "unknown",
      says: "198.51.100.23 is in no list",
      weight: 0,
    }),
  ];
  return {
    ...base({
      id: "case-2",
      title: `Credential abuse: ${nastyText}`,
      verdict: "insufficient-data",
      severity: "medium",
      maliciousness: 0.57,
      escalated: true,
    }),
    category: "credential-abuse",
    because:
      "Neither explanation is decided and no further question would decide it; benign needs 2 independent facts that an attacker cannot write, and 0 were found. What speaks for an attack: sign-in from an unusual country by m.lee [e-1].",
    unknowns: [
      "Does the account usually sign in from there? Nothing is recorded from before this week [e-2].",
      "Was the person travelling? Not asked.",
    ],
    alerts: ["a-21", "a-22"],
    observables: [
      { type: "user", value: "m.lee", role: "actor" },
      { type: "ip", value: "198.51.100.23", role: "source" },
      { type: "other", value: nastyText },
    ],
    tactics: ["TA0001"],
    techniques: [{ id: "T1078.004", confidence: 0.5, evidence: ["e-1"] }],
    hypotheses: hypotheses(0.57, evidence),
    evidence,
    timeline: Array.from({ length: 120 }, (_, index) => ({
      time: new Date(Date.UTC(2026, 2, 4, 11, 0, index * 10)).toISOString(),
      says: index % 4 === 1 || index % 4 === 2 ? "Sign-in failed by m.lee" : `Sign-in from 198.51.100.23 by m.lee, try ${index}`,
      evidence: ["e-1"],
    })),
  };
}

export const undecidedAlerts = () =>
  [21, 22].map((number) =>
    alertOf({
      id: `a-${number}`,
      case: "case-2",
      time: `2026-03-04T11:0${number - 21}:00.000Z`,
      title: nastyText,
      severity: "medium",
      record: 100,
      tactics: ["TA0001"],
      technique: "T1078.004",
      verdict: "insufficient-data",
      maliciousness: 0.55,
      evidence: "e-1",
      priority: 3,
    }),
  );

export function twin(): AssessmentCase {
  const evidence = [
    evidenceOf(1, { says: "A service was installed on srv-file-03 by adm.kim", weight: 2.1 }),
    answer(2, {
      question: "Was the work planned?",
      tool: "inventory/planned-change",
      answer: "covers",
      says: "Change CHG-1042 covers srv-file-03 and adm.kim until 12:00",
      weight: -3.1,
      trust: "change-calendar",
    }),
    answer(3, {
      question: "Is the account an administrator of this machine?",
      tool: "inventory/relation",
      answer: "administrator",
      says: "adm.kim administers srv-file-03",
      weight: -1.4,
      trust: "inventory",
    }),
  ];
  return {
    ...base({
      id: "case-3",
      title: "Lateral movement: A service was installed on srv-file-03",
      verdict: "benign",
      severity: "informational",
      maliciousness: 0.018,
      escalated: false,
    }),
    because:
      "The activity is allowed: change CHG-1042 covers srv-file-03 and adm.kim until 12:00 [e-2]; adm.kim administers srv-file-03 [e-3].",
    alerts: ["a-23"],
    observables: [
      { type: "user", value: "adm.kim", role: "actor" },
      { type: "host", value: "srv-file-03", role: "target" },
    ],
    tactics: ["TA0008"],
    techniques: [{ id: "T1021.002", confidence: 0.7, evidence: ["e-1"] }],
    hypotheses: hypotheses(0.018, evidence),
    evidence,
    timeline: [{ time: "2026-03-04T11:05:00.000Z", says: "A service was installed on srv-file-03 by adm.kim", evidence: ["e-1"] }],
  };
}

export const twinAlerts = () => [
  alertOf({
    id: "a-23",
    case: "case-3",
    time: "2026-03-04T11:05:00.000Z",
    title: "A service was installed",
    severity: "high",
    record: 100,
    tactics: ["TA0008"],
    technique: "T1021.002",
    verdict: "benign",
    maliciousness: 0.018,
    evidence: "e-1",
    priority: 4,
  }),
];

export function mistaken(): AssessmentCase {
  const evidence = [
    evidenceOf(1, { says: "A program without signature ran on ws-020", weight: 0.8 }),
    answer(2, {
      question: "Is the file known to be good?",
      tool: "intelligence/look-up",
      answer: "known-good",
      says: "The hash belongs to the payroll client 4.2",
      weight: -3.4,
    }),
  ];
  return {
    ...base({
      id: "case-4",
      title: "Malware: A program without signature ran on ws-020",
      verdict: "false-positive",
      severity: "informational",
      maliciousness: 0.006,
      escalated: false,
    }),
    category: "malware",
    because: "The rule was wrong here: the hash belongs to the payroll client 4.2 [e-2].",
    alerts: ["a-24"],
    evidence,
    hypotheses: hypotheses(0.006, evidence),
    timeline: [{ time: "2026-03-04T11:10:00.000Z", says: "A program without signature ran on ws-020", evidence: ["e-1"] }],
  };
}

export const mistakenAlerts = () => [
  alertOf({
    id: "a-24",
    case: "case-4",
    time: "2026-03-04T11:10:00.000Z",
    title: "Program without signature",
    severity: "low",
    record: 100,
    tactics: ["TA0002"],
    technique: "T1204.002",
    verdict: "false-positive",
    maliciousness: 0.006,
    evidence: "e-1",
    priority: 5,
  }),
];
