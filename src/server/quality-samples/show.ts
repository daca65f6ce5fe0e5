import type { z } from "zod";
import type { BlindCase } from "../../core/quality-sample/blind.ts";
import { type Epoch, isWaiting, outcomeOf, type QualitySample, type QualitySamples } from "../../core/quality-sample/quality-sample.ts";
import type { BlindSample, EpochLine, JudgedSample } from "../contract/quality-samples.ts";
import { iso } from "../http/iso.ts";

/** A sample as its reviewer sees it. Nothing of what the agent said is taken from the sample. */
export function blindSample(
  { id, dueAtMs }: Pick<QualitySample, "id" | "dueAtMs">,
  blind: BlindCase,
  nowMs: number,
): z.input<typeof BlindSample> {
  const { fromMs, toMs, alerts, ...seen } = blind;
  return {
    id,
    dueAt: iso(dueAtMs),
    overdue: dueAtMs < nowMs,
    case: { ...seen, from: iso(fromMs), to: iso(toMs), alerts: alerts.map(({ atMs, ...alert }) => ({ at: iso(atMs), ...alert })) },
  };
}

const isMalicious = (verdict: string) => verdict === "true-positive";

/** A judged sample with what the agent had said. `reader` is undefined for a token without a person. */
export function judgedSample(sample: QualitySample, reader: string | undefined): z.input<typeof JudgedSample> {
  const { id, kind, caseId, agent, judged } = sample;
  const own = judged.find(({ by }) => by === reader);
  return {
    id,
    kind,
    outcome: outcomeOf(sample),
    class: sample.class,
    caseId,
    agent,
    judgements: judged.map(({ by, verdict, because, atMs }) => ({ by, verdict, because, at: iso(atMs) })),
    agreed: own ? own.verdict !== "insufficient-data" && isMalicious(own.verdict) === isMalicious(agent.verdict) : null,
    waits: isWaiting(sample),
  };
}

/** An epoch in one line. */
export const epochLine = ({ number, commitment, committedAtMs, began, revealed }: Epoch): z.input<typeof EpochLine> => ({
  number,
  commitment,
  committedAt: iso(committedAtMs),
  began: began ? { ...began.after, at: iso(began.atMs) } : null,
  secret: revealed?.secret ?? null,
  revealedAt: revealed ? iso(revealed.atMs) : null,
});

/** An epoch that is over, as text for whoever draws again: a line for each closed case that counts, with its chance as a fraction of 2^48. */
export function drawText({ number, commitment }: Epoch, secret: string, { units }: QualitySamples): string {
  const lines = [...units.values()]
    .filter(({ epoch }) => epoch === number)
    .map(({ caseId, share, sample }) => `${caseId} ${Math.ceil(share * 2 ** 48)} ${sample === null ? "no" : "yes"}`);
  return [`epoch ${number}`, `commitment ${commitment}`, `secret ${secret}`, ...lines, ""].join("\n");
}
