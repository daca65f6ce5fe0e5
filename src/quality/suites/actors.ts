import type { AttackCatalogue } from "../../core/attack/attack.ts";
import type { Observable } from "../../core/observable/observable.ts";
import { bootstrapInterval } from "../../learning/bootstrap.ts";
import { openRandom } from "../../learning/random.ts";
import type { Place } from "../../stages/map-attack/infrastructure-signs.ts";
import { matchActors } from "../../stages/map-attack/match-actors.ts";
import { readActorNames } from "../data/galaxy.ts";
import {
  heldBackInfrastructure,
  type InfrastructureFold,
  infrastructureCalibrations,
  infrastructureFolds,
  infrastructureSeed,
  type Query,
  readInfrastructureData,
  seenBefore,
} from "../infrastructure-measure.ts";
import { type Figure, type Suite, shareFigure } from "../suite.ts";

const campaignTechniquesMin = 5;
const chanceRounds = 300;
const chanceTechniques = 12;

/** A query with what the product and the trivial method answered: ids of groups. */
type Answered = { readonly query: Query; readonly wanted: string; readonly said: string | undefined; readonly trivial: string | undefined };

/** The figures of held-back infrastructure, asked through the matching that the product uses. */
export function infrastructureFigures(suite: string, folds: readonly InfrastructureFold[], catalogue: AttackCatalogue): Figure[] {
  const several: Answered[] = [];
  const single: Answered[] = [];
  const nobodys: Answered[] = [];
  for (const [at, fold] of folds.entries()) {
    const others = folds.filter((_, other) => other !== at);
    const calibrations = infrastructureCalibrations(others.length > 0 ? others : [fold]);
    const ask = (query: Query): Answered => {
      const observables = query.places.map(observableOf);
      const [first] = matchActors({ observables, infrastructure: { ...fold.model, calibrations }, byNaming: true }, catalogue);
      const trivial = seenBefore(fold.model, query.places);
      return { query, wanted: groupOf(query.trail, catalogue), said: first?.id, trivial: trivial && groupOf(trivial, catalogue) };
    };
    several.push(...fold.several.filter(({ knowable }) => knowable).map(ask));
    single.push(...fold.single.filter(({ knowable }) => knowable).map(ask));
    nobodys.push(...[...fold.several.filter(({ knowable }) => !knowable), ...fold.ordinary].map(ask));
  }
  return [
    ...figuresOf({ suite, asked: "three to ten indicators of one report", goals: [0.7, 0.6], floors: [0.85, 0.5] }, several),
    ...figuresOf({ suite, asked: "one indicator", goals: [0, 0], floors: [0.8, 0.4] }, single),
    shareFigure({
      suite,
      figure: "nobody named for hosts of no group and of groups never seen",
      right: nobodys.filter(({ said }) => said === undefined).length,
      of: nobodys.length,
      target: 0,
      floor: 0.9,
      baseline: nobodys.filter(({ trivial }) => trivial === undefined).length / Math.max(1, nobodys.length),
    }),
  ];
}

type Asked = {
  readonly suite: string;
  readonly asked: string;
  readonly goals: readonly [right: number, answered: number];
  readonly floors: readonly [number, number];
};

/** The interval of a share of reports: whole trails are drawn, since the reports of one group are alike. */
function overTrails(trails: readonly (readonly Answered[])[], share: (rows: readonly Answered[]) => number) {
  const interval = bootstrapInterval({ groups: trails, statistic: (sample) => share(sample.flat()), seed: infrastructureSeed });
  return { interval, method: "bootstrap" as const };
}

/** Shares over reports, and the mean over groups, so that one with hundreds of reports counts once. */
function figuresOf({ suite, asked, goals, floors }: Asked, answered: readonly Answered[]): Figure[] {
  const given = (rows: readonly Answered[], of: "said" | "trivial") => rows.filter((row) => row[of] !== undefined);
  const right = (rows: readonly Answered[], of: "said" | "trivial") => rows.filter((row) => row[of] === row.wanted).length;
  const trivial = given(answered, "trivial");
  const trails = [...Map.groupBy(answered, ({ query }) => query.trail).values()];
  const overGroups = (groups: readonly (readonly Answered[])[], of: "said" | "trivial") =>
    groups.reduce((sum, rows) => sum + right(rows, of) / rows.length, 0) / groups.length;
  return [
    {
      ...shareFigure({
        suite,
        figure: `${asked}: group right, of those answered`,
        right: right(answered, "said"),
        of: given(answered, "said").length,
        target: goals[0],
        floor: floors[0],
        baseline: right(answered, "trivial") / Math.max(1, trivial.length),
      }),
      ...overTrails(trails, (rows) => right(rows, "said") / given(rows, "said").length),
    },
    {
      ...shareFigure({
        suite,
        figure: `${asked}: answered`,
        right: given(answered, "said").length,
        of: answered.length,
        target: goals[1],
        floor: floors[1],
        baseline: trivial.length / answered.length,
      }),
      ...overTrails(trails, (rows) => given(rows, "said").length / rows.length),
    },
    {
      suite,
      figure: `${asked}: right of all asked, mean over groups`,
      unit: "score",
      better: "higher",
      value: overGroups(trails, "said"),
      interval: bootstrapInterval({ groups: trails, statistic: (sample) => overGroups(sample, "said"), seed: infrastructureSeed }),
      method: "bootstrap",
      of: trails.length,
      baseline: overGroups(trails, "trivial"),
      goal: undefined,
      floor: undefined,
    },
  ];
}

const groupOf = (trail: string, catalogue: AttackCatalogue) => catalogue.groupOfTrail?.(trail) ?? trail.replace(/^apt_/, "maltrail:");

function observableOf(place: Place): Observable {
  if (place.kind === "path") return { type: "url", value: place.path };
  if (place.path.length > 1) return { type: "url", value: `http://${place.host}${place.path}` };
  return { type: place.kind === "address" ? "ip" : "domain", value: place.host };
}

/** Campaigns by their techniques alone, each left out of the catalogue while it is asked; and techniques drawn by chance, which fit nobody. */
export function techniqueActorFigures(suite: string, catalogue: AttackCatalogue): Figure[] {
  const campaigns = [...catalogue.campaigns()];
  const asked = campaigns.filter(({ groups, techniques }) => groups.length > 0 && techniques.length >= campaignTechniquesMin);
  const ranks = asked.map((one) => {
    const without: AttackCatalogue = { ...catalogue, campaigns: () => campaigns.filter(({ id }) => id !== one.id) };
    return matchActors({ techniques: one.techniques }, without).findIndex(({ id }) => one.groups.includes(id));
  });
  const pool = [...catalogue.groups()].flatMap(({ techniques }) => techniques);
  const random = openRandom(infrastructureSeed);
  const quiet = Array.from({ length: chanceRounds }, () => {
    const techniques = Array.from({ length: chanceTechniques }, () => pool[Math.floor(random() * pool.length)]!);
    return matchActors({ techniques }, catalogue).every(({ consistentWith }) => !consistentWith);
  });
  const share = (figure: string, right: number, of: number, floor: number) => shareFigure({ suite, figure, right, of, target: 0, floor });
  return [
    share("campaigns by techniques alone: group first", ranks.filter((rank) => rank === 0).length, ranks.length, 0.07),
    share("campaigns by techniques alone: group among the first five", ranks.filter((rank) => rank >= 0).length, ranks.length, 0.5),
    share(`${chanceTechniques} techniques drawn by chance: no group called consistent`, quiet.filter(Boolean).length, quiet.length, 0.95),
  ];
}

/** Each name of the galaxy's actors in a sentence: is the first group named one that bears it, or another name of the same actor? */
function nameFigures(suite: string, actorNames: readonly (readonly string[])[], catalogue: AttackCatalogue): Figure[] {
  const alike = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const groups = new Map([...catalogue.groups()].map((group) => [group.id, [group.name, ...group.aliases].map(alike)]));
  const asked = actorNames.flatMap((names) =>
    names.map((name) => {
      const [first] = matchActors({ texts: [`The intrusion was the work of ${name}, researchers said.`] }, catalogue);
      const known = new Set(names.map(alike));
      return first && (groups.get(first.id) ?? []).some((each) => known.has(each));
    }),
  );
  const answered = asked.filter((right) => right !== undefined);
  const right = answered.filter((each) => each).length;
  return [
    shareFigure({
      suite,
      figure: "names in a sentence: group right, of those answered",
      right,
      of: answered.length,
      target: 0.7,
      floor: 0.97,
    }),
    shareFigure({ suite, figure: "names in a sentence: answered", right: answered.length, of: asked.length, target: 0.6, floor: 0.95 }),
  ];
}

const measures =
  "Indicators of whole reports are held back, trail by trail; places drawn from one report are asked, and the first group answered counts. Intervals draw whole trails. Campaigns of ATT&CK are asked by techniques with the campaign left out.";

const actorsOf = (name: string, asked: readonly number[], quick: boolean): Suite => ({
  name,
  rules: [],
  builtin: false,
  data: ["maltrail", "galaxy"],
  quick,
  seed: infrastructureSeed,
  measures: quick ? `${measures} One of the five folds, for the gate.` : measures,
  looks:
    "five times, while the scores of things seen, the share of a trail's pattern and the calibration were chosen; the calibration of a fold comes from the others",
  async run({ data, catalogue }) {
    const facts = catalogue();
    const folds = heldBackInfrastructure(await readInfrastructureData(data), asked);
    return {
      figures: [
        ...infrastructureFigures(name, folds, facts),
        ...nameFigures(name, await readActorNames(data), facts),
        ...techniqueActorFigures(name, facts),
      ],
      notes: [
        "names are those that the catalogue was made of: their figures say whether a name is found in a sentence, not whether it was known",
        "the baseline is a look-up of names, registered names and addresses that were seen before",
        ...(quick ? ["the calibration comes from the fold that is asked, since the others are not learnt here"] : []),
      ],
      weak: [
        "A group is only known by its infrastructure where reports on it were collected; new hosts of a group with one report are not recognised.",
        "A few groups with hundreds of reports decide the figures; the interval over groups is wide.",
        "Counted by groups, each once, the plain look-up is right about as often as we are or more often for several indicators: what is learnt helps with the groups of many reports.",
      ],
    };
  },
});

/** Groups by the infrastructure of held-back reports, and by techniques: all five folds. */
export const actors = actorsOf(
  "actors",
  Array.from({ length: infrastructureFolds }, (_, fold) => fold),
  false,
);
/** The first fold, quick enough for the gate. */
export const actorsQuick = actorsOf("actors-quick", [0], true);
