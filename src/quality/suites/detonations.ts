import { parentTechnique } from "../../core/attack/attack.ts";
import type { TelemetryEvent } from "../../core/event/event.ts";
import { bootstrapInterval } from "../../learning/bootstrap.ts";
import { clopperPearson } from "../../learning/interval.ts";
import { f1Of, type Told } from "../../learning/metrics.ts";
import { groupedFolds } from "../../learning/split.ts";
import { openCloudJudge } from "../../stages/judge-cloud/index.ts";
import { type CloudRow, readCloudRows, trainCloud } from "../cloud-training.ts";
import { ordinaryCalls } from "../data/ordinary-calls.ts";
import { eventOf } from "../data/panther.ts";
import { type Detonation, readStratus } from "../data/stratus.ts";
import type { Figure, Suite } from "../suite.ts";

const seed = 11;
const folds = 5;
const backgroundCalls = 150;
const hourMs = 3_600_000;
const windowMs = 5 * 60_000;

/** One detonation laid into ordinary calls: what was told of its events and of the others, and of the techniques. */
type Laid = { readonly told: Told; readonly baseline: Told; readonly named: boolean | undefined };

/**
 * Recorded detonations, each laid into the ordinary calls of an account. Every event of a recording is the attack's own (`readStratus`), every
 * other is not; told is what the judge raises an alert on, by itself or by the same credentials. The judge saw no detonation of the fold, and other
 * ordinary calls. The trivial way is a window around any call whose name is on a short list, by the same address.
 */
export const detonations: Suite = {
  name: "detonations",
  rules: [],
  builtin: false,
  data: ["stratus", "panther", "sigma"],
  seed,
  measures:
    "Each recorded detonation, without user agents and tool names, is laid into 150 made-up ordinary calls of the same hours. By the techniques' pages every recorded event is the attack's own. Five folds over detonations. Intervals by drawing whole detonations.",
  looks: "Five times; the bar above which a call draws in its neighbours was lowered once after.",
  async run({ data }) {
    const rows = await readCloudRows(data, seed);
    const recorded = await readStratus(data);
    const foldOf = groupedFolds(
      recorded.map(({ technique }) => technique),
      folds,
      seed,
    );
    const laid: Laid[] = [];
    for (let fold = 0; fold < folds; fold++) {
      const held = new Set(recorded.filter((_, at) => foldOf[at] === fold).map(({ technique }) => `stratus ${technique}`));
      const judge = judgeOf(rows.filter(({ group }) => !held.has(group)));
      for (const [at, detonation] of recorded.entries()) if (foldOf[at] === fold) laid.push(await lay(detonation, at, judge));
    }
    return { figures: figuresOf(laid), notes: [] };
  },
};

function judgeOf(rows: readonly CloudRow[]) {
  return openCloudJudge({ model: trainCloud(rows, seed) });
}

async function lay(detonation: Detonation, number: number, judge: ReturnType<typeof judgeOf>): Promise<Laid> {
  const attack = await eventsOf(detonation.records);
  const times = attack.map(({ timeMs }) => timeMs);
  const calls = ordinaryCalls(seed * 1_000 + number, backgroundCalls, Math.min(...times) - hourMs, Math.max(...times) + hourMs);
  const own = new Set(attack);
  const all = [...attack, ...(await eventsOf(calls))].toSorted((a, b) => a.timeMs - b.timeMs);
  const raised = new Set<TelemetryEvent>();
  const techniques = new Set<string>();
  const follow = judge.follow?.();
  for (const event of all) {
    const judged = judge.judge(event);
    if (!judged) continue;
    const alerts = [...(judged.maliciousness >= judge.alertsFrom ? [{ event, judged }] : []), ...(follow?.(event, judged) ?? [])];
    for (const each of alerts) {
      raised.add(each.event);
      if (own.has(each.event)) for (const id of each.judged.techniques) techniques.add(id);
    }
  }
  const agrees = (label: string) => [...techniques].some((id) => parentTechnique(id) === parentTechnique(label));
  const named = detonation.attack.length === 0 ? undefined : detonation.attack.some(agrees);
  return { told: tally(all, own, raised), baseline: tally(all, own, aroundSensitive(all)), named };
}

async function eventsOf(records: readonly Record<string, unknown>[]): Promise<TelemetryEvent[]> {
  const events = await Promise.all(records.map((record) => eventOf(JSON.stringify(record))));
  return events.filter((event) => event !== undefined);
}

const sensitive =
  /^(Create(User|AccessKey|LoginProfile|Role)|Attach|Put(Bucket|User|Role)Policy|Delete|Stop|Update|Modify|Authorize|GetSecretValue|GetPasswordData|SendCommand|ConsoleLogin$)/;

function aroundSensitive(all: readonly TelemetryEvent[]): Set<TelemetryEvent> {
  const centres = all.filter(({ action }) => sensitive.test(action));
  const isNear = (event: TelemetryEvent) =>
    centres.some(
      (centre) => centre.fields.sourceIPAddress === event.fields.sourceIPAddress && Math.abs(centre.timeMs - event.timeMs) <= windowMs,
    );
  return new Set(all.filter(isNear));
}

function tally(all: readonly TelemetryEvent[], own: ReadonlySet<TelemetryEvent>, raised: ReadonlySet<TelemetryEvent>): Told {
  const hits = all.filter((event) => own.has(event) && raised.has(event)).length;
  return { hits, falseAlarms: raised.size - hits, misses: own.size - hits };
}

function figuresOf(laid: readonly Laid[]): Figure[] {
  const pooled = (sample: readonly Laid[], which: "told" | "baseline") =>
    f1Of({
      hits: sample.reduce((sum, each) => sum + each[which].hits, 0),
      falseAlarms: sample.reduce((sum, each) => sum + each[which].falseAlarms, 0),
      misses: sample.reduce((sum, each) => sum + each[which].misses, 0),
    });
  const ours = (sample: readonly Laid[]) => pooled(sample, "told");
  const interval = bootstrapInterval({ groups: laid, statistic: ours, seed });
  const hit = laid.filter(({ told }) => told.hits > 0).length;
  const labelled = laid.filter(({ named }) => named !== undefined);
  const right = labelled.filter(({ named }) => named).length;
  const common = { suite: "detonations", better: "higher" } as const;
  return [
    {
      ...common,
      figure: "event F1",
      unit: "score",
      value: ours(laid),
      interval,
      method: "bootstrap",
      of: laid.length,
      baseline: pooled(laid, "baseline"),
      goal: 0.8,
      floor: 0.75,
    },
    {
      ...common,
      figure: "detonations with an alert",
      unit: "share",
      value: hit / laid.length,
      interval: clopperPearson(hit, laid.length),
      method: "clopper-pearson",
      of: laid.length,
      right: hit,
      goal: undefined,
      floor: 0.75,
    },
    {
      ...common,
      figure: "technique named, parent level",
      unit: "share",
      value: right / labelled.length,
      interval: clopperPearson(right, labelled.length),
      method: "clopper-pearson",
      of: labelled.length,
      right,
      goal: undefined,
      floor: 0.3,
    },
  ];
}
