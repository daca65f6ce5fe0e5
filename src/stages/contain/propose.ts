import type { Severity } from "../../core/alert/severity.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { approversOf, type ContainmentProposal, type ContainmentVerb, undoOf } from "../../core/containment/action.ts";
import { isNobody } from "../../core/observable/nobody.ts";
import { type Observable, observableKey } from "../../core/observable/observable.ts";
import { selects } from "../../core/playbook/about.ts";
import type { Playbook } from "../../core/playbook/playbook.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import type { CaseAlert, CaseView } from "../investigate/case-view.ts";
import { observablesOf } from "../triage/bonds.ts";
import { type Assessed, assess, isOnHost } from "./blast-radius.ts";

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
      const assessed = assess({ action, target, host, severity, inventory });
      const doubt = places.length > 1 ? "one of several targets" : sourcesOf(naming) < sourcesMin ? "only one source names it" : undefined;
      const { tier, approvers, blastRadius, handle } = doubt ? attended(assessed, doubt) : assessed;
      const key = `${action} ${handle.toLowerCase()}`;
      if (!proposals.has(key))
        proposals.set(key, {
          action,
          target: handle,
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

/** An action that would run without a person takes this many independent sources that name its target. */
const sourcesMin = 2;

/** How many products stand behind alerts; our own detection is as independent as the telemetry that it read. */
function sourcesOf(naming: readonly CaseAlert[]): number {
  const names = naming.map(({ alert }) => (alert.product === "watchkeeper" ? (alert.dataset ?? alert.product) : alert.product));
  return new Set(names.map((name) => name.toLowerCase())).size;
}

/** What would run without a person gets one, with the reason. */
function attended(assessed: Assessed, doubt: string): Assessed {
  if (assessed.tier !== 1) return assessed;
  const { blastRadius } = assessed;
  return { ...assessed, tier: 2, approvers: approversOf[2], blastRadius: { ...blastRadius, says: `${blastRadius.says}; ${doubt}` } };
}
