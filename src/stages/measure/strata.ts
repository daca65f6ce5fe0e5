import { type Category, categories } from "../../core/alert/category.ts";
import { type Severity, severities } from "../../core/alert/severity.ts";
import { alertClassOf } from "../../core/autonomy/alert-class.ts";
import type { Durations, EscalationRate, MissedThreat, Share } from "../../core/measure/figure.ts";
import { durationsOf, escalationOf, shareOf, type TimeRow } from "./figures.ts";

/** What one key of a family comes to (`ports/measures.ts`). */
type Row = { readonly key: readonly (string | number)[]; readonly n: number };

/** Alerts that stand alike, whichever family they were read from. `ran`: the whole plan of their case ran; `hostile`: a text of theirs bears a mark. */
export type StandingRow = {
  readonly stratum: string;
  readonly outcome: string;
  readonly verdict: string;
  readonly handed: boolean;
  readonly ran: boolean;
  readonly hostile: boolean;
  readonly n: number;
};

const standing = (stratum: string, [outcome, verdict, handed, ran, hostile]: readonly unknown[], n: number): StandingRow => ({
  stratum,
  outcome: String(outcome),
  verdict: String(verdict),
  handed: handed === 1,
  ran: ran === 1,
  hostile: hostile === 1,
  n,
});

/** Rows of the families "flow", "source" and "rule", each told apart by what figures have strata of. */
export type StandingRows = { readonly [By in "severity" | "category" | "source" | "class"]: readonly StandingRow[] };

/** Reads the three families. */
export function standingRows(flow: readonly Row[], source: readonly Row[], rule: readonly Row[]): StandingRows {
  return {
    severity: flow.map(({ key, n }) => standing(String(key[0]), key.slice(2), n)),
    category: flow.map(({ key, n }) => standing(String(key[1]), key.slice(2), n)),
    source: source.map(({ key, n }) => standing(String(key[0]), key.slice(1), n)),
    class: rule.map(({ key: [product, name, , verdict, handed, outcome, ran, hostile], n }) => {
      const [of, rule] = [String(product), String(name)];
      const stratum = alertClassOf({ product: of, ruleId: rule, rule, title: rule });
      return standing(stratum, [outcome, verdict, handed, ran, hostile], n);
    }),
  };
}

/** Sources and classes that one figure shows: those with the most alerts. */
export const strataShownMax = 50;

type ByStratum<Made> = {
  readonly bySeverity: ({ readonly severity: Severity } & Made)[];
  readonly byCategory: ({ readonly category: Category } & Made)[];
  readonly bySource: ({ readonly source: string } & Made)[];
  readonly byClass: ({ readonly class: string } & Made)[];
};

const groups = <Each extends { readonly stratum: string }>(rows: readonly Each[]) => Map.groupBy(rows, ({ stratum }) => stratum);
const sum = (rows: readonly { readonly n: number }[]) => rows.reduce((all, { n }) => all + n, 0);

function most<Each extends { readonly stratum: string; readonly n: number }>(rows: readonly Each[]): [string, readonly Each[]][] {
  return [...groups(rows)].toSorted(([a, x], [b, y]) => sum(y) - sum(x) || (a < b ? -1 : 1)).slice(0, strataShownMax);
}

/** Something of each stratum that has rows: severities and categories in their order, sources and classes by how many they have. */
function byStratum<Each extends { readonly stratum: string; readonly n: number }, Made>(
  rows: { readonly [By in keyof StandingRows]: readonly Each[] },
  make: (rows: readonly Each[], by: keyof StandingRows, stratum: string) => Made,
): ByStratum<Made> {
  const ordered = <Word extends string>(words: readonly Word[], by: "severity" | "category") => {
    const found = groups(rows[by]);
    return words.flatMap((word) => {
      const its = found.get(word);
      return its ? [{ word, made: make(its, by, word) }] : [];
    });
  };
  return {
    bySeverity: ordered(severities, "severity").map(({ word, made }) => ({ severity: word, ...made })),
    byCategory: ordered(categories, "category").map(({ word, made }) => ({ category: word, ...made })),
    bySource: most(rows.source).map(([stratum, its]) => ({ source: stratum, ...make(its, "source", stratum) })),
    byClass: most(rows.class).map(([stratum, its]) => ({ class: stratum, ...make(its, "class", stratum) })),
  };
}

/** A share of accepted alerts, whole and by stratum. `deadLettered` are accepted too, and are of no stratum. */
export function acceptedShare(rows: StandingRows, fits: (row: StandingRow) => boolean, deadLettered: number) {
  const of = (its: readonly StandingRow[], more = 0): Share => shareOf(sum(its.filter(fits)), sum(its) + more, "alerts");
  return { all: of(rows.severity, deadLettered), ...byStratum(rows, (its) => ({ share: of(its) })) };
}

/** Closed without a person: by the agent, and never handed to anybody. */
export const isAutoClosed = ({ outcome, handed }: StandingRow): boolean => outcome === "agent" && !handed;

/** The bound of what a stratum's missed threats are, as quality samples have it. */
export type BoundOf = (by: keyof StandingRows, stratum: string) => MissedThreat;

/** The escalation rate whole and by stratum, none without its bound. */
export function escalationFigure(rows: StandingRows, all: MissedThreat, boundOf: BoundOf) {
  const rate = (its: readonly StandingRow[], bound: MissedThreat): EscalationRate => escalationOf(its, bound);
  return {
    all: rate(rows.severity, all),
    ...byStratum(rows, (its, by, stratum) => ({ escalation: rate(its, boundOf(by, stratum)) })),
  };
}

/** One figure of durations by its name, whole and by stratum. */
export function timeFigure(rows: readonly TimeRow[], name: string, because: string) {
  const its = (by: string) => rows.filter((row) => row.name === name && row.by === by);
  const [severity, category, source] = [its("severity"), its("category"), its("source")];
  const of = (some: readonly TimeRow[]): Durations => durationsOf(some, because);
  return { all: of(severity), ...byStratum({ severity, category, source, class: its("class") }, (some) => ({ durations: of(some) })) };
}
