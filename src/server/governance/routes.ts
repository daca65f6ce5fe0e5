import { digestOfText } from "../../core/containment/digest.ts";
import { type GovernanceEvent, governanceWorld } from "../../core/governance/governance.ts";
import type { Person } from "../../core/person/person.ts";
import { gatherCard } from "../../engine/governance/gather-card.ts";
import { type GovernanceRequest, openGovernanceDesk } from "../../engine/governance/governance-desk.ts";
import type { Clock } from "../../ports/clock.ts";
import { systemCard } from "../../stages/governance/card.ts";
import { cardDocument, documentMarkdown } from "../../stages/governance/card-document.ts";
import { personOf } from "../cases/routes.ts";
import { governanceOperations } from "../contract/governance.ts";
import type { TenantDesk } from "../desk.ts";
import { msOf } from "../http/iso.ts";
import { noSuch } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";
import { incidentShown, rosterShown } from "./show.ts";

/** The routes about the oversight of the agent. The journal is small, and is folded anew for each question. */
export const governanceRoutes = (version: string, clock: Clock): readonly Route[] => [
  ...cardRoutes(version, clock),
  ...rosterRoutes(clock),
  ...incidentRoutes(clock),
];

const cardRoutes = (version: string, clock: Clock): readonly Route[] => [
  defineRoute({
    ...governanceOperations.readSystemCard,
    handle: async ({ desk }) => {
      const quality = await desk.qualityFigures?.();
      const card = systemCard({ ...(await gatherCard(desk.journal, clock.nowMs())), tenant: desk.tenant, version, quality });
      return { card: { ...card }, digest: digestOfText(JSON.stringify(card)), markdown: documentMarkdown(cardDocument(card)) };
    },
  }),
];

const rosterRoutes = (clock: Clock): readonly Route[] => {
  const deed = async (desk: TenantDesk, request: GovernanceRequest, by: Person) => {
    await obeyed(desk, clock, request, by);
    return rosterNow(desk, clock);
  };
  return [
    defineRoute({ ...governanceOperations.readOversightRoster, handle: ({ desk }) => rosterNow(desk, clock) }),
    defineRoute({
      ...governanceOperations.enterOverseer,
      handle: ({ desk, who, params: { name }, body: { duty } }) =>
        deed(desk, { type: "EnterOverseer", overseer: `person:${name}`, duty }, personOf(who)),
    }),
    defineRoute({
      ...governanceOperations.removeOverseer,
      handle: ({ desk, who, params: { name }, body: { because } }) =>
        deed(desk, { type: "LeaveOverseer", overseer: `person:${name}`, because }, personOf(who)),
    }),
    defineRoute({
      ...governanceOperations.enterCompetence,
      handle: ({ desk, who, params: { name }, body: competence }) =>
        deed(desk, { type: "EnterCompetence", overseer: `person:${name}`, competence }, personOf(who)),
    }),
    defineRoute({
      ...governanceOperations.strikeCompetence,
      handle: ({ desk, who, params: { name, number }, body: { because } }) =>
        deed(desk, { type: "StrikeCompetence", overseer: `person:${name}`, number, because }, personOf(who)),
    }),
  ];
};

const incidentRoutes = (clock: Clock): readonly Route[] => [
  defineRoute({
    ...governanceOperations.listSeriousIncidents,
    handle: async ({ desk }) => {
      const { incidents } = await stateNow(desk, clock);
      return {
        incidents: [...incidents.values()].toReversed().map((each) => incidentShown(each, desk.regulation.situation, clock.nowMs())),
      };
    },
  }),
  defineRoute({
    ...governanceOperations.openSeriousIncident,
    handle: async ({ desk, who, body: { title, awareAt } }) => {
      const request = { type: "OpenIncident", title, awareAtMs: msOf(awareAt) ?? clock.nowMs() } as const;
      const [opened] = await obeyed(desk, clock, request, personOf(who));
      return incidentNow(desk, clock, opened && "id" in opened ? opened.id : "");
    },
  }),
  defineRoute({
    ...governanceOperations.addIncidentFact,
    handle: ({ desk, who, params: { id }, body }) => onIncident(desk, clock, { type: "AddFact", id, ...body }, personOf(who)),
  }),
  defineRoute({
    ...governanceOperations.suspendAutonomy,
    handle: ({ desk, who, params: { id } }) => suspended(desk, clock, id, personOf(who)),
  }),
  defineRoute({
    ...governanceOperations.recordInformed,
    handle: ({ desk, who, params: { id }, body: { party, at, reference } }) =>
      onIncident(desk, clock, { type: "NoteInformed", id, party, reference, informedAtMs: msOf(at) ?? clock.nowMs() }, personOf(who)),
  }),
  defineRoute({
    ...governanceOperations.closeSeriousIncident,
    handle: ({ desk, who, params: { id }, body }) => onIncident(desk, clock, { type: "CloseIncident", id, ...body }, personOf(who)),
  }),
];

/** Ends whatever the agent may do alone, first; then says so. What ended stays ended when the word cannot be recorded, and is asked for again. */
async function suspended(desk: TenantDesk, clock: Clock, id: string, by: Person) {
  const held = (await stateNow(desk, clock)).incidents.get(id);
  if (!held || held.closed) return onIncident(desk, clock, { type: "NoteSuspension", id, grants: [] }, by);
  const standing = (await desk.autonomy.list()).filter(({ status }) => status !== "ended");
  for (const { text } of standing) await desk.autonomy.end(text.id, by, `serious incident ${id}`);
  for (const { text } of standing) await desk.views.note({ kind: "grant", id: text.id });
  return onIncident(desk, clock, { type: "NoteSuspension", id, grants: standing.map(({ text }) => text.id) }, by);
}

async function onIncident(desk: TenantDesk, clock: Clock, request: GovernanceRequest & { readonly id: string }, by: Person) {
  await obeyed(desk, clock, request, by);
  return incidentNow(desk, clock, request.id);
}

async function obeyed(desk: TenantDesk, clock: Clock, request: GovernanceRequest, by: Person): Promise<readonly GovernanceEvent[]> {
  return (await openGovernanceDesk((await desk.journal.world(governanceWorld)).journal, clock)).obey(request, by);
}

/** A look makes no record where there is none. */
async function stateNow({ journal }: TenantDesk, clock: Clock) {
  if (!(await journal.hasWorld(governanceWorld))) return { overseers: new Map(), incidents: new Map() } as const;
  return (await openGovernanceDesk((await journal.world(governanceWorld)).journal, clock)).state();
}

const rosterNow = async (desk: TenantDesk, clock: Clock) => rosterShown(await stateNow(desk, clock), clock.nowMs());

async function incidentNow(desk: TenantDesk, clock: Clock, id: string) {
  const held = (await stateNow(desk, clock)).incidents.get(id);
  if (!held) throw noSuch("serious incident");
  return incidentShown(held, desk.regulation.situation, clock.nowMs());
}
