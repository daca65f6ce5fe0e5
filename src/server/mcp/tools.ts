import { z } from "zod";
import type { Right } from "../../core/access/right.ts";
import { containmentVerbs } from "../../core/containment/action.ts";
import { EventQuery } from "../../core/query/query.ts";
import { actionLine } from "../../engine/containment-status.ts";
import { opened } from "../actions/routes.ts";
import { lineOf as alertLine } from "../alerts/routes.ts";
import { lineOf as caseLine } from "../cases/routes.ts";
import type { TenantDesk } from "../desk.ts";
import { foundOf } from "../evidence/routes.ts";
import { given } from "../http/iso.ts";
import { noSuch } from "../http/refusals.ts";

/** One tool for other agents. `reads` only where it changes nothing; a tool that decides does not exist. */
export type AgentTool<Input extends z.ZodObject = z.ZodObject> = {
  readonly name: string;
  readonly description: string;
  readonly input: Input;
  readonly right: Right;
  readonly reads: boolean;
  run(desk: TenantDesk, input: z.output<Input>, signal: AbortSignal): Promise<object>;
};

const agentTool = <Input extends z.ZodObject>(tool: AgentTool<Input>): AgentTool => tool as unknown as AgentTool;

/** Rows that one answer holds at most: an agent reads on by asking for the next page. */
export const agentRowsMax = 50;

const id = z.string().min(1).max(200);
const page = { after: z.string().min(1).max(1_000).optional(), limit: z.int().min(1).max(agentRowsMax).default(20) };

/** Every tool that another agent may have. There is none that approves, rejects, undoes, runs or resumes. */
export const agentTools: readonly AgentTool[] = [
  agentTool({
    name: "list_cases",
    description: "Cases, most urgent first.",
    input: z.strictObject({ state: z.enum(["in-progress", "closed", "escalated", "waiting", "merged"]).optional(), ...page }),
    right: "read",
    reads: true,
    async run({ views }, { state, after, limit }) {
      const { rows, next } = await views.cases(state ? { state: [state] } : {}, { ...given({ after }), limit });
      return { cases: rows.map(caseLine), next: next ?? null };
    },
  }),
  agentTool({
    name: "get_case",
    description: "One case with its verdict, its reasons and every recorded answer.",
    input: z.strictObject({ id }),
    right: "read",
    reads: true,
    async run({ views }, { id }) {
      const row = await views.case(id);
      if (!row) throw noSuch("case");
      return { ...caseLine(row), case: row.detail ?? null };
    },
  }),
  agentTool({
    name: "list_alerts",
    description: "Alerts, newest first; of one case where it is named.",
    input: z.strictObject({ state: z.enum(["open", "closed", "escalated"]).optional(), case: id.optional(), ...page }),
    right: "read",
    reads: true,
    async run({ views }, { state, case: caseId, after, limit }) {
      const { rows, next } = await views.alerts(given({ state, caseId }), { ...given({ after }), limit });
      return { alerts: rows.map(alertLine), next: next ?? null };
    },
  }),
  agentTool({
    name: "search_events",
    description: "Events by a typed query over everything that keeps them. Never query text.",
    input: EventQuery.extend({ limit: z.int().min(1).max(agentRowsMax).default(20) }),
    right: "read",
    reads: true,
    run: async ({ events }, query, signal) => foundOf(await events.search(query, signal)),
  }),
  agentTool({
    name: "list_actions",
    description: "Containment actions, newest first: what waits for people, what is in force.",
    input: z.strictObject({ status: z.string().max(40).optional(), limit: page.limit }),
    right: "read",
    reads: true,
    async run(desk, { status, limit }) {
      const { state } = (await opened(desk)).desk;
      const lines = [...state.actions.values()].toReversed().map((each) => actionLine(each, state));
      return { actions: lines.filter((each) => status === undefined || each.status === status).slice(0, limit) };
    },
  }),
  agentTool({
    name: "get_status",
    description: "The ledger over alerts, the kill switch, and how far the record is signed.",
    input: z.strictObject({}),
    right: "read",
    reads: true,
    run: ({ containment }) => containment.status(),
  }),
  agentTool({
    name: "propose_containment",
    description:
      "Puts what the investigation of a case proposes before people, all of it or one action on one target. People decide with keys of their own; this approves nothing.",
    input: z.strictObject({ case: id, action: z.enum(containmentVerbs).optional(), target: z.string().min(1).max(1_024).optional() }),
    right: "propose",
    reads: false,
    async run(desk, { case: caseId, action, target }) {
      const filed = await desk.containment.propose({ caseId, action, target });
      if (!filed) throw noSuch("proposal of a case");
      for (const each of filed.proposed) await desk.views.note({ kind: "action", id: each });
      return filed;
    },
  }),
];
