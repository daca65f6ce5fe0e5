import type { QueueSearch } from "./search.ts";

/** The views that everybody has. */
export const standingViews: readonly { readonly name: string; readonly says: string; readonly search: QueueSearch }[] = [
  { name: "In hand", says: "what waits for a person, and what the agent works on", search: { of: "cases" } },
  { name: "Escalated", says: "what waits for a person", search: { of: "cases", state: ["escalated"] } },
  { name: "In shadow", says: "what the agent would close, and nobody granted it", search: { of: "cases", state: ["waiting"] } },
  { name: "Mine", says: "what is yours", search: { of: "cases", state: ["escalated", "waiting", "in-progress"], assignee: ["me"] } },
  { name: "Nobody's", says: "what waits and is nobody's", search: { of: "cases", state: ["escalated", "waiting"], assignee: ["nobody"] } },
  { name: "Closed", says: "what was closed, by the agent or by people", search: { of: "cases", state: ["closed"], sort: "activity" } },
  { name: "Alerts", says: "alerts, storms in one line each", search: { of: "alerts", collapse: "storm" } },
];
