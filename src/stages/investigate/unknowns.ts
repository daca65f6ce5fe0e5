import type { Evidence } from "../../core/evidence/evidence.ts";
import type { Observable } from "../../core/observable/observable.ts";
import { inline } from "../../core/report/inline.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import type { CaseView } from "./case-view.ts";
import { type Question, sentenceOf } from "./question.ts";

const unknownsMax = 8;
/** Questions that were not needed for the verdict and are told all the same. */
const unneededMax = 3;
const namedMax = 3;

type Asked = { readonly view: CaseView; readonly questions: readonly Question[]; readonly settled: ReadonlyMap<string, string> };

/** Why a question is open, the gravest for a reader first. */
const ranks = { failed: 0, pressing: 1, silent: 2, unasked: 3, unlisted: 4 } as const;
type Rank = keyof typeof ranks;

/** Answers of tools that leave the question open: nothing was there to look at, or no list knows it. */
const openAnswers: ReadonlyMap<string, Rank> = new Map<string, Rank>([
  ["failed", "failed"],
  ["no-calendar", "silent"],
  ["not-available", "silent"],
  ["not-observed", "silent"],
  ["unknown", "unlisted"],
]);

/** Whether an answer leaves its question open. */
export const leavesOpen = (answer: string): boolean => openAnswers.has(answer);

/** One thing that is open: what was asked, of what, and what came back. Entries with the same reason are told together. */
type Open = {
  readonly rank: Rank;
  readonly asks: string;
  readonly about: string | undefined;
  readonly says: string;
  readonly id: string | undefined;
};

/**
 * What stayed unanswered and matters, each fact once: what one gap leaves open is one sentence, and so is one question about several values. For an
 * undecided case the first is whether the account's owner may do this, since no tool was able to say so.
 */
export function unknownsOf(asked: Asked, verdict: Verdict, evidence: readonly Evidence[]): string[] {
  const undecided = verdict === "insufficient-data";
  const open = [...answeredOpen(asked, evidence), ...unasked(asked)].toSorted((a, b) => ranks[a.rank] - ranks[b.rank]);
  const sentences = sentencesOf(open);
  const unneeded = sentences.filter(({ rank }) => rank === "unasked");
  const kept = undecided ? sentences : sentences.filter((each) => !unneeded.includes(each) || unneeded.indexOf(each) < unneededMax);
  const all = [...(undecided ? [whoCouldSay(asked.view)] : []), ...new Set(kept.map(({ says }) => says))];
  const rest = all.length - unknownsMax;
  return rest > 0
    ? [...all.slice(0, unknownsMax), rest === 1 ? "1 further question stayed open." : `${rest} further questions stayed open.`]
    : all;
}

/** Who a person should ask, and what: the accounts and machines of the case. */
function whoCouldSay({ alerts, observables }: CaseView): string {
  const users = [...new Set(alerts.flatMap(({ alert }) => alert.user ?? []))].filter((user) => !isMachine.test(user));
  const hosts = [...new Set(observables.flatMap(({ type, value, role }) => (type === "host" && isPlace(role) ? [value] : [])))];
  const named = [...(users.length > 0 ? [`of ${listed(users)}`] : []), ...(hosts.length > 0 ? [`on ${listed(hosts)}`] : [])];
  return `Whether the activity ${[...named, "was"].join(" ")} allowed: nobody who could know was asked.`;
}

const isPlace = (role: Observable["role"]) => role !== "related" && role !== "source" && role !== "client";
const isMachine = /\$$|^(nt authority\\)?(system|localsystem|local service|network service)$/i;

const shortened = (value: string) => inline(value, 60);
const listed = (values: readonly string[], told: (value: string) => string = shortened) =>
  values.slice(0, namedMax).map(told).join(", ") + (values.length > namedMax ? ` and ${values.length - namedMax} more` : "");

/**
 * The questions whose answers left them open, by the item that says so. What is known to be an outsider's machine is no gap of our inventory, and that a
 * Linux host wrote nothing as a Windows host would, or the other way round, is no gap either.
 */
function answeredOpen({ view, questions, settled }: Asked, evidence: readonly Evidence[]): Open[] {
  const kinds = new Set(view.alerts.map(({ alert }) => alert.dataset));
  const byId = new Map(evidence.map((item) => [item.id, item]));
  const failed = new Map(evidence.flatMap((item) => (item.answer === "failed" ? [[item.question, item] as const] : [])));
  const answered = questions.flatMap((question) => {
    const item = byId.get(settled.get(question.key) ?? "") ?? (settled.has(question.key) ? failed.get(sentenceOf(question)) : undefined);
    return item ? [{ question, item }] : [];
  });
  const outside = new Set(
    answered.flatMap(({ question, item }) =>
      item.tool === "inventory/relation" && item.answer === "external" ? [question.about?.value] : [],
    ),
  );
  return answered.flatMap(({ question: { from, about }, item }): Open[] => {
    const rank = openAnswers.get(item.answer);
    if (
      !rank ||
      (item.answer === "not-observed" && isOtherSystem(from["look-for"]?.dataset, kinds)) ||
      (item.tool === "inventory/describe-asset" && outside.has(about?.value))
    )
      return [];
    const says = item.answer === "failed" ? "The tool failed" : item.says;
    return [{ rank: from.pressing ? "pressing" : rank, asks: from.asks, about: about?.value, says, id: item.id }];
  });
}

/** What machines themselves write, by system. */
const systems: readonly (string | undefined)[] = ["windows", "syslog"];
const isOtherSystem = (dataset: string | undefined, kinds: ReadonlySet<string | undefined>) =>
  systems.includes(dataset) && !kinds.has(dataset) && systems.some((other) => kinds.has(other));

function unasked({ questions, settled }: Asked): Open[] {
  return questions
    .filter(({ key }) => !settled.has(key))
    .map(({ from, about }) => ({
      rank: from.pressing ? "pressing" : "unasked",
      asks: from.asks,
      about: about?.value,
      says: "",
      id: undefined,
    }));
}

/** One sentence for each gap that left questions open, and for each question that was not asked. */
function sentencesOf(open: readonly Open[]): { readonly rank: Rank; readonly says: string }[] {
  const groups = Map.groupBy(open, ({ asks, says, id }) => (id !== undefined && isGap(says) ? `gap ${says}` : `asks ${asks}`));
  return [...groups.values()].map((same) => {
    const asks = [...new Set(same.map((each) => each.asks))];
    const notAsked = [...new Set(same.flatMap(({ about, id }) => (id === undefined && about !== undefined ? [about] : [])))];
    const left = same.some(({ id }) => id === undefined)
      ? [notAsked.length > 0 ? `Not asked about ${listed(notAsked)}.` : "Not asked."]
      : [];
    const told = answersOf(same.filter(({ id }) => id !== undefined));
    return {
      rank: same[0]?.rank ?? "unasked",
      says: [...asks.slice(0, namedMax), ...further(asks.length - namedMax), ...told, ...left].join(" "),
    };
  });
}

/** What came back, with the items that say so: answers that differ only in the value that they name are one sentence about all of them. */
function answersOf(answered: readonly Open[]): string[] {
  const named = (about: string | undefined) => `"${inline(about ?? "", quotedMax)}"`;
  const forms = Map.groupBy(answered, ({ says, about }) => (about === undefined ? says : says.replace(named(about), valueMark)));
  return [...forms].map(([form, same]) => {
    const values = [...new Set(same.flatMap(({ about }) => (about === undefined ? [] : [about])))];
    const ids = [...new Set(same.flatMap(({ id }) => (id === undefined ? [] : [`[${id}]`])))];
    return `${form.replace(valueMark, () => listed(values, (value) => `"${shortened(value)}"`)).replace(/[.\s]+$/, "")} ${ids.slice(0, namedMax).join("")}.`;
  });
}

/** Stands for the value in a sentence while sentences are compared; no text from outside holds it. */
const valueMark = "\u0000";
/** How much of a value the tools' sentences quote. */
const quotedMax = 200;

const further = (count: number) => (count > 0 ? [`And ${count} more.`] : []);

/** What the event store says where it holds nothing of the kind that was asked for. */
const isGap = (says: string) => says.startsWith("There are no events");
