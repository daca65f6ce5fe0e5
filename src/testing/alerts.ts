import type { Alert } from "../core/alert/alert.ts";
import { emptyFields } from "../core/event/event.ts";
import type { DomainEvent, RunState } from "../core/run/run.ts";
import { correlateStep } from "../engine/correlate-step.ts";
import { openRecorder, type Recorder } from "../engine/recorder.ts";
import { triageStep } from "../engine/triage-step.ts";
import { settingsOf, type World } from "../engine/world.ts";
import { nextRunStep } from "../stages/next.ts";
import { smallWorld } from "./small-world.ts";

/** Noon of an ordinary day. */
export const noonMs = Date.UTC(2026, 2, 2, 12);
export const minuteMs = 60_000;

/** An alert about nothing in particular, but for the parts given. Its number is also its place in the input. */
export function alertOf(number: number, parts: Partial<Alert> = {}): Alert {
  return {
    id: `a-${number}`,
    timeMs: noonMs,
    product: "sensor",
    rule: undefined,
    ruleId: undefined,
    givenId: undefined,
    title: "something was seen",
    description: "",
    severity: "high",
    techniques: [],
    tactics: [],
    host: undefined,
    user: undefined,
    observables: [],
    fields: emptyFields(),
    source: { path: "alerts.jsonl", record: number, digest: `sha256:${number.toString(16).padStart(64, "0")}` },
    dataset: undefined,
    channel: undefined,
    action: undefined,
    ...parts,
  };
}

/** What is known once everything is read: the facts before the first triage. */
export function readFacts(alerts: readonly Alert[], world: World, hosts = 0): DomainEvent[] {
  const read = { path: "alerts.jsonl", format: "plain-alert", records: alerts.length, events: 0, alerts: alerts.length, rejected: 0 };
  return [
    { type: "RunStarted", inputs: ["alerts.jsonl"], settings: settingsOf(world), marks: [{ modifiedMs: 0, sizeBytes: 0 }] },
    { type: "BatchRead", inputIndex: 0, batch: 0, alerts, refused: 0 },
    { type: "InputRead", inputIndex: 0, results: [read] },
    { type: "DetectionsCorrelated", alerts: [], refused: 0 },
    { type: "LoadingFinished", events: 0, hosts, names: [] },
  ];
}

/** A run whose alerts are triaged and placed, and no case begun. `hosts` says how many machines this place has. */
export async function placed(alerts: readonly Alert[], world: World = smallWorld({}), hosts = 0): Promise<Recorder> {
  const recorder = await openRecorder(world.journal, world.clock);
  const { state } = recorder;
  await recorder.record(readFacts(alerts, world, hosts));
  for (;;) {
    const step = nextRunStep(state);
    if (step.do === "triage") await recorder.record(await triageStep(step.alertIds, state, world));
    else if (step.do === "correlate") await recorder.record(correlateStep(step.alertIds, state), { folded: true });
    else return recorder;
  }
}

/** The cases as groups of alerts, each named by the record it came from; sorted, so that two runs compare. */
export function groupsOf({ cases, alerts }: RunState): string[][] {
  const nameOf = (id: string) => `${alerts.get(id)?.source.path}#${String(alerts.get(id)?.source.record).padStart(6, "0")}`;
  return [...cases.values()]
    .flatMap((each) => (each.status === "unopened" || each.status === "merged" ? [] : [each.alertIds.map(nameOf).toSorted()]))
    .toSorted((a, b) => ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1));
}
