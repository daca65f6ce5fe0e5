import type { Severity } from "../../../core/alert/severity.ts";
import type { ObservableType } from "../../../core/observable/observable.ts";
import type { Verdict } from "../../../core/verdict/verdict.ts";

/** A number of OCSF with its caption. */
export type Named = { readonly id: number; readonly name: string };

/** OCSF `severity_id`. */
export const severityIds: Readonly<Record<Severity, Named>> = {
  informational: { id: 1, name: "Informational" },
  low: { id: 2, name: "Low" },
  medium: { id: 3, name: "Medium" },
  high: { id: 4, name: "High" },
  critical: { id: 5, name: "Critical" },
};

/** OCSF `verdict_id`. */
export const verdictIds: Readonly<Record<Verdict, Named>> = {
  "false-positive": { id: 1, name: "False Positive" },
  "true-positive": { id: 2, name: "True Positive" },
  benign: { id: 5, name: "Benign" },
  "insufficient-data": { id: 7, name: "Insufficient Data" },
};

/** OCSF `confidence_id` of a share from 0 to 1. */
export function confidenceId(share: number): Named {
  if (share >= 0.8) return { id: 3, name: "High" };
  return share >= 0.4 ? { id: 2, name: "Medium" } : { id: 1, name: "Low" };
}

/** OCSF `priority_id` of our 1 (now) to 5: 4 is critical, 1 is low. */
export function priorityId(priority: number): Named {
  if (priority <= 1) return { id: 4, name: "Critical" };
  if (priority === 2) return { id: 3, name: "High" };
  return priority === 3 ? { id: 2, name: "Medium" } : { id: 1, name: "Low" };
}

const other: Named = { id: 99, name: "Other" };

/** OCSF `observable.type_id`: scalar types below 20, objects above. */
const observableTypeIds: Readonly<Partial<Record<ObservableType, Named>>> = {
  host: { id: 1, name: "Hostname" },
  domain: { id: 1, name: "Hostname" },
  ip: { id: 2, name: "IP Address" },
  user: { id: 4, name: "User Name" },
  email: { id: 5, name: "Email Address" },
  url: { id: 6, name: "URL String" },
  file: { id: 7, name: "File Name" },
  hash: { id: 8, name: "Hash" },
  process: { id: 9, name: "Process Name" },
  "cloud-resource": { id: 10, name: "Resource UID" },
  "command-line": { id: 13, name: "Command Line" },
  "user-agent": { id: 16, name: "HTTP User-Agent" },
  cve: { id: 18, name: "CVE" },
  "registry-key": { id: 28, name: "Registry Key" },
};

/** What OCSF calls a kind of observable; a kind that it does not know is 99 with our own word. */
export function observableTypeId(type: ObservableType): Named {
  return observableTypeIds[type] ?? { ...other, name: type };
}
