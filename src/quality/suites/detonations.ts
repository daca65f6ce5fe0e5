import { parentTechnique } from "../../core/attack/attack.ts";
import type { TelemetryEvent } from "../../core/event/event.ts";
import { bootstrapInterval } from "../../learning/bootstrap.ts";
import { f1Of, type Told } from "../../learning/metrics.ts";
import type { EventJudge } from "../../ports/judge.ts";
import { openCloudJudge } from "../../stages/judge-cloud/index.ts";
import { readCloudRows, trainCloud } from "../cloud-training.ts";
import { ordinaryCalls } from "../data/ordinary-calls.ts";
import { eventOf } from "../data/panther.ts";
import { type Detonation, readStratus } from "../data/stratus.ts";
import { type Figure, type Suite, shareFigure } from "../suite.ts";

const seed = 11;
const backgroundCalls = 150;
const hourMs = 3_600_000;
const windowMs = 5 * 60_000;

/** One detonation laid into ordinary calls: what was told of its events and of the others, and of the techniques. */
type Laid = { readonly told: Told; readonly baseline: Told; readonly named: boolean | undefined };

/**
 * Recorded detonations, each laid into the ordinary calls of an account. Every event of a recording is the attack's own (`readStratus`), every
 * other is not; told is what the judge raises an alert on, by itself or by the same credentials. The judge is trained on no detonation at all, and on
 * other ordinary calls. The trivial way is a window around any call whose name is on a short list, by the same address.
 */
export const detonations: Suite = {
  name: "detonations",
  rules: [],
  builtin: false,
  data: ["stratus", "panther", "sigma"],
  seed,
  measures:
    "Each recorded detonation, without user agents and tool names, is laid into 150 made-up ordinary calls of the same hours. By the techniques' pages every recorded event is the attack's own. The judge is trained on none of them. Intervals by drawing whole detonations.",
  looks:
    "Twelve times; the bar above which a call draws in its neighbours was lowered twice after, recordings were taken out of training, and the weights of ordinary calls and of free words were chosen among six with this figure in sight.",
  async run({ data }) {
    const judge = openCloudJudge({ model: trainCloud(await readCloudRows(data, seed), seed) });
    const laid: Laid[] = [];
    for (const [number, detonation] of (await readStratus(data)).entries()) laid.push(await lay(detonation, number, judge));
    return { figures: figuresOf(laid), notes: [] };
  },
};

async function lay(detonation: Detonation, number: number, judge: EventJudge): Promise<Laid> {
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
  return [
    {
      suite: "detonations",
      better: "higher",
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
    ...sharesOf(laid),
  ];
}

/** In how many detonations anything is raised at all, and in how many of those whose page names a technique it is named. */
function sharesOf(laid: readonly Laid[]): Figure[] {
  const labelled = laid.filter(({ named }) => named !== undefined);
  const hit = laid.filter(({ told }) => told.hits > 0).length;
  const right = labelled.filter(({ named }) => named).length;
  const suite = "detonations";
  return [
    shareFigure({ suite, figure: "detonations with an alert", right: hit, of: laid.length, target: 0, floor: 0.6 }),
    shareFigure({ suite, figure: "technique named, parent level", right, of: labelled.length, target: 0, floor: 0.25 }),
  ];
}
