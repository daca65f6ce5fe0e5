import { isNobody } from "../../core/observable/nobody.ts";
import { type Observable, observableKey } from "../../core/observable/observable.ts";
import { selects } from "../../core/playbook/about.ts";
import { categoriesOf, type Playbook, type PlaybookQuestion } from "../../core/playbook/playbook.ts";
import { windowOf } from "../../core/playbook/window.ts";
import { inline } from "../../core/report/inline.ts";
import { observablesOf } from "../triage/bonds.ts";
import type { CaseView } from "./case-view.ts";

/** A playbook question put about one observable (or the whole case) over an absolute window. */
export type Question = {
  /** `<question id>` or `<question id> <observable key>`: the identity under which its answer is recorded. */
  readonly key: string;
  readonly from: PlaybookQuestion;
  readonly about: Observable | undefined;
  /** Inclusive, exclusive; milliseconds UTC. */
  readonly window: { readonly fromMs: number; readonly toMs: number };
};

/** How many observables one playbook question is put about: the most telling ones. */
export const observablesPerQuestionMax = 3;

/**
 * Every question that a playbook has for a case, in the playbook's order, each about what alerts of the playbook's own categories name first.
 * The same case gives the same list.
 */
export function questionsOf(playbook: Playbook, view: CaseView): Question[] {
  const ofOwnKind = namedByOwnKind(playbook, view);
  return playbook.investigate.flatMap((from): Question[] => {
    const seen = { fromMs: view.firstMs, toMs: view.lastMs + 1 };
    const window = (from.window && windowOf(from.window, view)) || seen;
    if (from.about === "case") return [{ key: from.id, from, about: undefined, window }];
    const { about } = from;
    const fitting = view.observables.filter((observable) => selects(about, observable) && !isNobody(observableKey(observable)));
    const own = fitting.filter((observable) => ofOwnKind.get(observableKey(observable))?.some((each) => selects(about, each)));
    const asked = from["named-by"] === "own-kind" && own.length > 0 ? own : [...own, ...fitting.filter((each) => !own.includes(each))];
    return asked
      .slice(0, observablesPerQuestionMax)
      .map((observable) => ({ key: `${from.id} ${observableKey(observable)}`, from, about: observable, window }));
  });
}

/** The question as evidence records it: the playbook's sentence, and what it is about. */
export function sentenceOf({ from, about }: Question): string {
  return about ? `${from.asks} (${about.type} ${inline(about.value, 100)})` : from.asks;
}

/** What those alerts name that are of the playbook's own categories, by key, in every role: of a long attack, the steps that the playbook is about. */
function namedByOwnKind(playbook: Playbook, { alerts }: CaseView): ReadonlyMap<string, readonly Observable[]> {
  const kinds = new Set<string>(categoriesOf(playbook));
  return Map.groupBy(
    alerts.flatMap(({ alert, triage }) => (kinds.has(triage.category) ? observablesOf(alert) : [])),
    observableKey,
  );
}
