import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import type { ContainmentVerb } from "../../core/containment/action.ts";
import type { Handle, TargetKind } from "../../core/containment/handle.ts";
import type { Observable } from "../../core/observable/observable.ts";
import { resolveAccount, resolveHost } from "./resolve-known.ts";
import { resolveMail, resolveOnHost } from "./resolve-on-host.ts";
import { resolveAddress, resolveDomain } from "./resolve-outsider.ts";
import type { Resolved } from "./resolved.ts";
import { kindOf } from "./target-kind.ts";

/** What a target is resolved from: an observable of the case, the machine that holds it where it is a file or process, and what names it. */
export type Resolving = {
  readonly verb: ContainmentVerb;
  readonly observable: Observable;
  readonly host?: string | undefined;
  readonly inventory: InventoryIndex;
  /** Ids of the evidence items of this case that name the target. */
  readonly evidence: readonly string[];
};

/**
 * The one handle that an observable of a case stands for, or the reason why there is none (invariants.md 1.3 and 3.2). Machines and accounts come from the
 * inventory alone and must be unambiguous; outsiders' addresses and domains must be canonical and nobody's of ours; nothing resolves that no evidence names.
 * Another spelling of a name gives the same handle or none, never another's.
 */
export function resolveTarget({ verb, observable, host, inventory, evidence }: Resolving): Resolved {
  if (evidence.length === 0) return { because: "no evidence of this case names it" };
  const kind = kindOf(verb, observable.type);
  if (kind === undefined) return { because: `${verb} is not done to what is called ${observable.type}` };
  return resolveKind(kind, observable.value, host, inventory);
}

/**
 * Looks a handle up once more: undefined while it is still the one target that it was, else a sentence why it must not be acted on. An inventory that
 * changed may have made a name ambiguous, or given it to another machine.
 */
export function sameTarget(handle: Handle, inventory: InventoryIndex): string | undefined {
  if (handle.kind === "file" || handle.kind === "process") {
    const machine = resolveHost(handle.host ?? "", inventory);
    if ("because" in machine) return `the machine is not the one it was: ${machine.because}`;
  }
  const again = resolveKind(handle.kind, handle.name, handle.host, inventory);
  if ("because" in again) return `the target is not the one it was: ${again.because}`;
  return again.handle.id === handle.id ? undefined : "the target is not the one it was: its name now means another";
}

function resolveKind(kind: TargetKind, value: string, host: string | undefined, inventory: InventoryIndex): Resolved {
  switch (kind) {
    case "host":
      return resolveHost(value, inventory);
    case "account":
      return resolveAccount(value, inventory);
    case "address":
      return resolveAddress(value, inventory);
    case "domain":
      return resolveDomain(value, inventory);
    case "mail":
      return resolveMail(value);
    case "file":
    case "process":
      return resolveOnHost(kind, value, host, inventory);
  }
}
