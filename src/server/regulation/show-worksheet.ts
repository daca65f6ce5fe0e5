import type { z } from "zod";
import { clocksOf } from "../../core/regulation/clocks.ts";
import { reportFor } from "../../core/regulation/decide.ts";
import { type Dossier, type HeldValue, packNamedOf, type SheetValue } from "../../core/regulation/dossier.ts";
import { type Judgement, judge, thresholdSays } from "../../core/regulation/findings.ts";
import { timeValue, valuesOf } from "../../core/regulation/known.ts";
import type { PackValue, RulePack, SignedPack } from "../../core/regulation/pack.ts";
import { completenessOf, type RegulatoryReport, reportSignatureHolds } from "../../core/regulation/report.ts";
import { type LegalSituation, packApplies } from "../../core/regulation/situation.ts";
import { notLegalAdvice, type Regime } from "../../core/regulation/words.ts";
import type {
  RegulationCriterion,
  RegulationReportLine,
  RegulationSaid,
  RegulationSheet,
  RegulationValue,
  RegulationWorksheet,
} from "../contract/regulation-shapes.ts";
import { iso } from "../http/iso.ts";
import { clockLine } from "./show.ts";

/** The worksheet of a case, as whoever reads it sees it at a moment. */
export function worksheetShown(dossier: Dossier, situation: LegalSituation, atMs: number): z.input<typeof RegulationWorksheet> {
  const { packs } = situation.book;
  return {
    caseId: dossier.caseId,
    title: dossier.title,
    opened: iso(dossier.openedAtMs),
    notice: notLegalAdvice,
    values: valuesAsked(situation).map(({ value, regimes }) => valueLine(value, regimes, dossier)),
    sheets: packs.map((signed) => sheetLine(signed, dossier, situation, atMs)),
  };
}

/** Before anybody opened the papers of a case: nothing is known, and the sheets say what would be asked. */
export const noPapers = (caseId: string, title: string): Dossier => ({
  ...{
    caseId,
    title,
    openedAtMs: 0,
    harmless: undefined,
    values: new Map(),
    classified: [],
    signed: [],
    submitted: [],
    clocks: new Map(),
    alarms: new Map(),
  },
});

function valuesAsked({ book }: LegalSituation): readonly { readonly value: PackValue; readonly regimes: Regime[] }[] {
  const asked = new Map<string, { value: PackValue; regimes: Regime[] }>();
  for (const { pack } of book.packs)
    for (const value of pack.values) {
      const held = asked.get(value.id) ?? { value, regimes: [] };
      if (!held.regimes.includes(pack.regime)) held.regimes.push(pack.regime);
      asked.set(value.id, held);
    }
  return [...asked.values()];
}

const plain = (value: SheetValue | undefined) => (value === undefined ? null : Array.isArray(value) ? [...value] : value);

function valueLine({ id, title, type, unit }: PackValue, regimes: Regime[], dossier: Dossier): z.input<typeof RegulationValue> {
  const held = dossier.values.get(id);
  const confirmed = held?.confirmed;
  const proposed = (type === "time" ? held?.earliest : undefined) ?? held?.proposed;
  const counts = confirmed ?? proposed;
  return {
    ...{ id, title, type, unit: unit ?? null, regimes },
    status: confirmed ? "confirmed" : proposed ? "proposed" : "missing",
    value: plain(counts?.value),
    estimate: counts?.estimate ?? false,
    source: counts?.source ?? null,
    confirmedBy: confirmed?.by ?? null,
    confirmedAt: confirmed ? iso(confirmed.atMs) : null,
    proposed: plain(proposed?.value),
    history: (held?.history ?? []).map(saidLine),
  };
}

function saidLine(said: HeldValue["history"][number]): z.input<typeof RegulationSaid> {
  const { by, atMs } = said;
  if (!("value" in said)) return { kind: "withdrawn", value: null, estimate: false, source: said.because, by, at: iso(atMs) };
  const kind = by === "agent:watchkeeper" ? "proposed" : "confirmed";
  return { kind, value: plain(said.value), estimate: said.estimate, source: said.source, by, at: iso(atMs) };
}

function sheetLine(signed: SignedPack, dossier: Dossier, situation: LegalSituation, atMs: number): z.input<typeof RegulationSheet> {
  const { pack } = signed;
  const { regime, title, outcome } = pack;
  const aware = timeValue(dossier, "aware-at")?.atMs ?? atMs;
  const confirmed = judge(pack, situation, valuesOf(dossier, "confirmed"));
  const proposed = judge(pack, situation, valuesOf(dossier, "proposed"));
  return {
    ...{ regime, title, pack: packNamedOf(signed), ...packApplies(pack, situation, aware) },
    called: { reportable: outcome.reportable, "not-reportable": outcome["not-reportable"] },
    computed: confirmed.finding,
    asProposed: proposed.finding,
    criteria: criteriaLines(pack, confirmed, proposed),
    missing: [...confirmed.missing],
    classified: dossier.classified
      .filter((each) => each.regime === regime)
      .map((each) => ({
        ...{ outcome: each.outcome, called: outcome[each.outcome], by: each.by, because: each.because, computed: each.computed },
        ...{ at: iso(each.classifiedAtMs), recorded: iso(each.atMs), pack: each.pack, missing: [...each.missing] },
      })),
    clocks: clocksOf(dossier, pack, situation, atMs).map(clockLine),
    reports: pack.templates.map(({ stage }) => reportLine(reportFor(dossier, situation, { regime, stage }), dossier)),
    unverified: [...pack.unverified],
  };
}

function criteriaLines(pack: RulePack, confirmed: Judgement, proposed: Judgement): z.input<typeof RegulationCriterion>[] {
  const values = new Map(pack.values.map((each) => [each.id, each]));
  return confirmed.criteria.map(({ criterion, finding, thresholds }) => ({
    ...{ id: criterion.id, title: criterion.title, article: criterion.article, mark: criterion.mark, finding },
    asProposed: proposed.criteria.find((each) => each.criterion === criterion)?.finding ?? "unknown",
    thresholds: thresholds.map(({ threshold, finding: each, tips }) => {
      const asked = values.get(threshold.value);
      return { value: threshold.value, says: thresholdSays(threshold, asked?.title ?? threshold.value, asked?.unit), finding: each, tips };
    }),
  }));
}

/** A report of a stage in one line, with who signed it and where it was handed in. */
export function reportLine(report: RegulatoryReport, dossier: Dossier): z.input<typeof RegulationReportLine> {
  const { template, fields, digest, pack } = report;
  const ofStage = <Each extends { readonly regime: Regime; readonly stage: string }>(each: Each) =>
    each.regime === pack.pack.regime && each.stage === template.stage;
  return {
    ...{ stage: template.stage, title: template.title, article: template.article, mark: template.mark, digest },
    ...completenessOf(fields),
    signed: dossier.signed.filter(ofStage).map((each) => ({
      ...{ by: each.by, at: iso(each.atMs), digest: each.digest, current: each.digest === digest },
      proof: each.proof.kind !== "key" ? each.proof.kind : each.proof.key.startsWith("webauthn:") ? "passkey" : "key",
      holds: reportSignatureHolds(dossier.caseId, each),
    })),
    submitted: dossier.submitted
      .filter(ofStage)
      .map(({ submittedAtMs, by, reference, digest: of }) => ({ at: iso(submittedAtMs), by, reference, digest: of })),
  };
}
