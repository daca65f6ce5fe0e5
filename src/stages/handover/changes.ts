import type { Containment } from "../../core/containment/containment.ts";
import { openKey } from "../../core/containment/key.ts";
import type { HandoverFact, HandoverSection } from "../../core/handover/text.ts";
import { alikeLine, type Line, likeness } from "./alike.ts";
import { autonomyTold } from "./autonomy.ts";
import { caseChanges } from "./case-changes.ts";
import type { HandoverFindings, Happened } from "./findings.ts";
import { cite, citeEntry, factOf, many, moment, quoted, reasonOf, said, sectionOf, stopReason, who } from "./words.ts";

/** What changed in the period, in the order in which it happened; many alike are one line. */
export function changesSection(findings: HandoverFindings): HandoverSection {
  const { happened, cutWorlds } = findings;
  const cuts = cutWorlds.toSorted().map((world) =>
    factOf({
      key: `cut:${world}`,
      urgency: "this-shift",
      says: `More happened in the record ${quoted(world)} than is told here.`,
      next: "Look through the record itself for the rest.",
      cites: [cite("record", world)],
    }),
  );
  const lines = [...caseChanges(happened), ...otherChanges(findings)].toSorted((a, b) => a.atMs - b.atMs);
  return sectionOf("changes", [...cuts, ...lines.map(({ fact }) => fact)]);
}

function otherChanges(findings: HandoverFindings): Line[] {
  const { happened, names, containment } = findings;
  const isApproved = (id: string) => (containment?.actions.get(id)?.approvals.length ?? 0) > 0;
  const alike = Map.groupBy(happened, (each) => each.fact && likeness(each.fact, isApproved));
  const single = [
    ...(alike.get(undefined) ?? []),
    ...[...alike].flatMap(([key, all]) => (key !== undefined && all.length === 1 ? all : [])),
  ];
  const stops = single.flatMap(({ fact, atMs }) => (fact?.type === "Stopped" && fact.by !== "file" ? [{ scope: fact.scope, atMs }] : []));
  const isEcho = ({ fact, atMs }: Happened) =>
    fact?.type === "Stopped" &&
    fact.by === "file" &&
    stops.some((each) => each.scope === fact.scope && Math.abs(each.atMs - atMs) <= echoMsMax);
  return [
    ...single.filter((each) => !isEcho(each)).flatMap((each) => changeLine(each, names, containment) ?? []),
    ...[...alike].flatMap(([key, all]) => (key !== undefined && all.length > 1 ? (alikeLine(all, names) ?? []) : [])),
  ];
}

/** Whoever stops writes the file and the record; that the file was seen just after is no second stop. */
const echoMsMax = 60_000;

/** What is told of one fact; undefined for what is no news of its own. */
function changeLine(each: Happened, names: ReadonlyMap<string, string>, containment: Containment | undefined): Line | undefined {
  const { fact, world, sequence, atMs } = each;
  const key = `entry:${world}#${sequence}`;
  if (fact === undefined) {
    const says = `${moment(atMs)}: what is told here (${quoted(each.type)}) was erased.`;
    return { atMs, fact: factOf({ key, urgency: "to-know", says, cites: [citeEntry(each)] }) };
  }
  const told = autonomyTold(fact) ?? actionTold(fact, containment) ?? haltTold(fact) ?? peopleTold(fact, names) ?? settingTold(fact);
  if (!told) return undefined;
  const { urgency = "to-know", says, next = null, cites = [] } = told;
  return { atMs, fact: factOf({ key, urgency, says: `${moment(atMs)}: ${says}.`, next, cites: [...cites, citeEntry(each)] }) };
}

type Fact = NonNullable<Happened["fact"]>;
type Told = Pick<HandoverFact, "says"> & Partial<Pick<HandoverFact, "urgency" | "next" | "cites">>;

function actionTold(fact: Fact, containment: Containment | undefined): Told | undefined {
  switch (fact.type) {
    case "ActionProposed":
      return {
        says: `${fact.action.id} ${fact.action.verb} ${quoted(fact.action.target.name)} was proposed`,
        cites: [cite("action", fact.action.id)],
      };
    case "ActionApproved":
      // A yes that came to nothing is told with its end, and never as one that stands.
      if (containment?.actions.get(fact.id)?.ended) return undefined;
      return { says: `${who(fact.by)} approved ${fact.id}: ${said(fact.because)}`, cites: [cite("action", fact.id)] };
    case "ActionRejected":
      return { says: `${who(fact.by)} rejected ${fact.id}: ${said(fact.because)}`, cites: [cite("action", fact.id)] };
    case "ActionExpired":
      return endTold(fact.id, "expired before it could begin", containment) ?? expiredTold(fact.id);
    case "ActionVoided": {
      const by = fact.by === undefined || fact.by === "agent:watchkeeper" ? "" : `, by ${who(fact.by)}`;
      const because = `voided because ${reasonOf(fact.because)}${by}`;
      return endTold(fact.id, because, containment) ?? { says: `${fact.id} was ${because}`, cites: [cite("action", fact.id)] };
    }
    case "ActionRefused":
      return endTold(fact.id, `refused: ${said(fact.says)}`, containment);
    case "OutcomeRecorded":
      return { says: `${fact.id}: the outcome is ${fact.outcome}; ${said(fact.says)}`, cites: [cite("action", fact.id)] };
    case "UndoAsked":
      return { says: `${who(fact.by)} asked that ${fact.id} is taken back: ${said(fact.because)}`, cites: [cite("action", fact.id)] };
    default:
      return undefined;
  }
}

/** The end of an action that people had approved; undefined where nobody had. */
function endTold(id: string, how: string, containment: Containment | undefined): Told | undefined {
  const held = containment?.actions.get(id);
  if (!containment || !held || held.approvals.length === 0) return undefined;
  const { action, approvals } = held;
  const by = [...new Set(approvals.map((each) => each.by))].toSorted().map(who).join(", ");
  const again = containment.open.get(openKey(action));
  return {
    urgency: "this-shift",
    says: `${id} ${action.verb} ${quoted(action.target.name)} was approved by ${by}, then ${how}`,
    next: again === undefined || again === id ? "Have it proposed anew if it is still needed." : `${again} asks the same; look at it anew.`,
    cites: [cite("action", id), ...(again === undefined || again === id ? [] : [cite("action", again)])],
  };
}

const expiredTold = (id: string): Told => ({
  urgency: "this-shift",
  says: `${id} expired: nobody answered`,
  cites: [cite("action", id)],
});

function haltTold(fact: Fact): Told | undefined {
  switch (fact.type) {
    case "Stopped":
      return { says: `${fact.by === "file" ? "a stop file" : who(fact.by)} stopped ${scoped(fact.scope)}: ${stopReason(fact.because)}` };
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
