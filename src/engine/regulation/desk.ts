import { isPasskey } from "../../core/handover/decide.ts";
import type { Actor, Person } from "../../core/person/person.ts";
import { proposeValues } from "../../core/regulation/agent.ts";
import { type ClockBoard, clockBoard } from "../../core/regulation/board.ts";
import { type CaseWord, heedWord } from "../../core/regulation/case-word.ts";
import { decideRegulation, type RegulationCommand, reportFor } from "../../core/regulation/decide.ts";
import { type Dossier, emptyRegulation, type Regulation, RegulationEvent } from "../../core/regulation/dossier.ts";
import { evolveRegulation } from "../../core/regulation/evolve.ts";
import { regulationLimits as limits } from "../../core/regulation/limits.ts";
import { refusedRegulation } from "../../core/regulation/refusal.ts";
import { type RegulatoryReport, reportBytes } from "../../core/regulation/report.ts";
import type { LegalSituation } from "../../core/regulation/situation.ts";
import type { Regime } from "../../core/regulation/words.ts";
import { proposalsOf } from "../../stages/regulation/proposals.ts";
import type { HandoverGiven } from "../handover/desk.ts";
import { openSealedLog } from "../sealed-log.ts";
import type { HeldRegulation, RegulationParts } from "./parts.ts";
import { type KeptRegisters, keptRegisters, type RegulationEntry, regulationEntries } from "./registers.ts";
import { type Ticked, tick } from "./tick.ts";

/** What somebody would sign of a report, and by what; the ids of the passkeys that count are base64url. */
export type ToSignReport = {
  readonly by: Person;
  readonly digest: string;
  readonly bytes: Uint8Array;
  readonly passkeys: readonly string[];
};

/** One stage of one regime of a case. */
export type StageNamed = { readonly caseId: string; readonly regime: Regime; readonly stage: string };

type Command<Type extends RegulationCommand["type"]> = Omit<Extract<RegulationCommand, { type: Type }>, "type" | "by" | "atMs">;

/** The papers for regulators of one tenant, as one process holds them; several may, on one journal. Refuses (`regulation/…`, `journal/…`). */
export type RegulationDesk = {
  readonly situation: LegalSituation;
  readonly problems: readonly string[];
  /** Clocks and what is undetermined, at this moment. */
  readonly board: () => Promise<ClockBoard & { readonly atMs: number }>;
  /** The papers of a case; undefined where none were opened. */
  readonly dossier: (caseId: string) => Promise<Dossier | undefined>;
  /** All that was recorded, as it folds. */
  readonly state: () => Promise<Regulation>;
  /** Opens the papers of a case, or proposes from it anew. Undefined where there is no such case. */
  readonly open: (caseId: string, by: Actor) => Promise<Dossier | undefined>;
  readonly confirm: (by: Person, value: Command<"Confirm">) => Promise<Dossier>;
  readonly withdraw: (by: Person, value: Command<"Withdraw">) => Promise<Dossier>;
  /** `classifiedAtMs` is now where nothing is said. */
  readonly classify: (
    by: Person,
    said: Omit<Command<"Classify">, "classifiedAtMs"> & { readonly classifiedAtMs?: number },
  ) => Promise<Dossier>;
  readonly waive: (by: Person, said: Command<"Waive">) => Promise<Dossier>;
  readonly giveDeadline: (by: Person, said: Command<"GiveDeadline">) => Promise<Dossier>;
  readonly resume: (by: Person, said: Command<"Resume">) => Promise<Dossier>;
  /** The report of a stage as it would be signed now, with the papers that it is made from. */
  readonly report: (stage: StageNamed) => Promise<{ readonly report: RegulatoryReport; readonly dossier: Dossier }>;
  readonly toSign: (by: Person, stage: StageNamed) => Promise<ToSignReport>;
  readonly sign: (by: Person, signing: StageNamed & HandoverGiven & { readonly digest: string }) => Promise<Dossier>;
  readonly submit: (by: Person, said: Omit<Command<"Submit">, "submittedAtMs"> & { readonly submittedAtMs?: number }) => Promise<Dossier>;
  /** Legal holds, erasures and own outages, as the records say. */
  readonly registers: () => Promise<KeptRegisters>;
  /** What was recorded here in a period, from inclusive, to exclusive, opened and checked: for evidence packs. */
  readonly recordsIn: (period: {
    readonly fromMs: number;
    readonly toMs: number;
  }) => Promise<{ readonly entries: readonly RegulationEntry[]; readonly cut: boolean }>;
  /**
   * A person's word on a case, durable when it returns: one that is found to be an attack has papers, escalated or not; one that is closed as harmless
   * asks nothing of what nobody classified, until the next word. Told again it changes nothing.
   */
  readonly heed: (word: CaseWord) => Promise<void>;
  /** Opens papers of cases that were escalated, warns, looks for recurrences of the month before, notes own outages. For one process at a time. */
  readonly tick: () => Promise<Ticked>;
};

/** Opens the journal of the papers, checks and folds it. Refuses (`journal/…`). */
export async function openRegulationDesk(parts: RegulationParts): Promise<RegulationDesk> {
  const state = emptyRegulation();
  const log = await openSealedLog<RegulationEvent>(parts.journal, parts.clock, {
    fold: (fact) => evolveRegulation(state, fact),
    factOf: (text) => RegulationEvent.parse(JSON.parse(text)),
    // Case ids are ours. What was said about one case can be erased with the people in it.
    streamOf: (fact) => ("caseId" in fact ? streamOf(fact.caseId) : "regulation"),
    erased: "skip",
  });
  return deskOf({ parts, state, log });
}

const streamOf = (caseId: string) => (/^[a-z0-9-]{1,60}$/.test(caseId) ? caseId : "other");

function deskOf(held: HeldRegulation): RegulationDesk {
  const { parts, state, log } = held;
  const { clock, situation } = parts;
  const now = () => clock.nowMs();
  const obey = (command: RegulationCommand) => obeyed(held, command);
  return {
    situation,
    get problems() {
      return [...parts.problems, ...fullSays(state)];
    },
    async board() {
      await log.refresh();
      const atMs = now();
      return { ...clockBoard(state, situation, atMs), atMs };
    },
    async dossier(caseId) {
      await log.refresh();
      return state.dossiers.get(caseId);
    },
    async state() {
      await log.refresh();
      return state;
    },
    open: (caseId, by) => openPapers(held, caseId, by),
    confirm: (by, value) => obey({ type: "Confirm", by, atMs: now(), ...value }),
    withdraw: (by, value) => obey({ type: "Withdraw", by, atMs: now(), ...value }),
    classify: (by, said) => obey(classifyAt(now(), by, said)),
    waive: (by, said) => obey({ type: "Waive", by, atMs: now(), ...said }),
    giveDeadline: (by, said) => obey({ type: "GiveDeadline", by, atMs: now(), ...said }),
    resume: (by, said) => obey({ type: "Resume", by, atMs: now(), ...said }),
    submit: (by, said) => obey(submitAt(now(), by, said)),
    report: (stage) => reportNow(held, stage),
    async toSign(by, stage) {
      const { report } = await reportNow(held, stage);
      const keys = await parts.keysOf(by);
      const bytes = reportBytes({ by, ...stage, digest: report.digest });
      return { by, digest: report.digest, bytes, passkeys: keys.filter(isPasskey).map(credentialOf) };
    },
    async sign(by, { digest, signature, session, ...stage }) {
      return obey({ type: "Sign", by, atMs: now(), ...stage, digest, shown: { signature, session, keys: await parts.keysOf(by) } });
    },
    registers: () => keptRegisters(parts),
    recordsIn: (period) => regulationEntries(parts.journal, period),
    heed: (word) => heed(held, word),
    tick: () => tick(held, (caseId) => openPapers(held, caseId, "agent:watchkeeper")),
  };
}

/** Who gives no time of their own did it now. */
const classifyAt = (atMs: number, by: Person, said: Parameters<RegulationDesk["classify"]>[1]): RegulationCommand => ({
  ...{ type: "Classify", by, atMs },
  ...said,
  classifiedAtMs: said.classifiedAtMs ?? atMs,
});
const submitAt = (atMs: number, by: Person, said: Parameters<RegulationDesk["submit"]>[1]): RegulationCommand => ({
  ...{ type: "Submit", by, atMs },
  ...said,
  submittedAtMs: said.submittedAtMs ?? atMs,
});

/** The credential id of a passkey's line, as a browser takes it. */
const credentialOf = ({ key }: { readonly key: string }) => Buffer.from(key.split(":")[1] ?? "", "base64").toString("base64url");

/** A deed of a person: durable and published when it returns, and told to live views. */
async function obeyed({ parts, state, log }: HeldRegulation, command: RegulationCommand): Promise<Dossier> {
  await log.decide(() => decideRegulation(command, state, parts.situation));
  await log.checkpoint({ witness: "may" });
  await parts.views.note({ kind: "case", id: command.caseId });
  return dossierOf(state, command.caseId);
}

async function openPapers({ parts, state, log }: HeldRegulation, caseId: string, by: Actor): Promise<Dossier | undefined> {
  const row = await parts.views.case(caseId);
  if (!row) return undefined;
  const values = proposalsOf(row, parts.assetOf);
  const given = { caseId, title: row.title, by, values, atMs: parts.clock.nowMs() };
  const facts = await log.decide(() => proposeValues(given, state, parts.situation));
  if (facts.length > 0) {
    await log.checkpoint({ witness: "may" });
    await parts.views.note({ kind: "case", id: caseId });
  }
  return state.dossiers.get(caseId);
}

async function heed(held: HeldRegulation, word: CaseWord): Promise<void> {
  const { parts, state, log } = held;
  if (parts.situation.order.entity.length === 0) return;
  if (word.verdict === "true-positive") await openPapers(held, word.caseId, "agent:watchkeeper");
  const facts = await log.decide(() => heedWord(word, state, parts.clock.nowMs()));
  if (facts.length === 0) return;
  await log.checkpoint({ witness: "may" });
  await parts.views.note({ kind: "case", id: word.caseId });
}

async function reportNow({ parts, state, log }: HeldRegulation, { caseId, regime, stage }: StageNamed) {
  await log.refresh();
  const dossier = dossierOf(state, caseId);
  return { report: reportFor(dossier, parts.situation, { regime, stage }), dossier };
}

/** What must not be silent: cases that are escalated from now on have no clock. */
const fullSays = ({ dossiers }: Regulation): string[] =>
  dossiers.size < limits.dossiersMax
    ? []
    : [
        `${dossiers.size} cases have papers, as many as are opened by themselves: cases that are escalated now have none until somebody opens them`,
      ];

function dossierOf({ dossiers }: Regulation, caseId: string): Dossier {
  const found = dossiers.get(caseId);
  if (!found) throw refusedRegulation("regulation/unknown", `case "${caseId.slice(0, 60)}" has no papers yet`);
  return found;
}
