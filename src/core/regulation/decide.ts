import type { HandoverShown } from "../handover/decide.ts";
import { isPerson, type Person } from "../person/person.ts";
import { inline } from "../report/inline.ts";
import { unreachable } from "../unreachable.ts";
import { clockKey, type Dossier, packNamedOf, type Regulation, type RegulationEvent, type SheetValue } from "./dossier.ts";
import { judge } from "./findings.ts";
import { valuesOf } from "./known.ts";
import { regulationLimits as limits } from "./limits.ts";
import type { PackTemplate, PackValue, SignedPack } from "./pack.ts";
import { provenReport } from "./proof.ts";
import { refusedRegulation } from "./refusal.ts";
import { type RegulatoryReport, reportOf } from "./report.ts";
import { type LegalSituation, packApplies } from "./situation.ts";
import type { Classification, Regime } from "./words.ts";

/** A value somebody says, and where it is from. */
export type SaidValue = { readonly id: string; readonly value: SheetValue; readonly estimate: boolean; readonly source: string };

type By = { readonly caseId: string; readonly by: Person; readonly atMs: number };
type OfStage = By & { readonly regime: Regime; readonly stage: string };

/** What may be asked of the papers by people. Times are milliseconds. Nothing of it can be asked by the agent. */
export type RegulationCommand =
  | ({ readonly type: "Confirm" } & By & SaidValue)
  | ({ readonly type: "Withdraw"; readonly id: string; readonly because: string } & By)
  | ({
      readonly type: "Classify";
      readonly regime: Regime;
      readonly outcome: Classification;
      readonly because: string;
      readonly classifiedAtMs: number;
    } & By)
  | ({ readonly type: "Sign"; readonly digest: string; readonly shown: HandoverShown } & OfStage)
  | ({ readonly type: "Submit"; readonly digest: string; readonly reference: string; readonly submittedAtMs: number } & OfStage)
  | ({ readonly type: "Waive"; readonly because: string } & OfStage)
  | ({ readonly type: "Resume"; readonly because: string } & OfStage)
  | ({ readonly type: "GiveDeadline"; readonly dueMs: number; readonly because: string } & OfStage);

type Of<Type extends RegulationCommand["type"]> = Extract<RegulationCommand, { type: Type }>;
type Standing = { readonly dossier: Dossier; readonly situation: LegalSituation };

/** Says what happens to the papers of a case at a person's word; never makes it happen. Refuses with `regulation/…`. */
export function decideRegulation(command: RegulationCommand, state: Regulation, situation: LegalSituation): readonly RegulationEvent[] {
  if (!isPerson(command.by)) throw refusedRegulation("regulation/not-a-person", `${quoted(command.by)} is not a person`);
  const dossier = state.dossiers.get(command.caseId);
  if (!dossier) throw refusedRegulation("regulation/unknown", `case ${quoted(command.caseId)} has no papers yet`);
  const standing = { dossier, situation };
  switch (command.type) {
    case "Confirm":
      return confirm(command, standing);
    case "Withdraw":
      return withdraw(command, standing);
    case "Classify":
      return classify(command, standing);
    case "Sign":
      return sign(command, standing);
    case "Submit":
      return submit(command, standing);
    case "Waive":
      return [{ ...stageOf(command, situation), type: "ClockWaived", because: wordsOf(command.because), by: command.by }];
    case "Resume":
      return resume(command, standing);
    case "GiveDeadline":
      return [
        { ...stageOf(command, situation), type: "DeadlineGiven", dueMs: command.dueMs, because: wordsOf(command.because), by: command.by },
      ];
    default:
      return unreachable(command);
  }
}

function confirm(
  { caseId, by, atMs, id, value, estimate, source }: Of<"Confirm">,
  { dossier, situation }: Standing,
): readonly RegulationEvent[] {
  const asked = valueNamed(situation, id);
  requireType(asked, value, atMs);
  if (!dossier.values.has(id) && dossier.values.size >= limits.valuesMax) throw tooMany("values");
  return [
    {
      type: "ValueConfirmed",
      caseId,
      id,
      value: asked.type === "time" ? isoOf(value) : value,
      estimate,
      source: wordsOf(source),
      by,
      atMs,
    },
  ];
}

const isoOf = (value: SheetValue) => new Date(Date.parse(String(value))).toISOString();

function withdraw({ caseId, by, atMs, id, because }: Of<"Withdraw">, { dossier }: Standing): readonly RegulationEvent[] {
  if (!dossier.values.get(id)?.confirmed) throw refusedRegulation("regulation/not-as-it-stands", `nobody confirmed ${quoted(id)}`);
  return [{ type: "ValueWithdrawn", caseId, id, because: wordsOf(because), by, atMs }];
}

/** The inputs are kept as they were, so that what was decided can be judged by what was known. */
function classify(command: Of<"Classify">, { dossier, situation }: Standing): readonly RegulationEvent[] {
  const { caseId, by, atMs, regime, outcome, because, classifiedAtMs } = command;
  requirePast(classifiedAtMs, atMs);
  if (dossier.classified.length >= limits.classificationsMax) throw tooMany("classifications");
  const signed = packOf(situation, regime, atMs);
  const { finding, criteria, missing } = judge(signed.pack, situation, valuesOf(dossier, "confirmed"));
  const asked = new Set(signed.pack.values.map(({ id }) => id));
  const values = [...dossier.values].flatMap(([id, { confirmed }]) =>
    confirmed && asked.has(id)
      ? [{ id, value: confirmed.value, estimate: confirmed.estimate, source: confirmed.source, confirmedBy: confirmed.by }]
      : [],
  );
  return [
    {
      type: "IncidentClassified",
      caseId,
      atMs,
      regime,
      outcome,
      classifiedAtMs,
      because: wordsOf(because),
      by,
      pack: packNamedOf(signed),
      computed: finding,
      criteria: criteria.map(({ criterion, finding: each }) => ({ id: criterion.id, finding: each })),
      values,
      missing: [...missing],
    },
  ];
}

function sign(command: Of<"Sign">, standing: Standing): readonly RegulationEvent[] {
  const { by, digest, shown } = command;
  const { dossier, situation } = standing;
  if (dossier.signed.length >= limits.reportsMax) throw tooMany("signed reports");
  const report = reportFor(dossier, situation, command);
  if (report.digest !== digest) throw refusedRegulation("regulation/other-report", "the report is another one than was shown");
  const proof = provenReport({ by, caseId: command.caseId, regime: command.regime, stage: command.stage, digest }, shown);
  return [{ ...stageOf(command, situation), type: "ReportSigned", digest, canonical: report.canonical, by, proof }];
}

/** Only what a person signed is noted as handed in, whoever handed it in. */
function submit(command: Of<"Submit">, { dossier, situation }: Standing): readonly RegulationEvent[] {
  const { by, atMs, digest, reference, submittedAtMs, regime, stage } = command;
  requirePast(submittedAtMs, atMs);
  if (dossier.submitted.length >= limits.reportsMax) throw tooMany("submissions");
  const signed = dossier.signed.some((each) => each.regime === regime && each.stage === stage && each.digest === digest);
  if (!signed) throw refusedRegulation("regulation/not-signed", "nobody signed the report of this digest for this stage");
  return [{ ...stageOf(command, situation), type: "ReportSubmitted", submittedAtMs, reference: wordsOf(reference), digest, by }];
}

function resume(command: Of<"Resume">, { dossier, situation }: Standing): readonly RegulationEvent[] {
  if (!dossier.clocks.has(clockKey(command)))
    throw refusedRegulation("regulation/not-as-it-stands", "this clock runs as the pack says already");
  return [{ ...stageOf(command, situation), type: "ClockResumed", because: wordsOf(command.because), by: command.by }];
}

/** The report of a stage as it is now. Refuses (`regulation/unknown`) a stage that has none. */
export function reportFor(
  dossier: Dossier,
  situation: LegalSituation,
  { regime, stage }: { readonly regime: Regime; readonly stage: string },
): RegulatoryReport {
  const found = templatesOf(situation).find(({ signed, template }) => signed.pack.regime === regime && template.stage === stage);
  if (!found) throw refusedRegulation("regulation/unknown", `there is no report ${quoted(stage)} under ${regime}`);
  return reportOf(dossier, found.signed, found.template, situation);
}

const templatesOf = ({ book }: LegalSituation): readonly { readonly signed: SignedPack; readonly template: PackTemplate }[] =>
  book.packs.flatMap((signed) => signed.pack.templates.map((template) => ({ signed, template })));

/** The pack of a regime that is in force; else the first of the regime, by which a person may still classify. */
function packOf(situation: LegalSituation, regime: Regime, atMs: number): SignedPack {
  const all = situation.book.packs.filter(({ pack }) => pack.regime === regime);
  const found = all.find(({ pack }) => packApplies(pack, situation, atMs).applies) ?? all[0];
  if (!found) throw refusedRegulation("regulation/unknown", `there is no pack for ${regime}`);
  return found;
}

function stageOf({ caseId, regime, stage, atMs }: OfStage, { book }: LegalSituation) {
  if (!book.packs.some(({ pack }) => pack.regime === regime && pack.clocks.some((clock) => clock.stage === stage)))
    throw refusedRegulation("regulation/unknown", `there is no stage ${quoted(stage)} under ${regime}`);
  return { caseId, regime, stage, atMs };
}

function valueNamed({ book }: LegalSituation, id: string): PackValue {
  for (const { pack } of book.packs) {
    const found = pack.values.find((each) => each.id === id);
    if (found) return found;
  }
  throw refusedRegulation("regulation/unknown", `no pack asks for ${quoted(id)}`);
}

/** Whether a value is of the type that is asked for. A number is finite and not negative. */
export function fitsType({ type }: PackValue, value: SheetValue): boolean {
  if (type === "boolean") return typeof value === "boolean";
  if (type === "number") return typeof value === "number" && Number.isFinite(value) && value >= 0;
  if (type === "list") return Array.isArray(value);
  return typeof value === "string" && (type === "text" || !Number.isNaN(timeIn(value)));
}

/** A moment with its zone (RFC 3339), milliseconds; NaN for anything else. */
const timeIn = (value: string) =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/.test(value) ? Date.parse(value) : Number.NaN;

function requireType(asked: PackValue, value: SheetValue, atMs: number): void {
  if (!fitsType(asked, value)) throw refusedRegulation("regulation/bad-value", `${quoted(asked.id)} takes a ${asked.type}`);
  if (asked.type === "time") requirePast(timeIn(String(value)), atMs);
}

function requirePast(timeMs: number, atMs: number): void {
  if (timeMs > atMs) throw refusedRegulation("regulation/in-the-future", "the time has not come yet");
}

const wordsOf = (text: string) => text.slice(0, limits.wordsLengthMax).toWellFormed();
const tooMany = (what: string) => refusedRegulation("regulation/too-many", `the papers hold as many ${what} as they may`);
const quoted = (name: string) => `"${inline(name, 120)}"`;
