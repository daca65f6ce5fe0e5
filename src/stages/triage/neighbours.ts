import { treesContributions } from "../../learning/trees/score.ts";
import type { Neighbour, Neighbourhood } from "../../ports/scorer.ts";
import { type AlertModel, type RowScore, scoreAlert } from "./alert-model.ts";
import { activities } from "./neighbourhood/activity.ts";
import { openRuleNames, openRuleReader, type Reading, type RuleReader } from "./neighbourhood/known-rules.ts";
import { openQuiet } from "./neighbourhood/quiet.ts";
import { reasonsOf } from "./neighbourhood/reasons.ts";
import { columns, openRows } from "./neighbourhood/rows.ts";
import { streamOf } from "./neighbourhood/stream.ts";

/**
 * What the model makes of one alert. `raisesOnly` is set where the title is no known rule's but only names one: whoever writes a title can put any
 * words into it, so it may speak for an attack and never against one.
 */
export type Heard = RowScore & {
  readonly raisesOnly: boolean;
  readonly reasons: () => Neighbourhood["reasons"];
};

/** Titles that are remembered; beyond, each is read anew. */
const titlesMax = 50_000;

/** What is heard of alerts that come in order of time, as the port promises them: nothing of those that neither are a known rule's nor name one. */
export function openHeard(model: AlertModel): (alerts: readonly Neighbour[]) => (at: number) => Heard | undefined {
  const namesOf = openRuleNames(model.knownRules);
  const reader = openRuleReader(model.knownRules);
  return (alerts) => {
    const titles = new Map<string, ReturnType<typeof namesOf>>();
    const names = alerts.map((alert) => {
      const title = `${alert.product}\n${alert.title}`;
      const held = titles.get(title) ?? namesOf(alert);
      if (titles.size < titlesMax) titles.set(title, held);
      return held;
    });
    // An alert that names several rules is seen as each of them in turn; the others stand as they are, or as the last that they name.
    const views = Array.from({ length: names.reduce((most, { named }) => Math.max(most, named.length), 1) }, (_, view) =>
      openView(
        model,
        alerts.map((alert, at) => asNamed(alert, names[at]!.named, view)),
        reader,
      ),
    );
    return (at) => {
      const { isExact, named } = names[at]!;
      if (isExact) return { ...views[0]!(at), raisesOnly: false };
      const heard = named.map((_, view) => ({ ...views[view]!(at), raisesOnly: true }));
      return heard.toSorted((a, b) => b.logOdds - a.logOdds)[0];
    };
  };
}

/** The neighbourhoods of alerts that come in order of time, as the port promises them; of rules that the model knows nothing of there is nothing to say. */
export function openNeighbours(model: AlertModel): (alerts: readonly Neighbour[]) => (at: number) => Neighbourhood {
  const open = openHeard(model);
  return (alerts) => {
    const heardAt = open(alerts);
    return (at) => {
      const heard = heardAt(at);
      if (!heard) return unknownRule;
      const { category, techniques, tactics } = activities[heard.activity]!;
      const { logOdds, raisesOnly } = heard;
      return {
        ...{ logOdds, knowledge: 1, reasons: heard.reasons() },
        ...(raisesOnly && { raisesOnly }),
        activity: { isLikely: heard.isLikely, category, techniques, tactics },
      };
    };
  };
}

const unknownRule: Neighbourhood = {
  logOdds: 0,
  knowledge: 0,
  reasons: [],
  activity: { isLikely: false, category: "other", techniques: [], tactics: [] },
};

function asNamed(alert: Neighbour, named: readonly string[], view: number): Neighbour {
  const rule = named[Math.min(view, named.length - 1)];
  return rule === undefined ? alert : { ...alert, product: "", title: rule };
}

type Scored = ReturnType<typeof scoreAlert> & { readonly row: Float32Array; readonly isQuiet: boolean };
type Seen = Omit<Heard, "raisesOnly">;

/** Scores the alerts of one stream, in ascending order of place: by the row, and by what the row would be without a flood, whichever says more. */
function openView({ trees }: AlertModel, alerts: readonly Neighbour[], reader: RuleReader): (at: number) => Seen {
  const stream = streamOf(alerts, reader);
  const fill = openRows(stream);
  const quieten = openQuiet(stream);
  const row = new Float32Array(columns.length);
  return (at) => {
    fill(at, row);
    const reading = stream.readings[stream.rules[at]!]!;
    const own: Scored = { ...scoreAlert(trees, row, reading), row, isQuiet: false };
    let most = own;
    for (const quiet of quieten(at, row)) {
      const scored = scoreAlert(trees, quiet, reading);
      if (scored.logOdds > most.logOdds) most = { ...scored, row: quiet, isQuiet: true };
    }
    // What is raised only as far as "hardly an attack" is told as what it was.
    if (own.isLikely || most.logOdds < 0) most = { ...most, activity: own.activity, isLikely: own.isLikely };
    const { logOdds, maliciousness, activity, isLikely, record } = most;
    const reasons = () => {
      if (record === logOdds) return [recordReason(reading, record)];
      const towards = treesContributions(trees, most.row, activity + 1);
      const against = treesContributions(trees, most.row, 0);
      const contributions = towards.map((value, column) => value - against[column]!);
      return reasonsOf(contributions, most.row, most.isQuiet);
    };
    return { logOdds, maliciousness, activity, isLikely, reasons };
  };
}

function recordReason({ occasions, attacks }: Reading, logOdds: number): Neighbourhood["reasons"][number] {
  return {
    says: `alerts that read like this one meant an attack on ${Math.round(attacks)} of ${Math.round(occasions)} occasions`,
    logOdds,
  };
}
