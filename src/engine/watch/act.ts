import canonicalize from "canonicalize";
import { type CaseCommand, decide, type Standing } from "../../core/case/case.ts";
import type { Conclusion } from "../../core/case/conclusion.ts";
import { answerDigest, answerText } from "../../core/evidence/answer.ts";
import type { Evidence } from "../../core/evidence/evidence.ts";
import { logOddsOf } from "../../core/hypothesis/hypothesis.ts";
import { isPerson, type Person } from "../../core/person/person.ts";
import { inline } from "../../core/report/inline.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";
import type { WatchState } from "../../core/watch/watch.ts";
import { type WatchFact, watchWorld } from "../../core/watch/watch-event.ts";
import { caseCategoryOf } from "../../stages/investigate/case-category.ts";
import { severityOf, viewOf } from "../../stages/investigate/case-view.ts";
import { labelsFor } from "../learning/label-alerts.ts";
import { splitAlert } from "../separate.ts";
import type { WatchContext } from "./context.ts";
import { merged, reopened, saidBy, standingIn, takenOut } from "./move-cases.ts";
import { alertElsewhere, notAPerson, notesFull, stillOpen, tasksFull, taskUnknown, verdictNeeded } from "./refusals.ts";

/** What a person may say of a case. */
export type PersonsVerdict = Exclude<Verdict, "insufficient-data">;

/** What a person does to a live case. */
export type CaseAct =
  | { readonly act: "assign"; readonly assignee: string | null }
  | { readonly act: "note"; readonly text: string }
  | { readonly act: "add-task"; readonly text: string; readonly assignee: string | null }
  | { readonly act: "finish-task"; readonly task: string }
  | { readonly act: "overrule"; readonly verdict: PersonsVerdict; readonly because: string }
  | { readonly act: "merge"; readonly into: string; readonly because: string }
  | { readonly act: "split"; readonly alert: string; readonly because: string }
  /** Takes a case that was merged out of the one that it was poured into. */
  | { readonly act: "unmerge"; readonly because: string }
  /** `verdict` is a person's, for a case that has none with which it could be closed; one that has keeps its own. */
  | { readonly act: "close"; readonly because: string; readonly verdict?: PersonsVerdict | undefined }
  | { readonly act: "escalate"; readonly because: string }
  | { readonly act: "reopen"; readonly because: string };

/** Notes of one case, and tasks, finished ones among them. */
export const notesMax = 200;
export const tasksMax = 200;

/**
 * Decides what a person does on everything recorded before, and puts a verdict of theirs into what is learned. A verdict that stands in the same words is not
 * recorded again, but learned again: the first time may have ended between the two. Refuses (`case/…`, `watch/…`, `learn/…`).
 */
export async function act(asked: CaseAct & { readonly caseId: string }, by: Person, context: WatchContext): Promise<void> {
  if (!isPerson(by)) throw notAPerson(by);
  const { log, parts } = context;
  const atMs = parts.clock.nowMs();
  let command: CaseAct & { readonly caseId: string } = asked;
  await log.decide(() => {
    command = withVerdict(asked, log.state);
    return stands(command, by, log.state) ? [] : [{ type: "TimeNoted", atMs }, ...factsOf(command, by, log.state, atMs)];
  });
  if (command.act !== "overrule") return;
  const { caseId, verdict, because } = command;
  const labels = labelsFor(caseId, verdict, { run: log.state.run, world: watchWorld });
  await parts.learn(labels.map((label) => ({ type: "GiveVerdict", label, by, because, atMs })));
}

/** Closing a case that has no verdict with which it could be closed is giving it one: what a person says then is learned from, as every verdict of theirs. */
function withVerdict(command: CaseAct & { readonly caseId: string }, { run }: WatchState): CaseAct & { readonly caseId: string } {
  if (command.act !== "close" || command.verdict === undefined) return command;
  const held = run.cases.get(command.caseId);
  const { caseId, verdict, because } = command;
  return held && held.status !== "unopened" && held.status !== "merged" && lacksVerdict(held)
    ? { act: "overrule", caseId, verdict, because }
    : command;
}

const lacksVerdict = ({ conclusion }: Standing) => !conclusion || conclusion.verdict === "insufficient-data";

function stands(command: CaseAct & { readonly caseId: string }, by: Person, { run }: WatchState): boolean {
  const held = run.cases.get(command.caseId);
  if (command.act !== "overrule" || held?.status !== "closed") return false;
  const { verdict, because, evidence } = held.conclusion;
  return verdict === command.verdict && because === saysOf(by, command.because, evidence[0] ?? "");
}

const saysOf = (by: Person, because: string, evidence: string) => inline(`decided by ${by}: ${because} [${evidence}]`, 600);

/** The facts that an act comes to on a state. Refuses (`case/…`, `watch/…`). */
export function factsOf(asked: CaseAct & { readonly caseId: string }, by: Person, state: WatchState, atMs: number): WatchFact[] {
  const command = withVerdict(asked, state);
  const { caseId } = command;
  const { run } = state;
  if (command.act === "unmerge") return takenOut(caseId, command.because, by, state);
  const held = standingIn(caseId, state);
  switch (command.act) {
    case "assign":
      return [{ type: "CaseAssigned", caseId, assignee: command.assignee, by, atMs }];
    case "note":
      if ((state.desks.get(caseId)?.notes.length ?? 0) >= notesMax) throw notesFull(caseId, notesMax);
      return [{ type: "CaseNoted", caseId, text: command.text, by, atMs }];
    case "add-task":
    case "finish-task":
      return [taskFact(command, by, state, atMs)];
    case "overrule":
      return [...decide(decision(command, by, held, state), held)];
    case "close":
      if (!held.conclusion || lacksVerdict(held)) throw verdictNeeded(caseId);
      return [...decide(decision({ ...command, verdict: held.conclusion.verdict }, by, held, state), held)];
    case "escalate":
      return [...decide(decision({ ...command, verdict: held.conclusion?.verdict ?? "insufficient-data" }, by, held, state), held)];
    case "reopen":
      if (held.status === "in-progress") throw stillOpen(caseId);
      return [{ type: "CaseReopened", caseId, because: inline(`${by}: ${command.because}`, 600), by, handedOver: true }];
    case "merge":
      return merged(caseId, command, by, state);
    case "split": {
      const home = run.caseOfAlert.get(command.alert);
      if (home !== caseId) throw alertElsewhere(command.alert, caseId, home);
      const opened = reopened(held, `${by} splits an alert off`);
      const after =
        opened.length > 0 ? { ...run, cases: new Map(run.cases).set(caseId, { ...held, status: "in-progress" as const }) } : run;
      const split = splitAlert(command.alert, inline(`${by}: ${command.because}`, 600), after);
      return [...opened, ...split].map((fact) => saidBy(fact, by));
    }
  }
}

function taskFact(
  command: Extract<CaseAct, { act: "add-task" | "finish-task" }> & { readonly caseId: string },
  by: Person,
  { desks }: WatchState,
  atMs: number,
): WatchFact {
  const { caseId } = command;
  const tasks = desks.get(caseId)?.tasks ?? [];
  if (command.act === "add-task") {
    if (tasks.length >= tasksMax) throw tasksFull(caseId, tasksMax);
    const { text, assignee } = command;
    return { type: "CaseTaskAdded", caseId, task: `t-${tasks.length + 1}`, text, assignee, by, atMs };
  }
  const task = tasks.find(({ id }) => id === command.task);
  if (!task || task.finished) throw taskUnknown(caseId, command.task, task !== undefined);
  return { type: "CaseTaskFinished", caseId, task: task.id, by, atMs };
}

type Deciding = { readonly act: "overrule" | "close" | "escalate"; readonly verdict: Verdict; readonly because: string };

/** A person's verdict, with their word as its evidence; what was found before stays beside it. */
function decision({ act: how, verdict, because }: Deciding, by: Person, held: Standing, { run }: WatchState): CaseCommand {
  const { evidence, kept } = word({ how, verdict, because }, by, held, `e-${run.evidenceCount + 1}`, run);
  const before = held.conclusion ?? firstConclusion(held, run);
  const { maliciousness } = before;
  const conclusion: Conclusion = {
    ...before,
    verdict,
    maliciousness:
      how !== "overrule" ? maliciousness : verdict === "true-positive" ? Math.max(maliciousness, sure) : Math.min(maliciousness, unlikely),
    escalate: how === "escalate",
    because: saysOf(by, because, evidence.id),
    evidence: [evidence.id, ...before.evidence],
  };
  return { type: "DecideCase", by, status: how === "escalate" ? "escalated" : "closed", evidence, kept, conclusion };
}

const sure = 0.99;
const unlikely = 0.01;

function word(
  { how, verdict, because }: { readonly how: Deciding["act"]; readonly verdict: Verdict; readonly because: string },
  by: Person,
  { caseId, alertIds }: Standing,
  id: string,
  run: WatchState["run"],
): { evidence: Evidence; kept: string } {
  const tool = "person/verdict";
  const query = canonicalize({ case: caseId, by, act: how }) ?? "";
  const records = alertIds.slice(0, recordsMax).flatMap((alertId) => run.alerts.get(alertId)?.source ?? []);
  const kept = answerText({ tool, query, answer: verdict, facts: { because: because.toWellFormed() }, records }, canonicalize);
  const weight = how !== "overrule" ? 0 : Math.round(logOddsOf(verdict === "true-positive" ? sure : unlikely) * 100) / 100;
  const evidence: Evidence = {
    id,
    question: "What does a person say of this case?",
    tool,
    source: { kind: "answer", query, records, recordsTotal: alertIds.length },
    digest: answerDigest(kept),
    says: inline(`${by}: ${because}`, 400),
    answer: verdict,
    weight,
    group: "person",
    trust: "directory",
  };
  return { evidence, kept };
}

const recordsMax = 20;

/** What is known of a case that nobody has looked at to its end. */
function firstConclusion(held: Standing, run: WatchState["run"]): Conclusion {
  const view = viewOf(held, run);
  const likeliest = view.alerts.reduce((most, { triage }) => Math.max(most, triage.maliciousness), 0);
  return {
    verdict: "insufficient-data",
    category: caseCategoryOf(view),
    severity: severityOf(view.alerts),
    maliciousness: likeliest,
    title: inline(view.alerts[0]?.alert.title ?? held.caseId, 200),
    escalate: false,
    because: "",
    unknowns: ["The case was decided before its investigation had ended."],
    evidence: [],
    hypotheses: [],
  };
}
