import type { z } from "zod";
import type { Dossier, Regulation } from "../../core/regulation/dossier.ts";
import { classificationOf } from "../../core/regulation/known.ts";
import type { LegalSituation } from "../../core/regulation/situation.ts";
import { notLegalAdvice } from "../../core/regulation/words.ts";
import type { KeptRegisters } from "../../engine/regulation/registers.ts";
import { valueText } from "../../stages/regulation/document.ts";
import type { RegulationRegisters } from "../contract/regulation-register-shapes.ts";
import { iso } from "../http/iso.ts";
import { outageLine } from "./show.ts";

/** The registers as they are published. */
export function registersShown(
  state: Regulation,
  kept: KeptRegisters,
  { book }: LegalSituation,
  atMs: number,
): z.input<typeof RegulationRegisters> {
  const dossiers = [...state.dossiers.values()];
  const called = new Map(book.packs.map(({ pack }) => [pack.regime, pack.outcome.reportable]));
  return {
    at: iso(atMs),
    notice: notLegalAdvice,
    breaches: dossiers.filter(isBreach).map(breachLine),
    incidents: dossiers.flatMap((dossier) => incidentLines(dossier, called)),
    recurrences: state.recurrences.map(({ month, looked, without, groups, atMs: at }) => ({
      ...{ month, looked, without, at: iso(at) },
      groups: groups.map(({ group, caseIds }) => ({ group, cases: [...caseIds] })),
    })),
    holds: kept.holds.map(({ world, scope, by, because, atMs: at }) => ({ world, scope, by, because, at: iso(at) })),
    erasures: kept.erasures.map(({ world, streams, by, because, atMs: at }) => ({
      ...{ world, by, because, at: iso(at) },
      streams: streams.map(({ stream }) => stream),
    })),
    outages: state.outages.map(outageLine),
  };
}

/** Whatever a person found to concern personal data, reported or not (GDPR Art. 33(5)). */
const isBreach = ({ values }: Dossier) => values.get("personal-data")?.confirmed?.value === true;

function breachLine(dossier: Dossier): z.input<typeof RegulationRegisters>["breaches"][number] {
  const said = (id: string) => valueText(dossier.values.get(id)?.confirmed?.value) || "not known yet";
  const standing = dossier.classified.findLast(({ regime }) => regime === "gdpr");
  const reported = dossier.submitted.some(({ regime }) => regime === "gdpr");
  return {
    ...{ caseId: dossier.caseId, title: dossier.title, opened: iso(dossier.openedAtMs), reported },
    facts: [said("breach-nature"), `persons: ${said("subjects")}`, `records: ${said("records")}`].join("; "),
    effects: said("consequences"),
    remedy: said("measures"),
    because: standing ? `${standing.because} (${standing.by})` : "nobody has decided yet",
  };
}

function incidentLines(dossier: Dossier, called: ReadonlyMap<string, string>): z.input<typeof RegulationRegisters>["incidents"] {
  const regimes = new Set(dossier.classified.map(({ regime }) => regime));
  return [...regimes].flatMap((regime) => {
    const { outcome, sinceMs } = classificationOf(dossier, regime);
    const last = dossier.classified.findLast((each) => each.regime === regime);
    if (outcome !== "reportable" || sinceMs === undefined || !last) return [];
    const submitted = dossier.submitted.filter((each) => each.regime === regime).map(({ stage, reference }) => `${stage}: ${reference}`);
    return [
      {
        caseId: dossier.caseId,
        title: dossier.title,
        regime,
        called: called.get(regime) ?? outcome,
        at: iso(sinceMs),
        by: last.by,
        submitted,
      },
    ];
  });
}
