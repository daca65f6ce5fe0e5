import type { Who } from "../../core/access/who.ts";
import type { Person } from "../../core/person/person.ts";
import type { Dossier } from "../../core/regulation/dossier.ts";
import { rowOf } from "../cases/case-facts.ts";
import { personOf } from "../cases/routes.ts";
import { regulationOperations } from "../contract/regulation.ts";
import type { TenantDesk } from "../desk.ts";
import { given, msOf } from "../http/iso.ts";
import { noSuch } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";
import { reportRoutes } from "./report-routes.ts";
import { boardShown, obligationsShown } from "./show.ts";
import { registersShown } from "./show-registers.ts";
import { noPapers, worksheetShown } from "./show-worksheet.ts";

/** The routes about what regulators are told. `nowMs` is the clock of worksheets, and that by which a second factor is told to be fresh. */
export const regulationRoutes = (nowMs: () => number): readonly Route[] => [
  ...reading(nowMs),
  ...deeds(nowMs),
  ...clockDeeds(nowMs),
  ...reportRoutes(nowMs),
];

const reading = (nowMs: () => number): readonly Route[] => [
  defineRoute({
    ...regulationOperations.readRegulationBoard,
    handle: async ({ desk: { regulation } }) => boardShown(await regulation.board(), regulation, (await regulation.state()).outages),
  }),
  defineRoute({
    ...regulationOperations.readObligations,
    handle: async ({ desk: { regulation } }) => obligationsShown(regulation, nowMs()),
  }),
  defineRoute({
    ...regulationOperations.readRegulationRegisters,
    handle: async ({ desk: { regulation } }) =>
      registersShown(await regulation.state(), await regulation.registers(), regulation.situation, nowMs()),
  }),
  defineRoute({
    ...regulationOperations.readRegulationWorksheet,
    handle: async ({ desk, params: { id } }) => {
      const { regulation } = desk;
      const dossier = await regulation.dossier(id);
      if (dossier) return worksheetShown(dossier, regulation.situation, nowMs());
      const { title } = await rowOf(desk, id);
      return { ...worksheetShown(noPapers(id, title), regulation.situation, nowMs()), opened: null };
    },
  }),
];

const deeds = (nowMs: () => number): readonly Route[] => [
  defineRoute({
    ...regulationOperations.openDossier,
    handle: async ({ desk, who, params: { id } }) => {
      const by = personOf(who);
      await rowOf(desk, id);
      const dossier = await desk.regulation.open(id, by);
      if (!dossier) throw noSuch("case");
      return shown(desk, nowMs, dossier);
    },
  }),
  defineRoute({
    ...regulationOperations.confirmRegulationValue,
    handle: ({ desk, who, params: { id: caseId }, body }) =>
      done(desk, who, nowMs, (by) => desk.regulation.confirm(by, { caseId, ...body })),
  }),
  defineRoute({
    ...regulationOperations.withdrawRegulationValue,
    handle: ({ desk, who, params: { id: caseId }, body }) =>
      done(desk, who, nowMs, (by) => desk.regulation.withdraw(by, { caseId, ...body })),
  }),
  defineRoute({
    ...regulationOperations.classifyIncident,
    handle: ({ desk, who, params: { id: caseId }, body: { at, ...said } }) =>
      done(desk, who, nowMs, (by) => desk.regulation.classify(by, { caseId, ...said, ...given({ classifiedAtMs: msOf(at) }) })),
  }),
];

const clockDeeds = (nowMs: () => number): readonly Route[] => [
  defineRoute({
    ...regulationOperations.waiveClock,
    handle: ({ desk, who, params: { id: caseId }, body }) => done(desk, who, nowMs, (by) => desk.regulation.waive(by, { caseId, ...body })),
  }),
  defineRoute({
    ...regulationOperations.giveDeadline,
    handle: ({ desk, who, params: { id: caseId }, body: { due, ...said } }) =>
      done(desk, who, nowMs, (by) => desk.regulation.giveDeadline(by, { caseId, ...said, dueMs: Date.parse(due) })),
  }),
  defineRoute({
    ...regulationOperations.resumeClock,
    handle: ({ desk, who, params: { id: caseId }, body }) =>
      done(desk, who, nowMs, (by) => desk.regulation.resume(by, { caseId, ...body })),
  }),
];

/** A deed of a person, and the worksheet as it stands after it. */
async function done(desk: TenantDesk, who: Who, nowMs: () => number, deed: (by: Person) => Promise<Dossier>) {
  return shown(desk, nowMs, await deed(personOf(who)));
}

function shown({ regulation }: TenantDesk, nowMs: () => number, dossier: Dossier) {
  return worksheetShown(dossier, regulation.situation, nowMs());
}
