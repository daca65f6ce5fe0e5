import type { BaseCase } from "./base-case.ts";
import { besideAlerts } from "./beside-alerts.ts";
import { logCases } from "./logs.ts";
import { mailCases } from "./mails.ts";
import { networkCases } from "./network-logs.ts";
import { plainAlerts } from "./plain-alerts.ts";
import { plannedCases } from "./planned.ts";
import { productAlerts } from "./product-alerts.ts";

const alsoPlanned = [
  "process/task",
  "process/shadow-copies",
  "process/download",
  "process/encoded-command",
  "process/log-cleared",
  "suricata/scanner",
  "suricata/policy",
  "wazuh/login",
  "elastic/updater",
  "elastic/encoded",
  "plain/scan",
  "plain/remote-service",
  "ocsf/driver",
] as const;

/** All base cases of the exercise, always the same and in the same order. */
export function baseCases(): readonly BaseCase[] {
  const cases = [...plainAlerts(), ...besideAlerts(), ...productAlerts(), ...logCases(), ...networkCases(), ...mailCases()];
  return [...cases, ...plannedCases(cases, alsoPlanned)];
}
