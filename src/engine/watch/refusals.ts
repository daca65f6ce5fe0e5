import { inline } from "../../core/report/inline.ts";
import { SocError } from "../../core/soc-error.ts";

export const caseUnknown = (caseId: string, into?: string) =>
  new SocError({
    code: "watch/unknown-case",
    problem: into === undefined ? `there is no case "${inline(caseId, 80)}"` : `case "${inline(caseId, 80)}" was merged into ${into}`,
    remedy: into === undefined ? "name a case that the list of cases shows" : `act on ${into}`,
    retry: "never",
  });

export const caseLeft = (caseId: string) =>
  new SocError({
    code: "watch/case-left",
    problem: `case "${inline(caseId, 80)}" ended so long ago that the watch holds it no longer`,
    remedy: "read it in the list of cases; what came of it since is a case of its own",
    retry: "never",
  });

export const alertElsewhere = (alertId: string, caseId: string, home: string | undefined) =>
  new SocError({
    code: "case/unknown-alert",
    problem: `${inline(alertId, 80)} is not in ${inline(caseId, 80)}`,
    remedy: home === undefined ? "name an alert that the case lists" : `it is in ${home}: split it off there`,
    retry: "never",
  });

export const mergedWithItself = (caseId: string) =>
  new SocError({
    code: "watch/merged-with-itself",
    problem: `case "${inline(caseId, 80)}" cannot be merged into itself`,
    remedy: "name another case",
    retry: "never",
  });

export const notMerged = (caseId: string) =>
  new SocError({
    code: "watch/not-merged",
    problem: `case "${inline(caseId, 80)}" was merged into no other`,
    remedy: "name a case that was merged, and that should stand again",
    retry: "never",
  });

export const nothingToTakeOut = (caseId: string, from: string) =>
  new SocError({
    code: "watch/nothing-to-take-out",
    problem: `taking "${inline(caseId, 80)}" out of ${from} would leave one of the two without alerts`,
    remedy: `split single alerts off ${from} instead`,
    retry: "never",
  });

export const verdictNeeded = (caseId: string) =>
  new SocError({
    code: "watch/verdict-needed",
    problem: `case "${inline(caseId, 80)}" has no verdict with which it could be closed`,
    remedy: "overrule it: say true-positive, benign or false-positive, and why",
    retry: "never",
  });

export const notesFull = (caseId: string, most: number) =>
  new SocError({
    code: "watch/too-many-notes",
    problem: `case "${inline(caseId, 80)}" has ${most} notes already`,
    remedy: "keep further notes in the ticket of the case",
    retry: "never",
  });

export const stillOpen = (caseId: string) =>
  new SocError({
    code: "watch/still-open",
    problem: `case "${inline(caseId, 80)}" is open already`,
    remedy: "look at it: it is investigated, or waits for alerts that belong to it",
    retry: "never",
  });

export const tasksFull = (caseId: string, most: number) =>
  new SocError({
    code: "watch/too-many-tasks",
    problem: `case "${inline(caseId, 80)}" has ${most} tasks already`,
    remedy: "keep further tasks in the ticket of the case",
    retry: "never",
  });

export const taskUnknown = (caseId: string, task: string, finished: boolean) =>
  new SocError({
    code: "watch/unknown-task",
    problem: `task "${inline(task, 20)}" of case "${inline(caseId, 80)}" ${finished ? "is finished already" : "is not there"}`,
    remedy: "look at the tasks of the case as they are now",
    retry: "never",
  });

export const notAPerson = (name: string) =>
  new SocError({
    code: "learn/not-a-person",
    problem: `"${inline(name, 120)}" is not a person`,
    remedy: "name who decides: letters, digits and . @ _ - only",
    retry: "never",
  });
