import assert from "node:assert/strict";
import { Inventory } from "../core/asset/asset.ts";
import { indexInventory } from "../core/asset/inventory-index.ts";
import type { Handle } from "../core/containment/handle.ts";
import type { PolicyEngine } from "../ports/policy.ts";
import { type Assessing, assessAction } from "../stages/contain/assess-action.ts";
import { sharedInfrastructureDependents, usersAffectedMax } from "../stages/contain/measured.ts";
import { resolveTarget } from "../stages/contain/resolve.ts";

export const asOf = "2026-03-17T00:00:00Z";
export const nowMs = Date.parse(asOf) + 3_600_000;

export const estate = {
  "as-of": asOf,
  "own-domains": ["example.test"],
  assets: [
    { name: "ws-1", role: "workstation", addresses: ["10.0.0.5"] },
    { name: "kiosk", role: "workstation", users: usersAffectedMax + 1 },
    { name: "print-1", role: "workstation", "depends-on": ["ws-9"] },
    { name: "ws-9", role: "workstation" },
    { name: "srv-1", role: "server" },
    { name: "db-1", role: "database server", service: "payroll", "redundant-with": ["db-2"] },
    { name: "db-2", role: "database server", service: "payroll" },
    { name: "pay-web", role: "server", criticality: "critical", service: "payroll portal", "depends-on": ["db-1", "db-2"] },
    { name: "hub", role: "workstation" },
    ...Array.from({ length: sharedInfrastructureDependents }, (_, index) => ({ name: `app-${index}`, "depends-on": ["hub"] })),
    { name: "erp", role: "server", "runs-as": ["svc-erp"], criticality: "critical", service: "erp" },
    { name: "dc-1", role: "domain controller" },
  ],
  identities: [
    { name: "mara", role: "employee", "usual-hosts": ["ws-1"] },
    { name: "adm", role: "administrator", privileged: true },
    { name: "svc-erp", role: "service account" },
    { name: "shared", role: "employee", users: usersAffectedMax + 1 },
    { name: "bg", role: "break glass" },
  ],
};
export const inventory = indexInventory(Inventory.parse(estate));

/** Permits everything to anybody at once: the worst set of policies that there can be. */
export const permitsEverything: PolicyEngine = {
  version: "sha256:everything",
  decide: () => ({ allowed: true, approvers: 0, permittedNow: true, policies: ["everything"], because: ["everything is permitted"] }),
};

const types = { host: "host", account: "user", address: "ip", domain: "domain", mail: "mail", file: "file", process: "process" } as const;

export function handleOf(kind: keyof typeof types, value: string, host?: string): Handle {
  const verbs = {
    host: "isolate-host",
    account: "disable-account",
    address: "block-address",
    domain: "block-domain",
    mail: "quarantine-mail",
    file: "quarantine-file",
    process: "kill-process",
  } as const;
  const result = resolveTarget({ verb: verbs[kind], observable: { type: types[kind], value }, host, inventory, evidence: ["e-1"] });
  assert.ok("handle" in result, "because" in result ? result.because : "");
  return result.handle;
}

export type Changes = Partial<Omit<Assessing, "action">> & { readonly action?: Partial<Assessing["action"]> };
function assessing({ action, ...changes }: Changes = {}): Assessing {
  return {
    targets: 1,
    inventory,
    inventoryDigest: "sha256:inventory",
    ordersDigest: "sha256:orders",
    policy: permitsEverything,
    isProtected: false,
    requester: "agent:watchkeeper",
    approvals: [],
    breakGlass: false,
    usage: () => ({ containedShare: 0, budgetUse: 0 }),
    contained: new Set(),
    nowMs,
    ...changes,
    action: {
      verb: "isolate-host",
      target: handleOf("host", "ws-1"),
      severity: "high",
      sources: ["sensor", "zeek"],
      effector: "edr",
      releaseAfterMs: 3_600_000,
      ...action,
    },
  };
}
export const assessed = (changes?: Changes) => assessAction(assessing(changes));
