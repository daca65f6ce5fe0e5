import type { Dossier, HeldValue, SheetValue } from "./dossier.ts";
import type { SheetValues } from "./findings.ts";
import type { Regime } from "./words.ts";

/** What people confirmed; with `proposed`, what the agent proposes too where they did not. */
export function valuesOf({ values }: Dossier, take: "confirmed" | "proposed"): SheetValues {
  const known = new Map<string, SheetValue>();
  for (const [id, { confirmed, proposed }] of values) {
    const said = confirmed ?? (take === "proposed" ? proposed : undefined);
    if (said) known.set(id, said.value);
  }
  return known;
}

/** A moment on which a clock starts. `estimated`: nobody confirmed it, and it is the earliest that is plausible. */
export type StartingMoment = { readonly atMs: number; readonly estimated: boolean };

/** A time of the worksheet: what a person confirmed, else the earliest that the agent ever held plausible. */
export function timeValue({ values }: Pick<Dossier, "values">, id: string): StartingMoment | undefined {
  const held: HeldValue | undefined = values.get(id);
  if (held?.confirmed) return momentIn(held.confirmed.value, held.confirmed.estimate);
  return held?.earliest && momentIn(held.earliest.value, true);
}

function momentIn(value: SheetValue, estimated: boolean): StartingMoment | undefined {
  const atMs = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(atMs) ? undefined : { atMs, estimated };
}

/** How a case stands classified under a regime: the last word, and since when a report is owed without a break. */
export type ClassificationStanding = {
  readonly outcome: "reportable" | "not-reportable" | undefined;
  readonly sinceMs: number | undefined;
};

/** Earlier words stay in the dossier; a report that was owed, then not, then again, is owed since the last time. */
export function classificationOf({ classified }: Pick<Dossier, "classified">, regime: Regime): ClassificationStanding {
  let sinceMs: number | undefined;
  let outcome: ClassificationStanding["outcome"];
  for (const each of classified) {
    if (each.regime !== regime) continue;
    sinceMs = each.outcome === "reportable" ? (outcome === "reportable" ? sinceMs : each.classifiedAtMs) : undefined;
    outcome = each.outcome;
  }
  return { outcome, sinceMs };
}

/** The moment that a fact of a pack names; undefined where it has not happened. */
export function factMoment(dossier: Dossier, regime: Regime, fact: string): StartingMoment | undefined {
  if (fact === "classified") {
    const { sinceMs } = classificationOf(dossier, regime);
    return sinceMs === undefined ? undefined : { atMs: sinceMs, estimated: false };
  }
  const [kind = "", name = ""] = fact.split(":");
  if (kind === "value") return timeValue(dossier, name);
  const times = dossier.submitted.filter((each) => each.regime === regime && each.stage === name).map((each) => each.submittedAtMs);
  if (times.length === 0) return undefined;
  return { atMs: kind === "first-submitted" ? Math.min(...times) : Math.max(...times), estimated: false };
}

/** A fact in words. */
export function factSays(fact: string, titles: ReadonlyMap<string, string>): string {
  if (fact === "classified") return "classification";
  const [kind = "", name = ""] = fact.split(":");
  if (kind === "value") return titles.get(name) ?? name;
  return kind === "first-submitted" ? `submission of the ${name} report` : `last submission of the ${name} report`;
}
