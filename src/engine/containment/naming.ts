import type { Alert } from "../../core/alert/alert.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import type { ContainmentProposal, ContainmentVerb } from "../../core/containment/action.ts";
import type { Handle } from "../../core/containment/handle.ts";
import { type Observable, type ObservableType, observableKey } from "../../core/observable/observable.ts";
import { resolveTarget } from "../../stages/contain/resolve.ts";
import type { CaseView } from "../../stages/investigate/case-view.ts";
import { observablesOf } from "../../stages/triage/bonds.ts";

/** The most rules and sources that one action names. */
export const namesMax = 32;

const typeOf: Readonly<Record<ContainmentVerb, ObservableType>> = {
  "isolate-host": "host",
  "block-address": "ip",
  "block-domain": "domain",
  "disable-account": "user",
  "revoke-sessions": "user",
  "reset-credential": "user",
  "quarantine-mail": "mail",
  "quarantine-file": "file",
  "kill-process": "process",
  "collect-evidence": "host",
};

/** The handle of what an investigation proposed, or a sentence why there is none. */
export function handleOf(
  { action, target, evidence }: Pick<ContainmentProposal, "action" | "target" | "evidence">,
  inventory: InventoryIndex,
): { readonly handle: Handle } | { readonly because: string } {
  // What lies or runs on a machine was named after it: `host: path`.
  const on = action === "kill-process" || action === "quarantine-file" ? target.indexOf(": ") : -1;
  const value = on < 0 ? target : target.slice(on + 2);
  const host = on < 0 ? undefined : target.slice(0, on);
  const resolved = resolveTarget({ verb: action, observable: { type: typeOf[action], value }, host, inventory, evidence });
  if ("handle" in resolved || action !== "collect-evidence") return resolved;
  // Evidence is collected of machines and of accounts; the proposal does not say which.
  return resolveTarget({ verb: action, observable: { type: "user", value }, inventory, evidence });
}

/** The rules and the sources whose alerts name the target: what budgets count by. */
export type Naming = { readonly rules: readonly string[]; readonly sources: readonly string[] };

/** Finds the alerts of a case that name a target under any of its names. Each observable is resolved once. */
export function openNaming(view: CaseView, inventory: InventoryIndex): (handle: Handle, verb: ContainmentVerb) => Naming {
  const ids = new Map<string, string | undefined>();
  const idOf = (observable: Observable, host: string | undefined, verb: ContainmentVerb) => {
    const key = JSON.stringify([verb, observableKey(observable), observable.value, host]);
    if (!ids.has(key)) {
      const resolved = resolveTarget({ verb, observable, host, inventory, evidence: ["named by the alert itself"] });
      ids.set(key, "handle" in resolved ? resolved.handle.id : undefined);
    }
    return ids.get(key);
  };
  return ({ id }, verb) => {
    const naming = view.alerts.filter(({ alert }) => observablesOf(alert).some((each) => idOf(each, alert.host, verb) === id));
    const alerts = naming.map(({ alert }) => alert);
    return { rules: someOf(alerts.map(ruleNameOf)), sources: someOf(alerts.map(sourceOf)) };
  };
}

const nameLengthMax = 200;
const someOf = (names: readonly string[]) =>
  [...new Set(names.map((name) => name.trim().toLowerCase().slice(0, nameLengthMax)).filter((name) => name !== ""))]
    .toSorted()
    .slice(0, namesMax);

const ruleNameOf = ({ ruleId, rule, title }: Alert) => ruleId ?? rule ?? title;
/** Our own detection is as independent as the telemetry that it read. */
const sourceOf = ({ product, dataset }: Alert) => (product === "watchkeeper" ? (dataset ?? product) : product);
