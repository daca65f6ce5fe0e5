import { historyKinds } from "../../../../../src/server/contract/case-work.ts";

export type HistoryKind = (typeof historyKinds)[number];
export { historyKinds };

/** What each kind of line is called where one filters by it. */
export const kindWords: Readonly<Record<HistoryKind, string>> = {
  opened: "opened",
  joined: "alerts joined",
  playbook: "playbook taken",
  answered: "question answered",
  failed: "question failed",
  verdict: "verdict reached",
  techniques: "techniques shown",
  proposed: "containment proposed",
  closed: "closed",
  escalated: "escalated",
  "left-to-people": "in shadow",
  reopened: "opened again",
  decided: "decided by a person",
  merged: "merged",
  unmerged: "taken apart again",
  "given-back": "alerts given back",
  split: "split",
  assigned: "assigned",
  noted: "noted",
  "task-added": "task added",
  "task-finished": "task finished",
  told: "others told",
  "model-asked": "model asked",
  "model-answered": "model answered",
  "model-skipped": "model not asked",
};

/** Kinds that are looked at together. */
export const kindGroups: readonly (readonly [says: string, kinds: readonly HistoryKind[]])[] = [
  ["everything", []],
  ["verdicts", ["verdict", "decided", "closed", "escalated", "left-to-people", "reopened"]],
  ["questions", ["playbook", "answered", "failed", "techniques"]],
  ["alerts", ["opened", "joined", "merged", "unmerged", "given-back", "split"]],
  ["people", ["decided", "assigned", "noted", "task-added", "task-finished", "merged", "split"]],
  ["models", ["model-asked", "model-answered", "model-skipped"]],
  ["outside", ["proposed", "told"]],
];

/** What of an address names kinds; anything else is left out. */
export function kindsOf(given: unknown): readonly HistoryKind[] {
  const words: readonly unknown[] = Array.isArray(given) ? given : [given];
  return historyKinds.filter((kind) => words.includes(kind));
}
