import type { Evidence } from "../../core/evidence/evidence.ts";
import { itemOf, ruleOf } from "./alert-evidence.ts";
import type { CaseAlert } from "./case-view.ts";

/** The most evidence items that one statement about alerts cites. */
export const citedMax = 5;
/** The most items that one case adds because a statement rests on an alert that has none yet. */
export const itemsAddedMax = 80;

/** Finds what to cite. `cite` is given every alert that carries the statement; nothing comes back when none of them can be cited. */
export type Citations = {
  readonly cite: (carrying: readonly CaseAlert[]) => readonly string[];
  /** The items that `cite` added, in the order of their numbers; they weigh nothing, since their rule was weighed already. */
  readonly added: () => readonly Evidence[];
};

/** Citations over a case's evidence; items that have to be added, at most `addedMax`, are numbered from `firstNumber`. A cited record is always one that carries the statement. */
export function openCitations(evidence: ReadonlyMap<string, Evidence>, firstNumber: number, addedMax = itemsAddedMax): Citations {
  const items = new Map<string, string>();
  for (const { id, source, group } of evidence.values())
    if (source.kind === "record") items.set(`${group} ${source.path} ${source.record}`, id);
  const added: Evidence[] = [];
  return {
    cite(carrying) {
      const ids = [...new Set(carrying.flatMap((each) => items.get(nameOf(each)) ?? []))].slice(0, citedMax);
      const gravest = carrying.toSorted((a, b) => b.triage.maliciousness - a.triage.maliciousness)[0];
      if (ids.length > 0 || !gravest || added.length >= addedMax) return ids;
      const item = { ...itemOf(gravest, `e-${firstNumber + added.length}`, 0), weight: 0 };
      added.push(item);
      items.set(nameOf(gravest), item.id);
      return [item.id];
    },
    added: () => added,
  };
}

const nameOf = ({ alert }: CaseAlert) => `rule ${ruleOf({ alert })} ${alert.source.path} ${alert.source.record}`;
