import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openCedar } from "../connectors/cedar/engine.ts";
import type { PolicyRequest } from "../core/containment/policy-request.ts";

// Where policies are tried: the schema that ships, and a request that only says what a test is about.

export const schema = readFileSync(fileURLToPath(new URL("../../policies/schema.cedarschema", import.meta.url)), "utf8");
export const open = (text: string) => openCedar([{ path: "test.cedar", text }], schema);

export const request = (changes: Partial<PolicyRequest> = {}, radius: Partial<PolicyRequest["blastRadius"]> = {}): PolicyRequest => ({
  verb: "isolate-host",
  targetKind: "host",
  target: "host:ws-1",
  assetClass: "workstation",
  tier: 1,
  severity: "high",
  reversible: true,
  requester: "agent",
  sources: 2,
  releaseAfterMinutes: 60,
  approvals: 0,
  approverRoles: [],
  breakGlass: false,
  effector: "edr",
  hour: 10,
  weekday: 2,
  ...changes,
  blastRadius: {
    hosts: 1,
    identities: 1,
    dependents: 0,
    sessions: 1,
    services: [],
    criticality: "medium",
    protected: false,
    redundant: false,
    known: true,
    graphAgeMs: 60_000,
    containedShare: 0,
    reach: 2,
    says: "",
    ...radius,
  },
});

export const all = '@id("all") @says("all is permitted") permit(principal, action, resource);';
