import type { PartStory } from "../kit/truth.ts";

export const stories: readonly PartStory[] = [
  {
    part: "takeover",
    kind: "intrusion",
    summary:
      "A developer's key is used from a strange address to make an administrator, stop the trail, read secrets and start large machines.",
    because:
      "the address is new, the user that was made is an administrator, the trail was stopped, and a snapshot went to another account",
    expect: {
      verdicts: ["true-positive"],
      severities: ["critical", "high"],
      categories: ["credential-abuse", "privilege-escalation", "persistence", "data-exfiltration", "impact"],
      escalated: true,
    },
    entities: [
      { type: "user", value: "r.devereux", role: "actor" },
      { type: "user", value: "support-sync", role: "actor" },
      { type: "ip", value: "198.51.100.77", role: "source" },
    ],
    chain: [
      { step: "key-tried", says: "a key is tried from a strange address", technique: "T1078.004", tactic: "TA0001" },
      { step: "looks-around", says: "users, roles and stores are listed, mostly refused", technique: "T1087.004", tactic: "TA0007" },
      { step: "user-made", says: "a user with every right is made", technique: "T1136.003", tactic: "TA0003" },
      { step: "signs-in", says: "the new user signs in to the console without a second factor", technique: "T1078.004", tactic: "TA0003" },
      { step: "trail-stopped", says: "the trail is stopped", technique: "T1562.008", tactic: "TA0005" },
      { step: "secrets-read", says: "three secrets are read", technique: "T1555.006", tactic: "TA0006" },
      { step: "snapshot-shared", says: "a snapshot is shared with another account", technique: "T1537", tactic: "TA0010" },
      { step: "machines-started", says: "two dozen of the largest machines are started", technique: "T1496.001", tactic: "TA0040" },
    ],
  },
  {
    part: "operator",
    kind: "twin",
    summary: "The operator makes a read-only user, as announced.",
    because: "change CHG-310 names the operator and the hour, and the rights are to read only",
    expect: {
      verdicts: ["benign"],
      severities: ["informational", "low", "medium", "high"],
      categories: ["persistence", "privilege-escalation", "credential-abuse", "other"],
      escalated: false,
    },
    entities: [{ type: "user", value: "k.osei", role: "actor" }],
    chain: [{ step: "user-made", says: "a user with a policy and a key is made", technique: "T1136.003", tactic: "TA0003" }],
  },
];
