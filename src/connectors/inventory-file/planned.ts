import type { PlannedChange } from "../../core/asset/asset.ts";
import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { plainHost } from "./describe.ts";

export const plannedAnswers = ["covered", "partly", "none", "no-calendar"] as const;

/** What is asked of the calendar: who, where, and the whole time that must lie inside a change. */
export type PlannedQuestion = {
  readonly users: readonly string[];
  readonly hosts: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
};

/**
 * "covered": one approved change names at least one of the users (or none were asked about) and every host, and its window holds the whole time asked. "partly": a change
 * whose window touches that time names a user or a host. A change outside the time never counts, and one that names nobody covers nobody.
 */
export function plannedWord(
  index: InventoryIndex,
  question: PlannedQuestion,
): { answer: (typeof plannedAnswers)[number]; changes: readonly PlannedChange[] } {
  const { changes } = index.inventory;
  if (changes.length === 0) return { answer: "no-calendar", changes: [] };
  const users = new Set(question.users.map((user) => accountOf(index, user)));
  const hosts = new Set(question.hosts.map((host) => plainHost(index, host)));
  const partly: PlannedChange[] = [];
  for (const change of changes) {
    const fromMs = Date.parse(change.from);
    const toMs = Date.parse(change.to);
    if (toMs < question.fromMs || fromMs > question.toMs) continue;
    const assets = new Set(change.assets.map((name) => plainHost(index, name)));
    const hasUser = change.identities.some((name) => users.has(accountOf(index, name)));
    const isWhole = fromMs <= question.fromMs && toMs >= question.toMs;
    if (isWhole && (hasUser || (users.size === 0 && hosts.size > 0)) && hosts.isSubsetOf(assets))
      return { answer: "covered", changes: [change] };
    if (hasUser || !hosts.isDisjointFrom(assets)) partly.push(change);
  }
  return { answer: partly.length > 0 ? "partly" : "none", changes: partly };
}

function accountOf(index: InventoryIndex, name: string): string {
  const lower = name.trim().toLowerCase();
  return (index.identityOf(name)?.name ?? lower.slice(lower.lastIndexOf("\\") + 1)).toLowerCase();
}
