import type { Trust } from "../evidence/evidence.ts";
import type { About } from "./about.ts";

/** One tool as a playbook may name it: every word it can answer, who could have written what it rests on, and what it can be asked about. */
export type PlaybookTool = { readonly answers: readonly string[]; readonly trust: Trust; readonly about: readonly About[] };

const addresses = ["case.source-addresses", "case.target-addresses"] as const;
const lookedUp = [...addresses, "case.domains", "case.urls", "case.hashes", "case.senders"] as const;
const searched = [
  ...lookedUp,
  "case.hosts",
  "case.users",
  "case.files",
  "case.processes",
  "case.recipients",
  "case.mails",
  "case.services",
  "case.cloud-resources",
] as const;

/** Answers that say nothing was there to look at. They always weigh nothing: silence of what was not watched is no fact. */
export const silentAnswers: ReadonlySet<string> = new Set(["not-observed"]);

/**
 * The investigator's tools as playbooks know them. A connector that serves one answers in exactly these words; a test holds the two together.
 * "failed" is no answer of a tool: the engine records it when asking throws, and it always weighs nothing.
 */
export const playbookTools: ReadonlyMap<string, PlaybookTool> = new Map<string, PlaybookTool>([
  ["events/search", { answers: ["none", "one", "few", "many", "not-observed"], trust: "attacker-writable", about: [...searched, "case"] }],
  [
    "events/prevalence",
    { answers: ["first-seen", "rare", "uncommon", "common", "too-little-history"], trust: "attacker-writable", about: searched },
  ],
  [
    "inventory/describe-asset",
    {
      answers: [
        "critical",
        "server",
        "domain-controller",
        "admin-workstation",
        "workstation",
        "scanner",
        "backup",
        "security-tool",
        "build-machine",
        "other",
        "unknown",
      ],
      trust: "inventory",
      about: ["case.hosts", ...addresses],
    },
  ],
  [
    "inventory/describe-identity",
    {
      answers: ["administrator-usual-host", "administrator-other-host", "service-account", "employee", "unknown"],
      trust: "inventory",
      about: ["case.users", "case.senders", "case.recipients"],
    },
  ],
  [
    "inventory/relation",
    {
      answers: ["own", "partner", "external", "unknown"],
      trust: "inventory",
      about: [...addresses, "case.domains", "case.urls", "case.senders"],
    },
  ],
  [
    "changes/planned",
    { answers: ["covered", "partly", "none", "no-calendar"], trust: "change-calendar", about: ["case.users", "case.hosts", "case"] },
  ],
  ["changes/accepted", { answers: ["accepted", "expired", "none"], trust: "change-calendar", about: ["case"] }],
  [
    "intelligence/look-up",
    { answers: ["known-bad", "suspicious", "expired", "known-good", "unknown"], trust: "intelligence", about: lookedUp },
  ],
  [
    "mail/read",
    {
      answers: [
        "impersonation",
        "failed-authentication",
        "deceptive-link",
        "dangerous-attachment",
        "credential-request",
        "hidden-text",
        "plain",
      ],
      trust: "attacker-writable",
      about: ["case.mails"],
    },
  ],
  [
    "file/inspect",
    {
      answers: ["yara-match", "executable", "macro", "script", "encrypted", "mismatched-type", "ordinary", "not-available"],
      trust: "attacker-writable",
      about: ["case.files", "case.hashes"],
    },
  ],
]);
