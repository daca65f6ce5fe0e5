import type { Who } from "../../core/access/who.ts";
import type { ContainmentCommand } from "../../core/containment/command.ts";
import type { ContainmentEvent } from "../../core/containment/containment.ts";
import { refusalOf } from "../../core/containment/refusal.ts";
import { actionHeld } from "../../core/containment/to-sign.ts";
import type { Person } from "../../core/person/person.ts";
import type { ActionLine } from "../../core/status/status.ts";
import { actionLine, standsOf } from "../../engine/containment-status.ts";
import { actionOperations } from "../contract/actions.ts";
import type { OpenedContainment, TenantDesk } from "../desk.ts";
import { badRequest, noSuch } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";
import { actionWhole, dryRunOf } from "./show.ts";
import { nameOf, signerOf, whatToSign } from "./signing.ts";

/** The routes about containment actions. `nowMs` is the clock by which approvals are told to be in time. */
export const actionRoutes = (nowMs: () => number): readonly Route[] => [...reading(nowMs), ...deeds];

const reading = (nowMs: () => number): readonly Route[] => [
  defineRoute({
    ...actionOperations.listActions,
    handle: async ({ desk, query: { status, stands, case: caseId, after, limit } }) => {
      const { desk: containment } = await opened(desk);
      const before = after === undefined ? Number.POSITIVE_INFINITY : numberOf(after);
      const wanted = [...containment.state.actions.values()]
        .filter((each) => status === undefined || each.status === status)
        .filter((each) => stands === undefined || standsOf(each) === stands)
        .filter((each) => caseId === undefined || each.action.case.id === caseId)
        .filter((each) => numberOf(each.action.id) < before)
        .toSorted((a, b) => numberOf(b.action.id) - numberOf(a.action.id));
      const rows = wanted.slice(0, limit).map((each) => actionLine(each, containment.state));
      return { actions: rows, next: wanted.length > limit ? (rows.at(-1)?.id ?? null) : null };
    },
  }),
  defineRoute({
    ...actionOperations.readAction,
    handle: async ({ desk, who, params: { id } }) => {
      const containment = await opened(desk);
      return actionWhole(containment, { id, by: nameOf(who, containment), clockMs: nowMs() });
    },
  }),
  defineRoute({
    ...actionOperations.dryRunAction,
    handle: async ({ desk, params: { id } }) => {
      const containment = await opened(desk);
      // An action that this tenant does not have is not there, whoever else has one of that number.
      actionHeld(containment.desk.state, id);
      return dryRunOf(await containment.desk.dryRun(id));
    },
  }),
  defineRoute({
    ...actionOperations.readWhatToSign,
    handle: async ({ desk, who, body }) => {
      const containment = await opened(desk);
      return whatToSign(body, containment, signerOf(who, containment));
    },
  }),
];

const deeds: readonly Route[] = [
  defineRoute({
    ...actionOperations.approveAction,
    handle: ({ desk, who, params: { id }, body }) => decided(desk, who, id, (by) => ({ type: "ApproveAction", id, by, ...body })),
  }),
  defineRoute({
    ...actionOperations.rejectAction,
    handle: ({ desk, who, params: { id }, body }) => decided(desk, who, id, (by) => ({ type: "RejectAction", id, by, ...body })),
  }),
  defineRoute({
    ...actionOperations.undoAction,
    handle: ({ desk, who, params: { id }, body }) => decided(desk, who, id, (by) => ({ type: "AskUndo", id, by, ...body })),
  }),
  defineRoute({
    ...actionOperations.writeAfterAction,
    handle: ({ desk, who, params: { id }, body }) => decided(desk, who, id, (by) => ({ type: "WriteAfterAction", id, by, ...body })),
  }),
  defineRoute({
    ...actionOperations.proposeContainment,
    handle: async ({ desk, params: { id }, body: { action, target } }) => {
      const filed = await desk.containment.propose({ caseId: id, action, target });
      if (!filed) throw noSuch("proposal of a case");
      const { proposed, refused, declined, before } = filed;
      for (const each of proposed) await desk.views.note({ kind: "action", id: each });
      return {
        proposed: [...proposed],
        refused: refused.map((each) => ({ ...each })),
        declined: declined.map(({ action, target, says }) => ({ action, target, says })),
        before: before.map(({ action, target, id, says }) => ({ action, target, id: id ?? null, says })),
      };
    },
  }),
];

const numberOf = (id: string): number => {
  const number = Number(/^c-([1-9]\d{0,15})$/.exec(id)?.[1]);
  if (Number.isNaN(number)) throw badRequest("after is not the next of a page before");
  return number;
};

/** The desk, with everything that any process recorded. */
export async function opened({ containment }: TenantDesk): Promise<OpenedContainment> {
  const found = await containment.open();
  await found.desk.refresh();
  return found;
}

type Decided = { readonly line: ActionLine; readonly says: string };

/** Passes one person's signed word on to the desk, which alone decides whether it counts. */
async function decided(desk: TenantDesk, who: Who, id: string, command: (by: Person) => ContainmentCommand): Promise<Decided> {
  const containment = await opened(desk);
  // What is not there is said before who may not.
  actionHeld(containment.desk.state, id);
  const facts = await obeyed(containment, command(signerOf(who, containment)));
  if (facts.length > 0) await desk.views.note({ kind: "action", id });
  return { line: actionLine(actionHeld(containment.desk.state, id), containment.desk.state), says: saysOf(facts) };
}

/** Obeys a command; a yes that was declined is on the record, and is told as the refusal that it is. */
export async function obeyed({ desk }: OpenedContainment, command: ContainmentCommand): Promise<readonly ContainmentEvent[]> {
  const facts = await desk.obey(command);
  const declined = facts.find((fact) => fact.type === "ApprovalDeclined");
  if (declined) throw refusalOf(declined);
  return facts;
}

const saysOf = (facts: readonly ContainmentEvent[]) =>
  facts.length === 0 ? "nothing changed: it stands so already" : `recorded: ${facts.map(({ type }) => type).join(", ")}`;
