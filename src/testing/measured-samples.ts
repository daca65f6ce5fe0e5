import type { QualitySampleEvent } from "../core/quality-sample/quality-sample.ts";

const hourMs = 3_600_000;
const classes = ["watchkeeper/credential store read", "edr/Large upload to file sharing"] as const;

/**
 * What a record of quality samples holds after a day: closures with two chances of being drawn, judged by one or two people, some missed, some that nobody
 * judged, one found later without being drawn, one closed again, one from before any commitment; and gold alerts, of which one was overlooked.
 */
export function measuredSamples(nowMs: number, random: () => number): QualitySampleEvent[] {
  const below = (end: number) => Math.floor(random() * end);
  const facts: object[] = [];
  let numbered = 0;
  const draw = (caseId: string | null, judgements: number, agent: string) => {
    const id = `qs-${++numbered}`;
    const kind = caseId === null ? "gold" : "closure";
    facts.push({
      type: "SampleDrawn",
      id,
      kind,
      caseId,
      class: classes[0],
      agent: { verdict: agent },
      judgements,
      dueAtMs: nowMs,
      atMs: nowMs,
    });
    return id;
  };
  const judge = (id: string, verdict: string, by = "person:mara") =>
    facts.push({ type: "SampleJudged", id, by, verdict, because: "", atMs: nowMs });
  const closed = (caseId: string, share: number, sample: string | null, epoch: number | null = 1) => ({
    ...{ type: "ClosureCounted", caseId, revision: 1, closedAtMs: nowMs - below(12) * hourMs, epoch, share, sample, atMs: nowMs },
    stratum: { class: classes[below(2)], severity: below(3) === 0 ? "high" : "low", path: "any", criticality: "unknown" },
    category: below(2) === 0 ? "credential-abuse" : "other",
    classes: [classes[below(2)]],
    alertIds: [],
  });
  facts.push({ type: "EpochCommitted", epoch: 1, commitment: "", plan: {}, atMs: nowMs });
  for (let at = 0; at < 90; at++) {
    const share = below(3) === 0 ? 0.5 : 0.2;
    const drawn = random() < share;
    facts.push(closed(`case-${at}`, share, drawn ? `qs-${numbered + 1}` : null));
    if (!drawn) continue;
    const id = draw(`case-${at}`, 1 + below(2), "benign");
    if (below(6) > 0) judge(id, below(9) === 0 ? "true-positive" : below(8) === 0 ? "insufficient-data" : "benign");
    if (below(2) === 0) judge(id, "benign", "person:joss");
  }
  facts.push(closed("case-3", 0.5, null), closed("case-500", 0, null, null));
  const undrawn = (facts as { type: string; sample?: null; caseId: string }[]).find(
    ({ type, sample }) => type === "ClosureCounted" && sample === null,
  );
  facts.push({ type: "TruthCame", caseId: undrawn?.caseId, from: { kind: "label", id: "" }, atMs: nowMs });
  for (let at = 0; at < 8; at++) judge(draw(null, 1, "true-positive"), at === 0 ? "benign" : "true-positive");
  return facts as readonly unknown[] as QualitySampleEvent[];
}
