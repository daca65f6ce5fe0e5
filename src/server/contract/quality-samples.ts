import { z } from "zod";
import { severities } from "../../core/alert/severity.ts";
import { BlindCase } from "../../core/quality-sample/blind.ts";
import { sampleLimits } from "../../core/quality-sample/limits.ts";
import { sampleOutcomes } from "../../core/quality-sample/quality-sample.ts";
import { sampledCriticalities } from "../../core/quality-sample/stratum.ts";
import { verdicts } from "../../core/verdict/verdict.ts";
import { because, count, next, notThere, page, time, whole } from "./common.ts";
import { MissedRate } from "./missed-rate.ts";
import { operation } from "./operation.ts";
import { SimulatedQuality, TriedQuality } from "./quality-simulation.ts";

const sampleId = z.string().regex(/^qs-[1-9]\d{0,8}$/);
const byId = z.strictObject({ id: sampleId });
const ratio = z.number().min(0).max(1);
const alertClass = z.string().min(1).max(421);

/** A sample as its reviewer sees it: what was seen and found, and nothing of what the agent made of it. All text in it is shown as text. */
export const BlindSample = z.strictObject({
  id: sampleId,
  dueAt: time,
  overdue: z.boolean(),
  case: z.strictObject({
    ...BlindCase.omit({ fromMs: true, toMs: true, alerts: true }).shape,
    from: time,
    to: time,
    alerts: z.array(z.strictObject({ at: time, product: z.string(), rule: z.string().nullable(), title: z.string() })),
  }),
});

/** What a person said of a sample. */
export const SampleJudgement = z.strictObject({ by: z.string(), verdict: z.enum(verdicts), because: z.string(), at: time });

/**
 * A sample after whoever reads it has judged it, or after all its judgements are in: what people said beside what the agent had said. A gold alert is one of
 * our own making that is known to be bad; it has no case.
 */
export const JudgedSample = z.strictObject({
  id: sampleId,
  kind: z.enum(["closure", "gold"]),
  outcome: z.enum(sampleOutcomes),
  class: z.string(),
  caseId: z.string().nullable(),
  /** Of a gold alert, what it was made to be. */
  agent: z.strictObject({
    verdict: z.enum(verdicts),
    severity: z.string(),
    category: z.string(),
    title: z.string(),
    because: z.string(),
  }),
  judgements: z.array(SampleJudgement),
  /** Whether the reader's own verdict calls it malicious or not as the agent's does; null where they have not judged it. */
  agreed: z.boolean().nullable(),
  /** Whether somebody else is still to judge it. */
  waits: z.boolean(),
});

/** A class with its stop rule: the score moves up with each miss and down with each clean one, and stops the class at `stopsAt`. */
export const SampledClassLine = z.strictObject({
  class: z.string(),
  /** What people call the rule, where it is one of ours. */
  title: z.string().nullable(),
  rate: MissedRate,
  test: z.strictObject({
    score: z.number(),
    stopsAt: z.number(),
    passesAt: z.number(),
    judged: count,
    missed: count,
    passed: count,
  }),
  /** The share of misses that is not reached with a certainty of 95 %, whenever one looks: over all that was judged, unweighted. Null before the first. */
  runningUpperBound: ratio.nullable(),
  stopped: z
    .strictObject({ at: time, because: z.string(), demoted: z.boolean(), reopening: count, reopenedMax: count, left: count })
    .nullable(),
});

/** The figures of quality samples. */
export const QualityFigures = z.strictObject({
  period: z.strictObject({ from: time, to: time }),
  definition: z.strictObject({ formula: z.string(), clock: z.string() }),
  all: MissedRate,
  classes: z.array(SampledClassLine),
  strata: z.array(
    z.strictObject({
      class: z.string(),
      severity: z.enum(severities),
      path: z.string(),
      criticality: z.enum(sampledCriticalities),
      rate: MissedRate,
    }),
  ),
  reviewers: z.strictObject({
    golds: count,
    found: count,
    sensitivity: z.strictObject({ estimate: ratio, interval: z.tuple([ratio, ratio]) }).nullable(),
    /** Judged by two people, and how far they agree beyond chance (Cohen's kappa); null where it cannot be told. */
    pairs: count,
    kappa: z.number().min(-1).max(1).nullable(),
  }),
  waiting: z.strictObject({ samples: count, overdue: count }),
  /** Closed before a commitment stood: counted, and never drawn. */
  uncommitted: count,
  /** Closed cases that the figures no longer hold. */
  forgotten: count,
});

/** An epoch of drawing. Its secret is null until it is over. */
export const EpochLine = z.strictObject({
  number: z.int().min(1),
  commitment: z.string(),
  committedAt: time,
  began: z.strictObject({ world: z.string(), sequence: count, at: time }).nullable(),
  secret: z.string().nullable(),
  revealedAt: time.nullable(),
});

const refusals = {
  403: "this person worked on the case, or has judged the sample already",
  409: "the sample was judged by as many as it needs, or was let go",
} as const;

/** How closed cases are judged a second time, without knowing what the agent said. */
export const qualitySampleOperations = {
  nextQualitySample: operation({
    method: "GET",
    path: "/api/v1/quality-samples",
    operation: "nextQualitySample",
    summary: "the next sample for whoever asks: what was seen and found, without verdict, severity, reasons, state or the case it is of",
    tag: "quality",
    right: "triage",
    answer: z.strictObject({
      sample: BlindSample.nullable(),
      waiting: count,
      overdue: count,
      /** Of those that wait, how many whoever asks has not judged. Those of cases that they worked on are among them, and are never given to them. */
      yours: count,
    }),
  }),
  judgeQualitySample: operation({
    method: "POST",
    path: "/api/v1/quality-samples/{id}/judgements",
    operation: "judgeQualitySample",
    summary: "judges a sample; only the answer shows what the agent had said. Whoever worked on its case may not",
    tag: "quality",
    right: "triage",
    params: byId,
    body: z.strictObject({ verdict: z.enum(verdicts), because }),
    answer: JudgedSample,
    idempotent: true,
    problems: { ...notThere, ...refusals },
  }),
  readQualitySample: operation({
    method: "GET",
    path: "/api/v1/quality-samples/{id}",
    operation: "readQualitySample",
    summary: "a sample that whoever asks has judged, or that nobody is to judge any more",
    tag: "quality",
    right: "triage",
    params: byId,
    answer: JudgedSample,
    problems: { ...notThere, 403: "it is not judged yet by whoever asks" },
  }),
  listJudgedSamples: operation({
    method: "GET",
    path: "/api/v1/quality-samples/judged",
    operation: "listJudgedSamples",
    summary: "samples that nobody is to judge any more, newest first",
    tag: "quality",
    right: "lead",
    query: z.strictObject({ outcome: z.enum(sampleOutcomes).optional(), ...page }),
    answer: z.strictObject({ samples: z.array(JudgedSample), next }),
  }),
  readQualityFigures: operation({
    method: "GET",
    path: "/api/v1/quality-samples/figures",
    operation: "readQualityFigures",
    summary: "the missed-threat rate with its upper bound: whole, by class and by stratum; the stop rule of each class; the reviewers",
    tag: "quality",
    right: "read",
    query: z.strictObject({ from: time.optional(), to: time.optional() }),
    answer: QualityFigures,
    problems: { 400: "the period ends before it begins" },
  }),
  simulateQualitySettings: operation({
    method: "GET",
    path: "/api/v1/quality-samples/simulation",
    operation: "simulateQualitySettings",
    summary: "what other settings of quality samples would have made of the last 500 cases that the agent closed; changes nothing",
    tag: "quality",
    right: "read",
    query: TriedQuality,
    answer: SimulatedQuality,
  }),
  listQualityEpochs: operation({
    method: "GET",
    path: "/api/v1/quality-samples/epochs",
    operation: "listQualityEpochs",
    summary: "the epochs of drawing: what was committed before, and the secret of those that are over, with which anybody can draw again",
    tag: "quality",
    right: "read",
    query: z.strictObject(page),
    answer: z.strictObject({ epochs: z.array(EpochLine), next }),
  }),
  downloadQualityEpoch: operation({
    method: "GET",
    path: "/api/v1/quality-samples/epochs/{number}/draw",
    operation: "downloadQualityEpoch",
    summary:
      "an epoch that is over as text: commitment, secret, and each closed case with its chance and whether it was drawn, to draw again",
    tag: "quality",
    right: "read",
    params: z.strictObject({ number: whole(1, 1_000_000) }),
    answer: "text",
    problems: { ...notThere, 403: "the epoch is not over" },
  }),
  resetQualityClass: operation({
    method: "POST",
    path: "/api/v1/quality-samples/resets",
    operation: "resetQualityClass",
    summary: "lets the test of a stopped class begin anew; the class stays without autonomy until it is granted again",
    tag: "quality",
    right: "lead",
    body: z.strictObject({ class: alertClass, because }),
    answer: SampledClassLine,
    stepUp: true,
    idempotent: true,
    problems: { ...notThere, 409: "the class is not stopped" },
  }),
} as const;

/** The bound of a reason, for forms. */
export const judgementBecauseMax = sampleLimits.becauseLengthMax;
