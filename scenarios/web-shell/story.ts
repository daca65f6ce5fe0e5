import type { PartStory } from "../kit/truth.ts";

export const stories: readonly PartStory[] = [
  {
    part: "shell",
    kind: "intrusion",
    summary: "A stranger searches the shop's server, leaves a script through the upload page, runs commands with it and becomes root.",
    because:
      "the address that searched also uploaded, a script answered below the upload folder, and the server called an address that is not ours",
    expect: {
      verdicts: ["true-positive"],
      severities: ["high", "critical"],
      categories: ["web-attack", "persistence", "privilege-escalation", "command-and-control"],
      escalated: true,
    },
    entities: [
      { type: "ip", value: "198.51.100.90", role: "source" },
      { type: "ip", value: "203.0.113.99", role: "server" },
      { type: "ip", value: "10.20.5.40", role: "target" },
    ],
    chain: [
      { step: "searched", says: "300 pages are asked for, most of them missing", technique: "T1595.003", tactic: "TA0043" },
      { step: "left", says: "a script is uploaded", technique: "T1190", tactic: "TA0001" },
      { step: "commanded", says: "commands are run through the script", technique: "T1505.003", tactic: "TA0003" },
      { step: "called-back", says: "the server opens a connection to port 4444 outside", technique: "T1571", tactic: "TA0011" },
      {
        step: "rights-taken",
        says: "the web server's account becomes root and makes a second root",
        technique: "T1548.003",
        tactic: "TA0004",
      },
    ],
  },
];
