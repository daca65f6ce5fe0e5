import { withheldTypes } from "../access/withheld.ts";
import type { Mark } from "../regulation/words.ts";
import type { WorldKind } from "./world-kind.ts";

/** The frameworks that evidence is exported for. */
export const evidenceFrameworks = ["dora", "nis2", "ai-act"] as const;
/** One of `evidenceFrameworks`. */
export type EvidenceFramework = (typeof evidenceFrameworks)[number];

/** An article of a framework, what of it a record is evidence for, and how surely it is cited. */
export type Citation = { readonly article: string; readonly field: string; readonly mark: Mark };

/** What records of which types, in records of which kind, are evidence for; "*" is every type of the kind. */
export type EvidenceRule = { readonly kind: WorldKind; readonly types: readonly string[]; readonly cites: readonly Citation[] };

/** One framework as it is exported. */
export type FrameworkMap = { readonly framework: EvidenceFramework; readonly title: string; readonly rules: readonly EvidenceRule[] };

const of = (article: string, field: string, mark: Mark = "K"): Citation => ({ article, field, mark });

/** What is recorded about a case that somebody can be held to: verdicts, ends, what people said. */
const decisions = [
  "VerdictReached",
  "CaseClosed",
  "CaseEscalated",
  "CaseLeftToPeople",
  "CaseReopened",
  "CaseDecided",
  "ContainmentProposed",
] as const;
const modelCalls = ["ModelAsked", "ModelAnswered", "ModelSkipped"] as const;
/** What the agent was, by the digests of its rules, playbooks, models and prompts, and what it had learnt. */
const changes = ["WatchBegan", "SettingsChanged", "LearnedChanged", "GrantsChanged"] as const;
const began = ["ServiceStarted", "ServiceStopped", "ServiceAlive"] as const;
const rolesAndRights = [
  "AccountMade",
  "RoleGiven",
  "RoleTaken",
  "AccountLocked",
  "AccountUnlocked",
  "TokenMade",
  "TokenRevoked",
  "PasskeyAdded",
  "PasskeyRemoved",
  "ProofsReset",
] as const;

const aiAct: FrameworkMap = {
  framework: "ai-act",
  title: "Regulation (EU) 2024/1689 (AI Act)",
  rules: [
    { kind: "watch", types: decisions, cites: [of("Art. 12(2)", "events over the lifetime of the system: its decisions")] },
    { kind: "watch", types: ["CaseDecided"], cites: [of("Art. 14(4)(d)", "overrides: what people decided, beside what the system had")] },
    { kind: "watch", types: modelCalls, cites: [of("Art. 12(2)", "each call of a language model, with prompt version and outcome")] },
    { kind: "guide", types: ["*"], cites: [of("Art. 12(2)", "questions of people to a language model")] },
    { kind: "watch", types: changes, cites: [of("Art. 12(2)(a)", "changes of rules, playbooks, models and what was learnt")] },
    { kind: "containment", types: ["*"], cites: [of("Art. 14(4)(d), (e)", "approvals, refusals, what was undone, and the stop switch")] },
    { kind: "autonomy", types: ["*"], cites: [of("Art. 14(4)", "what the system may do alone: proposed, signed by people, ended")] },
    { kind: "learning", types: ["*"], cites: [of("Art. 14(4)(d)", "verdicts of analysts, and what was learnt of them")] },
    { kind: "quality-sample", types: ["*"], cites: [of("Art. 26(5)", "monitoring: closed cases judged again"), of("Art. 15", "accuracy")] },
    { kind: "exercise", types: ["*"], cites: [of("Art. 15", "robustness: exercises with hostile text and drills")] },
    { kind: "alarm", types: ["*"], cites: [of("Art. 26(5)", "monitoring: alarms of its own figures")] },
    {
      kind: "governance",
      types: ["*"],
      cites: [of("Art. 26(2), (5)", "overseers and their competence; serious incidents"), of("Art. 4", "training")],
    },
    { kind: "regulation", types: ["*"], cites: [of("Art. 26(5)", "what authorities were told, and by when")] },
    { kind: "service", types: ["*"], cites: [of("Art. 12", "operation"), of("Art. 26(6)", "how long logs are kept")] },
    { kind: "access", types: rolesAndRights, cites: [of("Art. 26(2)", "who may oversee: roles and proofs")] },
    { kind: "access", types: ["SettingChanged", "ExportMade"], cites: [of("Art. 12", "settings and exports")] },
    { kind: "handover", types: ["*"], cites: [of("Art. 14", "what one overseer hands to the next")] },
  ],
};

const dora: FrameworkMap = {
  framework: "dora",
  title: "Regulation (EU) 2022/2554 (DORA)",
  rules: [
    {
      kind: "watch",
      types: decisions,
      cites: [of("Art. 17(1), (2)", "incidents recorded, classified and followed"), of("Art. 10", "detection")],
    },
    { kind: "watch", types: changes, cites: [of("Art. 9(4)(e)", "changes of the system")] },
    { kind: "watch", types: modelCalls, cites: [of("Art. 28(3)", "use of a third party's service, where the model is hosted")] },
    { kind: "guide", types: ["*"], cites: [of("Art. 28(3)", "use of a third party's service, where the model is hosted")] },
    { kind: "containment", types: ["*"], cites: [of("Art. 11(2)(c)", "containment and what it did"), of("Art. 17(3)", "response")] },
    {
      kind: "regulation",
      types: ["*"],
      cites: [of("RTS 2024/1772 Art. 8", "classification", "P"), of("RTS 2025/301 Art. 5", "reports and their deadlines", "P")],
    },
    { kind: "write-back", types: ["*"], cites: [of("Art. 17(3)", "who was told")] },
    { kind: "learning", types: ["*"], cites: [of("Art. 13(2)", "what was learnt from incidents")] },
    { kind: "quality-sample", types: ["*"], cites: [of("Art. 13", "whether detection holds: closed cases judged again")] },
    { kind: "autonomy", types: ["*"], cites: [of("Art. 5", "who decided what the system may do alone")] },
    { kind: "exercise", types: ["*"], cites: [of("Art. 24, 25", "tests")] },
    { kind: "alarm", types: ["*"], cites: [of("Art. 10(1)", "anomalous activity: alarms of its own figures")] },
    { kind: "governance", types: ["*"], cites: [of("Art. 13(6)", "training"), of("Art. 17", "incidents of the system itself")] },
    { kind: "service", types: began, cites: [of("Art. 8, 11, 12", "availability and recovery of the agent as an ICT asset")] },
    { kind: "service", types: ["RetentionPassed"], cites: [of("Art. 12", "what was let go of by age")] },
    { kind: "access", types: rolesAndRights, cites: [of("Art. 9(4)(c), (d)", "access and strong proofs of identity")] },
    { kind: "access", types: ["SettingChanged", "ExportMade"], cites: [of("Art. 9(4)(e)", "settings and exports")] },
    { kind: "handover", types: ["*"], cites: [of("Art. 17(3)", "what one shift hands to the next")] },
  ],
};

const nis2: FrameworkMap = {
  framework: "nis2",
  title: "Directive (EU) 2022/2555 (NIS2)",
  rules: [
    { kind: "watch", types: decisions, cites: [of("Art. 21(2)(b)", "incident handling")] },
    { kind: "watch", types: changes, cites: [of("Art. 21(2)(e)", "maintenance: changes of the system")] },
    { kind: "watch", types: modelCalls, cites: [of("Art. 21(2)(d)", "supply chain: use of a hosted model")] },
    { kind: "guide", types: ["*"], cites: [of("Art. 21(2)(d)", "supply chain: use of a hosted model")] },
    { kind: "containment", types: ["*"], cites: [of("Art. 21(2)(b)", "incident handling: containment")] },
    {
      kind: "regulation",
      types: ["*"],
      cites: [
        of("Art. 23", "early warning, notification, final report", "S"),
        of("2024/2690 Art. 3, 10", "significance and own outages", "S"),
      ],
    },
    { kind: "write-back", types: ["*"], cites: [of("Art. 21(2)(b)", "who was told")] },
    { kind: "learning", types: ["*"], cites: [of("Art. 21(2)(f)", "effectiveness: what was learnt")] },
    { kind: "quality-sample", types: ["*"], cites: [of("Art. 21(2)(f)", "effectiveness: closed cases judged again")] },
    { kind: "autonomy", types: ["*"], cites: [of("Art. 20", "who decided what the system may do alone")] },
    { kind: "exercise", types: ["*"], cites: [of("Art. 21(2)(f)", "effectiveness: exercises and drills")] },
    { kind: "alarm", types: ["*"], cites: [of("Art. 21(2)(f)", "effectiveness: alarms of its own figures")] },
    {
      kind: "governance",
      types: ["*"],
      cites: [of("Art. 20(2), 21(2)(g)", "training"), of("Art. 21(2)(b)", "incidents of the system itself")],
    },
    { kind: "service", types: ["*"], cites: [of("Art. 21(2)(c)", "continuity: signs of life, retention")] },
    { kind: "access", types: rolesAndRights, cites: [of("Art. 21(2)(i), (j)", "access and strong proofs of identity")] },
    { kind: "access", types: ["SettingChanged", "ExportMade"], cites: [of("Art. 21(2)(e)", "settings and exports")] },
    { kind: "handover", types: ["*"], cites: [of("Art. 21(2)(b)", "what one shift hands to the next")] },
  ],
};

const maps = { dora, nis2, "ai-act": aiAct } as const;

/** What of the record is exported for a framework, and what each is evidence for. */
export const frameworkMap = (framework: EvidenceFramework): FrameworkMap => maps[framework];

/** Facts about the record itself are in every pack: erasures, legal holds, keys that followed one another. */
export const keepingTypes = ["PersonalDataErased", "LegalHoldPlaced", "LegalHoldReleased", "KeyRotated"] as const;

const keepingCites: Readonly<Record<EvidenceFramework, readonly Citation[]>> = {
  dora: [of("Art. 12", "what was erased, held and re-keyed")],
  nis2: [of("Art. 21(2)(h)", "keys of the record; what was erased and held")],
  "ai-act": [of("Art. 26(6)", "what of the logs was erased and held, and who signed it")],
};

/** What a record of a type is evidence for; none where it is not exported. */
export function citationsOf(map: FrameworkMap, kind: WorldKind, type: string): readonly Citation[] {
  const cites = map.rules
    .filter((rule) => rule.kind === kind && (rule.types.includes("*") || rule.types.includes(type)))
    .flatMap((rule) => rule.cites);
  return (keepingTypes as readonly string[]).includes(type) ? [...cites, ...keepingCites[map.framework]] : cites;
}

/** What an export says of the rest of its rule: the facts about the record itself, and the types that are never opened. */
export const keepingOf = (framework: EvidenceFramework) => ({
  keeping: { types: keepingTypes, cites: keepingCites[framework] },
  withheld: withheldTypes,
});
