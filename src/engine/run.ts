import type { DomainEvent, RunState } from "../core/run/run.ts";
import { SocError } from "../core/soc-error.ts";
import { nextRunStep, type RunStep } from "../stages/next.ts";
import { correlateStep } from "./correlate-step.ts";
import { readInputs } from "./intake.ts";
import { investigateStep } from "./investigate-step.ts";
import { namesOf } from "./names.ts";
import { openRecorder, type Recorder } from "./recorder.ts";
import { triageStep } from "./triage-step.ts";
import type { World } from "./world.ts";

/** Takes the steps that the stages decide until nothing is left to do. Holds no state: whatever ended the last run, this one goes on from its journal. */
export async function runToEnd(world: World, signal?: AbortSignal): Promise<Recorder> {
  const recorder = await openRecorder(world.journal, world.clock);
  refuseOtherSettings(recorder.state, world);
  for (;;) {
    signal?.throwIfAborted();
    const step = nextRunStep(recorder.state);
    if (step.do === "done") return recorder;
    await take(step, recorder, world, signal);
  }
}

type Doing = Exclude<RunStep, { do: "done" }>;

async function take(step: Doing, recorder: Recorder, world: World, signal: AbortSignal | undefined): Promise<void> {
  const { state } = recorder;
  switch (step.do) {
    case "start":
      return recorder.record([{ type: "RunStarted", inputs: world.inputs.map(({ path }) => path), settings: world.settings }]);
    case "read-inputs":
      return readInputs(recorder, world, signal);
    case "finish-loading":
      return recorder.record([await finishLoading(world, state.alerts.size > 0)]);
    case "triage":
      world.progress.step("triage", state.triages.size, state.alerts.size);
      return recorder.record(await triageStep(step.alertIds, state, world));
    case "correlate":
      world.progress.step("correlate", state.caseOfAlert.size, state.alerts.size);
      return recorder.record(correlateStep(step.alertIds, state), { folded: true });
    case "investigate":
      world.progress.step("investigate", state.casesSettled, state.cases.size);
      return investigateStep(step.caseId, recorder, world);
    case "finish":
      return recorder.record([{ type: "RunFinished" }]);
  }
}

/** What searching needs is built, and addresses get their names, only where there is something to investigate. */
async function finishLoading(world: World, alerted: boolean): Promise<DomainEvent> {
  world.progress.step("index", 0, undefined);
  if (alerted) await world.events.finishLoading();
  const { events, hosts } = await world.events.totals();
  return { type: "LoadingFinished", events, hosts, names: alerted ? await namesOf(world) : [] };
}

/** A journal that was begun with other rules, playbooks or inputs is another investigation. */
function refuseOtherSettings({ settings, inputs }: RunState, world: World): void {
  if (!settings) return;
  const same =
    JSON.stringify(settings) === JSON.stringify(world.settings) &&
    JSON.stringify(inputs) === JSON.stringify(world.inputs.map(({ path }) => path));
  if (!same) throw otherInvestigation();
}

const otherInvestigation = () =>
  new SocError({
    code: "run/other-investigation",
    problem: "the data directory holds an investigation of other inputs, or with other rules, playbooks or inventory",
    remedy: "name the same inputs and options to resume it, or another --data-dir to begin anew",
    retry: "never",
  });
