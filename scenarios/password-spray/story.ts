import type { PartStory } from "../kit/truth.ts";

export const stories: readonly PartStory[] = [
  {
    part: "spray",
    kind: "intrusion",
    summary: "From outside one password is tried on every account at the remote access; it fits one, which is then used.",
    because:
      "one address tried two dozen accounts once each, then one of them came in from it and read the logon scripts from a machine nobody knows",
    expect: { verdicts: ["true-positive"], severities: ["high", "critical"], categories: ["credential-abuse"], escalated: true },
    entities: [
      { type: "ip", value: "203.0.113.150", role: "source" },
      { type: "user", value: "s.uribe", role: "target" },
      { type: "host", value: "dc01.corp.alderbrook.example", role: "target" },
    ],
    chain: [
      { step: "passwords-tried", says: "25 accounts are refused, each once", technique: "T1110.003", tactic: "TA0006" },
      { step: "password-fits", says: "one account comes in", technique: "T1133", tactic: "TA0001" },
      { step: "account-used", says: "the account reads logon scripts from an unknown machine", technique: "T1078.002", tactic: "TA0001" },
    ],
  },
  {
    part: "forgotten-password",
    kind: "false-alarm",
    summary: "Someone mistypes a forgotten password six times and then gets in, at their own desk.",
    because: "one account, its own desk, and a success after two minutes",
    expect: {
      verdicts: ["benign", "false-positive"],
      severities: ["informational", "low", "medium"],
      categories: ["credential-abuse"],
      escalated: false,
    },
    entities: [{ type: "user", value: "h.tanaka", role: "actor" }],
    chain: [{ step: "mistyped", says: "six refusals in a minute" }],
  },
  {
    part: "stale-password",
    kind: "false-alarm",
    summary: "A job runs with an expired password every quarter of an hour.",
    because: "the account is a service account on its usual machine, and the refusals say that the password must be changed",
    expect: {
      verdicts: ["benign", "false-positive"],
      severities: ["informational", "low", "medium"],
      categories: ["credential-abuse", "other"],
      escalated: false,
    },
    entities: [{ type: "user", value: "svc-reports", role: "actor" }],
    chain: [{ step: "refused", says: "96 refusals over the day" }],
  },
];
