import type { Conclusion } from "../../core/case/conclusion.ts";
import { type Observable, observableKey } from "../../core/observable/observable.ts";
import type { Playbook } from "../../core/playbook/playbook.ts";
import { promptLimits } from "../../core/prompt/limits.ts";
import type { CaseView } from "./case-view.ts";
import { type Question, questionsOf } from "./question.ts";

/** A question that a planner may choose, by the handle of what it is about; null for the whole case. */
type Offered = {
  readonly name: string;
  readonly asks: string;
  readonly worth: number;
  readonly byHandle: ReadonlyMap<string | null, Question>;
};

/** What a planner is shown and may name: nothing else can be asked. */
export type PlannerGround = {
  /** Each question's name with the handles that it may be about. */
  readonly catalogue: ReadonlyMap<string, ReadonlySet<string | null>>;
  /** The key of the thing that a handle stands for; null for the whole case. */
  readonly keyOf: (handle: string | null) => string | null;
  /** The question of a name about the thing with a key; undefined for what was not offered. */
  readonly questionAbout: (name: string, key: string | null) => Question | undefined;
  /** What a planner is shown: the typed state of the case, one thing a line (ids, words of closed lists, numbers and handles), and the questions on offer, one a line. */
  readonly text: string;
};

/** Questions on offer, and things that they may be about. */
const offeredMax = 24;
const answersToldMax = 24;
const asksLengthMax = 90;

/** What is known when a planner is asked: its case, all playbooks and the one that was gone by, what is answered, and how the rules alone would end it. */
export type Planning = {
  readonly view: CaseView;
  readonly playbooks: readonly Playbook[];
  readonly playbook: string;
  readonly without: Conclusion;
};

/**
 * The ground of a plan: no text of an alert and no name from outside stands in it. Where its text would be longer than a prompt has room for (`bytesMax`, UTF-8), less is on offer:
 * what is shown is whole, and nothing may be named that is not shown. Pure; the same case gives the same ground.
 */
export function plannerGround(planning: Planning, bytesMax: number = promptLimits.slotBytesMax["case-state"]): PlannerGround {
  const { view } = planning;
  const handles = new Map(view.observables.map((observable, index) => [observableKey(observable), `h-${index + 1}`]));
  const keys = new Map([...handles].map(([key, handle]) => [handle, key]));
  const handleOf = ({ about }: Question) => (about ? (handles.get(observableKey(about)) ?? null) : null);
  const { offered, text } = fitting(offersOf(planning, handleOf), bytesMax, (some) => textOf(planning, handles, some));
  return {
    catalogue: new Map(offered.map(({ name, byHandle }) => [name, new Set(byHandle.keys())])),
    keyOf: (handle) => (handle === null ? null : (keys.get(handle) ?? null)),
    questionAbout: (name, key) => offered.find((each) => each.name === name)?.byHandle.get(key === null ? null : (handles.get(key) ?? "")),
    text,
  };
}

const textOf = (planning: Planning, handles: ReadonlyMap<string, string>, offered: readonly Offered[]): string =>
  [
    ...stateLines(planning, handles, offered),
    "may be asked:",
    ...offered.map(
      ({ name, asks, byHandle }) => `${name} about ${[...byHandle.keys()].map((handle) => handle ?? "case").join(" ")}: ${asks}`,
    ),
  ].join("\n");

/** As much as there is room for: of each question the first thing that it may be about, the most telling question first, then of each the second, and so on. */
function fitting(
  offered: readonly Offered[],
  bytesMax: number,
  textOf: (some: readonly Offered[]) => string,
): { readonly offered: readonly Offered[]; readonly text: string } {
  const places = offered
    .flatMap(({ name, byHandle }, rank) => [...byHandle.keys()].map((handle, turn) => ({ name, handle, rank, turn })))
    .toSorted((a, b) => a.turn - b.turn || a.rank - b.rank);
  const some = (count: number) => {
    const kept = Map.groupBy(places.slice(0, count), ({ name }) => name);
    return offered.flatMap((each) => {
      const about = kept.get(each.name);
      return about ? [{ ...each, byHandle: new Map(about.map(({ handle }) => [handle, each.byHandle.get(handle) as Question])) }] : [];
    });
  };
  const shown = (count: number) => {
    const few = some(count);
    return { offered: few, text: textOf(few) };
  };
  const fits = ({ text }: { readonly text: string }) => Buffer.byteLength(text.normalize("NFKC")) <= bytesMax;
  const all = shown(places.length);
  if (fits(all)) return all;
  // More on offer is never shorter, so that the most that fits is found by halves.
  let [least, most] = [0, places.length];
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2);
    if (fits(shown(middle))) least = middle;
    else most = middle;
  }
  return shown(least);
}

/** What all playbooks would ask about this case and nobody asked yet: those of its own playbook first, then the most telling for their cost. */
function offersOf({ view, playbooks, playbook: own }: Planning, handleOf: (question: Question) => string | null): Offered[] {
  const { settled } = view.standing;
  const ownQuestions = playbooks.filter(({ playbook }) => playbook === own).flatMap((each) => questionsOf(each, view));
  const seen = new Set(ownQuestions.filter(({ key }) => settled.has(key)).map(sameness));
  const found = new Map<string, Offered & { readonly byHandle: Map<string | null, Question> }>();
  for (const playbook of playbooks.toSorted((a, b) => rankOf(a, own) - rankOf(b, own) || (a.playbook < b.playbook ? -1 : 1)))
    for (const question of questionsOf(playbook, view)) {
      const same = sameness(question);
      if (seen.has(same)) continue;
      seen.add(same);
      const name = `${playbook.playbook}/${question.from.id}`;
      const { asks, answers, cost } = question.from;
      const worth = Math.max(0, ...Object.values(answers)) / cost + (playbook.playbook === own ? ownBonus : 0);
      const held = found.get(name) ?? { name, asks: asks.slice(0, asksLengthMax).trimEnd(), worth, byHandle: new Map() };
      const handle = handleOf(question);
      if (!held.byHandle.has(handle)) held.byHandle.set(handle, question);
      found.set(name, held);
    }
  return [...found.values()].toSorted((a, b) => b.worth - a.worth || (a.name < b.name ? -1 : 1)).slice(0, offeredMax);
}

const ownBonus = 10;
const rankOf = ({ playbook }: Playbook, own: string) => (playbook === own ? 0 : 1);

/** Two playbooks may ask the same of the same tool. */
const sameness = ({ from, about, window }: Question): string =>
  JSON.stringify([from.tool, from["look-for"] ?? null, about ? observableKey(about) : null, window.fromMs, window.toMs]);

function stateLines({ view, playbook, without }: Planning, handles: ReadonlyMap<string, string>, offered: readonly Offered[]): string[] {
  const tactics = [...new Set(view.alerts.flatMap(({ triage }) => triage.tactics))].filter((id) => /^TA\d{4}$/.test(id)).toSorted();
  const severities = Object.entries(Object.groupBy(view.alerts, ({ triage }) => triage.severity)).map(
    ([word, all]) => `${all?.length} ${word}`,
  );
  const used = new Set(offered.flatMap(({ byHandle }) => [...byHandle.keys()]));
  const things = view.observables.flatMap((observable) => thingOf(observable, handles, used));
  return [
    `category ${without.category}`,
    `playbook ${playbook}`,
    `verdict of the rules ${without.verdict}, severity ${without.severity}, maliciousness ${without.maliciousness.toFixed(2)}`,
    `alerts ${view.alerts.length}: ${severities.toSorted().join(", ")}`,
    `minutes ${Math.max(0, Math.round((view.lastMs - view.firstMs) / 60_000))}`,
    `tactics ${tactics.join(" ") || "none"}`,
    ...things,
    ...answerLines(view, handles),
  ];
}

function thingOf({ type, value, role }: Observable, handles: ReadonlyMap<string, string>, used: ReadonlySet<string | null>): string[] {
  const handle = handles.get(observableKey({ type, value }));
  return handle && used.has(handle) ? [`${handle} ${type}${role ? ` ${role}` : ""}`] : [];
}

/** What was asked already and how it was answered: the question's id, its handle, the answer's word. */
function answerLines({ standing }: CaseView, handles: ReadonlyMap<string, string>): string[] {
  return [...standing.settled].slice(0, answersToldMax).map(([key, evidenceId]) => {
    const at = key.indexOf(" ");
    const id = at < 0 ? key : key.slice(0, at);
    const handle = at < 0 ? "case" : (handles.get(key.slice(at + 1)) ?? "other");
    const answer = standing.evidence.get(evidenceId)?.answer ?? "failed";
    return `answered ${id} ${handle}: ${answer}`;
  });
}
