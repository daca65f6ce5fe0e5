import type { Learned } from "../core/learning/learning.ts";
import { inline } from "../core/report/inline.ts";
import type { DomainEvent, RunSettings, RunState } from "../core/run/run.ts";
import { SocError } from "../core/soc-error.ts";
import { nextRunStep, type RunStep } from "../stages/next.ts";
import { changedInput } from "./changed-input.ts";
import { correlateStep } from "./correlate-step.ts";
import { readInputs } from "./intake.ts";
import { investigateStep } from "./investigate-step.ts";
import { learnedTriages } from "./learning/learned-triage.ts";
import { suppressStep } from "./learning/suppress-step.ts";
import { namesOf } from "./names.ts";
import { caseRecordOf, openRecorder, type Recorder } from "./recorder.ts";
import { triageStep } from "./triage-step.ts";
import { settingsOf, type World } from "./world.ts";

/** Takes the steps that the stages decide until nothing is left to do. Holds no state: whatever ended the last run, this one goes on from its journal. */
export async function runToEnd(world: World, signal?: AbortSignal): Promise<Recorder> {
  const recorder = await openRecorder(world.journal, world.clock);
  refuseOtherSettings(recorder.state, world);
  for (;;) {
    signal?.throwIfAborted();
    const step = nextRunStep(recorder.state);
    if (step.do === "done") {
      // A witness that is away keeps no investigation from its end; containment waits for it.
      await recorder.checkpoint({ witness: "may" });
      return recorder;
    }
    await take(step, recorder, world, signal);
  }
}

type Doing = Exclude<RunStep, { do: "done" }>;

async function take(step: Doing, recorder: Recorder, world: World, signal: AbortSignal | undefined): Promise<void> {
  const { state } = recorder;
  switch (step.do) {
    case "start":
      return recorder.record([runStarted(world)]);
    case "read-inputs":
      return readInputs(recorder, world, signal);
    case "finish-loading":
      return recorder.record([await finishLoading(world, state.alerts.size > 0)]);
    case "triage":
      world.progress.step("triage", state.triages.size, state.alerts.size);
      return recorder.record(learnedTriages(await triageStep(step.alertIds, state, world), state, world));
    case "suppress":
      return recorder.record(suppressStep(state, world, world.clock.nowMs()));
    case "correlate":
      world.progress.step("correlate", state.caseOfAlert.size, state.alerts.size);
      return recorder.record(correlateStep(step.alertIds, state), { folded: true });
    case "investigate":
      world.progress.step("investigate", state.casesSettled, state.cases.size);
      return investigateStep(step.caseId, caseRecordOf(recorder), world);
    case "finish":
      return recorder.record([{ type: "RunFinished" }]);
  }
}

/** What searching needs is built, and addresses get their names, only where there is something to investigate. */
async function finishLoading(world: World, alerted: boolean): Promise<DomainEvent> {
  world.progress.step("index", 0, undefined);
  if (alerted) await world.events.finishLoading();
  const { events, hosts } = await world.events.totals();
  return { type: "LoadingFinished", events, hosts, ...(alerted ? await namesOf(world) : { names: [] }) };
}

function runStarted(world: World): DomainEvent {
  const marks = world.inputs.map(({ modifiedMs, sizeBytes }) => ({ modifiedMs, sizeBytes }));
  const unread = (world.unread ?? []).map(({ path, problem, remedy }) => ({ path, problem, remedy }));
  const inputs = world.inputs.map(({ path }) => path);
  return { type: "RunStarted", inputs, settings: settingsOf(world), marks, ...(unread.length > 0 && { unread }), ...learnedIn(world) };
}

/** Said only where something was learned, so that a run without it is the run that it always was. */
function learnedIn({ learned }: World): { readonly learned?: Learned } {
  return learned && (learned.suppressions.length > 0 || learned.correction) ? { learned } : {};
}

/** A journal that was begun with other rules, playbooks or inputs is another investigation; so is one whose inputs were changed since. */
function refuseOtherSettings({ settings, inputs, marks }: RunState, world: World): void {
  if (!settings) return;
  const given = settingsOf(world);
  const names = new Set([...Object.keys(settings), ...Object.keys(given)]) as Set<keyof RunSettings>;
  const others = [...names].filter((name) => settings[name] !== given[name]);
  if (others.includes("models")) throw otherInvestigation(otherModels(settings, given));
  if (others.length > 0) throw otherInvestigation(`was made with another setting of ${others.join(", ")}`);
  if (JSON.stringify(inputs) !== JSON.stringify(world.inputs.map(({ path }) => path))) throw otherInvestigation("is of other inputs");
  for (const [index, { path, modifiedMs, sizeBytes }] of world.inputs.entries()) {
    const mark = marks[index];
    if (mark && (mark.modifiedMs !== modifiedMs || mark.sizeBytes !== sizeBytes)) throw changedInput(path);
  }
}

/** Their names say what to name to go on with it. */
const otherModels = ({ models: then = "none" }: RunSettings, { models: now = "none" }: RunSettings) =>
  `was made with other language models (then: ${inline(then)}; now: ${inline(now)})`;

const otherInvestigation = (how: string) =>
  new SocError({
    code: "run/other-investigation",
    problem: `the data directory holds an investigation that ${how}`,
    remedy:
      "give this one a name of its own with --world NAME: it shares record, budgets and kill switch with the others; or name the same inputs and options to resume the one that is there",
    retry: "never",
  });
