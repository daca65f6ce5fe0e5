import type { Severity } from "../../core/alert/severity.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { type ContainmentProposal, type ContainmentVerb, undoOf } from "../../core/containment/action.ts";
import type { Handle } from "../../core/containment/handle.ts";
import { isNobody } from "../../core/observable/nobody.ts";
import { type Observable, observableKey } from "../../core/observable/observable.ts";
import { selects } from "../../core/playbook/about.ts";
import type { Playbook } from "../../core/playbook/playbook.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import type { CaseAlert, CaseView } from "../investigate/case-view.ts";
import { observablesOf } from "../triage/bonds.ts";
import { sourcesMin } from "./assess-action.ts";
import { assess } from "./blast-radius.ts";
import { resolveTarget } from "./resolve.ts";
import { sourcesNaming } from "./sources.ts";
import { isOnHost } from "./target-kind.ts";

/** Targets that one playbook line proposes; more would be a policy, not a proposal. */
export const targetsPerActionMax = 5;
/** An alert that triage thought less likely than this does not make its entities targets of a change: in a confirmed case a medium sign of a grave tactic still does. */
const targetMaliciousness = 0.35;

/** Addresses that mean this machine, none or all of them. */
const nowhere = /^ip:(127\.|::1$|0\.0\.0\.0|255\.)/;

/** What proposing needs to know of a case with its verdict; facts only, so that the same case gives the same proposals. */
export type Proposing = {
  readonly playbook: Playbook;
  readonly view: CaseView;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly inventory: InventoryIndex;
  /** The evidence items of alerts that name a target; empty when none can be cited. */
  readonly cite: (naming: readonly CaseAlert[]) => readonly string[];
  /** True when an address or domain belongs to the organisation: it is never blocked as if it were an outsider's. */
  readonly isOwn: (observable: Observable) => boolean;
};

/** What the playbook proposes against this case's own entities, each tied to the evidence that names it. Nothing is carried out. */
export function propose({ playbook, view, verdict, severity, inventory, cite, isOwn }: Proposing): ContainmentProposal[] {
  if (verdict !== "true-positive") return [];
  const proposals = new Map<string, ContainmentProposal>();
  for (const line of playbook.contain) {
    const action = line.action as ContainmentVerb;
    const places = targetsOf(line.on, action, view, isOwn).flatMap((target) => placesOf(target, action, view));
    for (const { target, host, naming } of places.slice(0, targetsPerActionMax)) {
      const evidence = cite(naming);
      if (evidence.length === 0) continue;
      const doubts = doubtsOf(places.length, naming);
      const { tier, approvers, blastRadius, handle: named } = assess({ action, target, host, severity, inventory, doubts });
      const key = `${action} ${named.toLowerCase()}`;
      if (proposals.has(key)) continue;
      const resolved = resolveTarget({ verb: action, observable: target, host, inventory, evidence });
      proposals.set(key, {
        action,
        target: "handle" in resolved ? shownAs(resolved.handle) : asSeen(target, host, action),
        ...("handle" in resolved ? { handle: resolved.handle } : {}),
        tier,
        approvers,
        blastRadius,
        undo: undoOf[action] ?? null,
        state: "proposed",
        evidence,
      });
    }
  }
  return [...proposals.values()].toSorted(
    (a, b) => a.tier - b.tier || (a.action < b.action ? -1 : a.action > b.action ? 1 : a.target < b.target ? -1 : 1),
  );
}

function targetsOf(
  on: Playbook["contain"][number]["on"],
  action: ContainmentVerb,
  view: CaseView,
  isOwn: Proposing["isOwn"],
): Observable[] {
  const telling = new Set(
    view.alerts
      .filter(({ triage }) => triage.maliciousness >= targetMaliciousness)
      .flatMap(({ alert }) => observablesOf(alert).map(observableKey)),
  );
  return view.observables
    .filter((observable) => selects(on as Parameters<typeof selects>[0], observable))
    .filter((observable) => action === "collect-evidence" || telling.has(observableKey(observable)))
    .filter((observable) => !isNobody(observableKey(observable)) && !nowhere.test(observableKey(observable)))
    .filter((observable) => !(isBlock(action) && (isOwn(observable) || isImpersonated(observable))))
    .slice(0, targetsPerActionMax);
}

const isBlock = (action: ContainmentVerb) => action === "block-address" || action === "block-domain";

/** A sender's domain is whatever the mail claims: blocking it would punish the one who was impersonated. Links and servers are blocked instead. */
const isImpersonated = ({ role }: Observable) => role === "sender";

function alertsNaming(target: Observable, view: CaseView): CaseAlert[] {
  const key = observableKey(target);
  return view.alerts.filter(({ alert }) => observablesOf(alert).some((observable) => observableKey(observable) === key));
}

type Place = { readonly target: Observable; readonly host: string | undefined; readonly naming: readonly CaseAlert[] };

/** The target with the alerts that name it; a file or process once for each machine that such alerts are about, because it is there that something is done. */
function placesOf(target: Observable, action: ContainmentVerb, view: CaseView): Place[] {
  const naming = alertsNaming(target, view);
  if (!isOnHost(action)) return [{ target, host: undefined, naming }];
  const byHost = new Map<string | undefined, CaseAlert[]>();
  for (const each of naming) {
    const { host } = each.alert;
    const those = byHost.get(host);
    if (those) those.push(each);
    else byHost.set(host, [each]);
  }
  return [...byHost].map(([host, those]) => ({ target, host, naming: those }));
}

const shownAs = ({ name, host }: Handle) => (host === undefined ? name : `${host}: ${name}`);

/** What nothing can be done to keeps the name that the evidence gives it: never that of a machine or account that it merely resembles. */
const asSeen = ({ value }: Observable, host: string | undefined, action: ContainmentVerb) =>
  isOnHost(action) && host !== undefined ? `${host}: ${value}` : value;

/** Why a small action may not run without a person, in words. */
function doubtsOf(targets: number, naming: readonly CaseAlert[]): string[] {
  const doubts: string[] = [];
  if (targets > 1) doubts.push("it is one of several targets");
  if (sourcesNaming(naming).length < sourcesMin) doubts.push("only one source names it");
  return doubts;
}
