import type { HandoverFact, HandoverSection } from "../../core/handover/text.ts";
import { caseChanges } from "./case-changes.ts";
import type { HandoverFindings, Happened } from "./findings.ts";
import { cite, citeEntry, factOf, many, moment, quoted, said, sectionOf, who } from "./words.ts";

/** What changed in the period: cases first, then actions, settings and people, each in the order in which it happened. */
export function changesSection(findings: HandoverFindings): HandoverSection {
  const { happened, names, cutWorlds } = findings;
  const one = happened.flatMap((each) => changeFact(each, names) ?? []);
  const cuts = cutWorlds.toSorted().map((world) =>
    factOf({
      key: `cut:${world}`,
      urgency: "this-shift",
      says: `More happened in the record ${quoted(world)} than is told here.`,
      next: "Look through the record itself for the rest.",
      cites: [cite("record", world)],
    }),
  );
  return sectionOf("changes", [...cuts, ...caseChanges(happened), ...one]);
}

/** What is told of one fact; undefined for what is no news of its own. */
function changeFact(each: Happened, names: ReadonlyMap<string, string>): HandoverFact | undefined {
  const { fact, world, sequence, atMs } = each;
  if (fact === undefined)
    return factOf({
      key: `entry:${world}#${sequence}`,
      urgency: "to-know",
      says: `${moment(atMs)}: what is told here (${quoted(each.type)}) was erased.`,
      cites: [citeEntry(each)],
    });
  const told = actionTold(fact) ?? peopleTold(fact, names) ?? settingTold(fact);
  if (!told) return undefined;
  const { urgency = "to-know", says, cites = [] } = told;
  return factOf({ key: `entry:${world}#${sequence}`, urgency, says: `${moment(atMs)}: ${says}.`, cites: [...cites, citeEntry(each)] });
}

type Fact = NonNullable<Happened["fact"]>;
type Told = Pick<HandoverFact, "says"> & Partial<Pick<HandoverFact, "urgency" | "cites">>;

function actionTold(fact: Fact): Told | undefined {
  switch (fact.type) {
    case "ActionProposed":
      return {
        says: `${fact.action.id} ${fact.action.verb} ${quoted(fact.action.target.name)} was proposed`,
        cites: [cite("action", fact.action.id)],
      };
    case "ActionApproved":
      return { says: `${who(fact.by)} approved ${fact.id}: ${said(fact.because)}`, cites: [cite("action", fact.id)] };
    case "ActionRejected":
      return { says: `${who(fact.by)} rejected ${fact.id}: ${said(fact.because)}`, cites: [cite("action", fact.id)] };
    case "ActionExpired":
      return { urgency: "this-shift", says: `${fact.id} expired: nobody answered`, cites: [cite("action", fact.id)] };
    case "OutcomeRecorded":
      return { says: `${fact.id}: the outcome is ${fact.outcome}; ${said(fact.says)}`, cites: [cite("action", fact.id)] };
    case "UndoAsked":
      return { says: `${who(fact.by)} asked that ${fact.id} is taken back: ${said(fact.because)}`, cites: [cite("action", fact.id)] };
    case "Stopped":
      return { says: `${who(fact.by)} stopped ${scoped(fact.scope)}: ${said(fact.because)}` };
    case "Resumed":
      return { says: `${fact.by.map(who).join(" and ")} resumed ${scoped(fact.scope)}` };
    case "BreakerTripped":
      return { says: `the breaker of ${quoted(fact.assetClass)} tripped: ${said(fact.says)}` };
    case "BreakerReset":
      return { says: `${who(fact.by)} reset the breaker of ${quoted(fact.assetClass)}: ${said(fact.because)}` };
    default:
      return undefined;
  }
}

const scoped = (scope: string) => (scope === "all" ? "all containment" : quoted(scope));

function peopleTold(fact: Fact, names: ReadonlyMap<string, string>): Told | undefined {
  const whose = (account: string) => quoted(names.get(account) ?? account);
  switch (fact.type) {
    case "AccountMade":
      return { says: `an account was made for ${quoted(fact.name)} by ${who(fact.by)}` };
    case "RoleGiven":
      return { says: `${whose(fact.account)} was given the role ${fact.role} by ${who(fact.by)}` };
    case "RoleTaken":
      return { says: `the role ${fact.role} was taken from ${whose(fact.account)} by ${who(fact.by)}` };
    case "AccountLocked":
      return { says: `${whose(fact.account)} was locked by ${who(fact.by)}: ${said(fact.because)}` };
    case "AccountUnlocked":
      return { says: `${whose(fact.account)} was unlocked by ${who(fact.by)}: ${said(fact.because)}` };
    default:
      return undefined;
  }
}

function settingTold(fact: Fact): Told | undefined {
  switch (fact.type) {
    case "SettingChanged":
      return { says: `the setting ${quoted(fact.setting)} was changed by ${who(fact.by)}` };
    case "OrdersAdopted":
      return { says: `${fact.by.map(who).join(" and ")} put standing orders in force` };
    case "SuppressionApproved":
      return { urgency: "this-shift", says: `${who(fact.by)} approved the suppression ${quoted(fact.id)}: ${said(fact.because)}` };
    case "SuppressionRevoked":
      return { says: `${who(fact.by)} revoked the suppression ${quoted(fact.id)}: ${said(fact.because)}` };
    case "ModelPromoted":
      return { says: `${who(fact.by)} promoted a model: ${said(fact.because)}` };
    case "ModelWithdrawn":
      return { says: `${who(fact.by)} withdrew a model: ${said(fact.because)}` };
    case "ServiceStarted":
      return { says: `a process of the service started (${fact.roles.map(quoted).join(", ")}), version ${quoted(fact.version)}` };
    case "RetentionPassed":
      return { says: `what was old enough was let go: ${many(fact.events, "event")}, ${many(fact.raw, "record")}` };
    default:
      return undefined;
  }
}
