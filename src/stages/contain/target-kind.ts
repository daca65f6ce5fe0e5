import type { ContainmentVerb } from "../../core/containment/action.ts";
import type { TargetKind } from "../../core/containment/handle.ts";
import type { ObservableType } from "../../core/observable/observable.ts";

const accounts: Partial<Record<ObservableType, TargetKind>> = { user: "account", email: "account", sid: "account" };
const machines: Partial<Record<ObservableType, TargetKind>> = { host: "host", ip: "host" };

/** What each action is done to, by the type of the observable that names it; a type that is missing is no target of that action. */
const kinds: Readonly<Record<ContainmentVerb, Partial<Record<ObservableType, TargetKind>>>> = {
  "isolate-host": machines,
  "block-address": { ip: "address" },
  "block-domain": { domain: "domain" },
  "disable-account": accounts,
  "revoke-sessions": accounts,
  "reset-credential": accounts,
  "quarantine-mail": { mail: "mail" },
  "quarantine-file": { file: "file", hash: "file" },
  "kill-process": { process: "process" },
  "collect-evidence": { ...machines, ...accounts },
};

/** What kind of target an observable is for an action; undefined when it is none. */
export function kindOf(verb: ContainmentVerb, type: ObservableType): TargetKind | undefined {
  return kinds[verb][type];
}

/** True for an action on something that lies or runs on one machine, and is named together with it. */
export const isOnHost = (verb: ContainmentVerb) => verb === "kill-process" || verb === "quarantine-file";
