import type { HandoverFact, HandoverSection } from "../../core/handover/text.ts";
import { segmentWorld, watchBeginning } from "../../core/watch/watch-event.ts";
import type { HandoverFindings, Happened } from "./findings.ts";
import { countsOf } from "./sources.ts";
import { cite, citeEntry, factOf, many, moment, quoted, said, sectionOf, span } from "./words.ts";

const hourMs = 3_600_000;
/** A rate fell when fewer than this share of the records per hour came than in the period before. */
const fallenShare = 0.5;
/** Fewer records than this in the period before are no rate. */
const rateRecordsMin = 20;
/** A case of this many alerts is a storm. */
const stormAlertsMin = 500;
const reopenedMin = 2;
/** Entries may wait this long to be published. */
const unpublishedMsMax = 30 * 60_000;
/** Entries that one fact cites. */
const citedMax = 10;

/** What nobody asked for a decision about, and the next shift should keep an eye on. */
export function watchOuts(findings: HandoverFindings): HandoverSection {
  return sectionOf("watch-outs", [
    ...unknowns(findings),
    ...ledgerFacts(findings),
    ...silent(findings),
    ...fallen(findings),
    ...letters(findings),
    ...reopened(findings),
    ...storms(findings),
    ...unpublished(findings),
  ]);
}

const unknowns = ({ unknown }: HandoverFindings): HandoverFact[] =>
  unknown.map((says, at) =>
    factOf({ key: `unknown:${at + 1}`, urgency: "now", says: `Not known: ${said(says)}.`, next: "Look for yourself.", cites: [] }),
  );

function ledgerFacts({ ledger, records }: HandoverFindings): HandoverFact[] {
  if (ledger === undefined || ledger.balanced) return [];
  return [
    factOf({
      key: "ledger",
      urgency: "now",
      says: `The ledger over alerts does not add up: ${said(ledger.says)}.`,
      next: "Keep the data folder as it is, and run watchkeeper status.",
      cites: [cite("record", records.findLast(({ world }) => world.startsWith(watchBeginning))?.world ?? segmentWorld(1))],
    }),
  ];
}

const sorted = <Each extends { readonly source: string }>(all: readonly Each[]) => all.toSorted((a, b) => (a.source < b.source ? -1 : 1));

function silent({ sources, period }: HandoverFindings): HandoverFact[] {
  return sorted(sources)
    .filter(({ state }) => state === "silent")
    .map(({ source, lastReceivedMs }) => {
      const since =
        lastReceivedMs === undefined
          ? "it has never sent anything"
          : `its last record came at ${moment(lastReceivedMs)}, ${span(period.toMs - lastReceivedMs)} ago`;
      return factOf({
        key: `silent:${source}`,
        urgency: "now",
        says: `The source ${quoted(source)} is silent: ${since}.`,
        next: "Find out whether nothing happens there, or nothing arrives.",
        cites: [cite("source", source)],
      });
    });
}

function fallen({ period, before, sources }: HandoverFindings): HandoverFact[] {
  if (!before) return [];
  const earlier = new Map(before.sources.map((each) => [each.source, each.inPeriod]));
  const hours = (period.toMs - period.fromMs) / hourMs;
  const hoursBefore = (before.period.toMs - before.period.fromMs) / hourMs;
  return countsOf({ sources, before }).flatMap(({ source, inPeriod }) => {
    const then = earlier.get(source) ?? 0;
    if (then < rateRecordsMin || hours <= 0 || hoursBefore <= 0) return [];
    const [rate, rateBefore] = [inPeriod / hours, then / hoursBefore];
    if (rate >= rateBefore * fallenShare) return [];
    return factOf({
      key: `fallen:${source}`,
      urgency: "this-shift",
      says: `The source ${quoted(source)} hands over fewer records: ${rate.toFixed(1)} per hour, and ${rateBefore.toFixed(1)} in the period before.`,
      next: "Find out whether it is quiet there, or something no longer arrives.",
      cites: [cite("source", source)],
    });
  });
}

function letters({ sources, before }: HandoverFindings): HandoverFact[] {
  const known = new Map(before?.sources.map((each) => [each.source, each.deadLettered]));
  return sorted(sources).flatMap(({ source, deadLettered }) => {
    const fresh = Math.max(0, deadLettered - (known.get(source) ?? 0));
    if (fresh === 0) return [];
    return factOf({
      key: `letters:${source}`,
      urgency: "this-shift",
      says: `${many(fresh, "record")} of ${quoted(source)} could not be read and ${fresh === 1 ? "is a dead letter" : "are dead letters"}.`,
      next: "See why, mend it, and put them back.",
      cites: [cite("source", source)],
    });
  });
}

function reopened({ happened }: HandoverFindings): HandoverFact[] {
  const times = new Map<string, Happened[]>();
  for (const each of happened) {
    if (each.fact?.type !== "CaseReopened") continue;
    times.set(each.fact.caseId, [...(times.get(each.fact.caseId) ?? []), each]);
  }
  return [...times]
    .filter(([, all]) => all.length >= reopenedMin)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([caseId, all]) =>
      factOf({
        key: `reopened:${caseId}`,
        urgency: "this-shift",
        says: `${caseId} was opened again ${all.length} times in the period.`,
        next: "See whether its verdict fits what keeps coming.",
        cites: [cite("case", caseId), ...all.slice(0, citedMax).map(citeEntry)],
      }),
    );
}

function storms({ cases }: HandoverFindings): HandoverFact[] {
  return cases
    .filter(({ alerts }) => alerts >= stormAlertsMin)
    .toSorted((a, b) => b.alerts - a.alerts || (a.id < b.id ? -1 : 1))
    .map(({ id, title, alerts }) =>
      factOf({
        key: `storm:${id}`,
        urgency: "to-know",
        says: `${id} ${quoted(title)} is a storm of ${many(alerts, "alert")}; what else happens can hide in it.`,
        cites: [cite("case", id)],
      }),
    );
}

function unpublished({ records, period }: HandoverFindings): HandoverFact[] {
  return records
    .filter(({ unpublishedSinceMs }) => unpublishedSinceMs !== undefined && period.toMs - unpublishedSinceMs > unpublishedMsMax)
    .toSorted((a, b) => (a.world < b.world ? -1 : 1))
    .map(({ world, entries, published, unpublishedSinceMs = 0 }) =>
      factOf({
        key: `unpublished:${world}`,
        urgency: "this-shift",
        says: `${many(entries - published, "entry", "entries")} of the record ${quoted(world)} ${entries - published === 1 ? "is" : "are"} in no published checkpoint, the oldest since ${moment(unpublishedSinceMs)}.`,
        next: "See whether the part that writes it runs, and have a checkpoint made.",
        cites: [cite("record", world)],
      }),
    );
}
