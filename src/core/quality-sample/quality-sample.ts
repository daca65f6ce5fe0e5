import { z } from "zod";
import { categories } from "../alert/category.ts";
import { verdicts } from "../verdict/verdict.ts";
import { BlindCase } from "./blind.ts";
import { sampleLimits } from "./limits.ts";
import type { SequentialTest } from "./sequential-test.ts";
import { SamplePlan, Stratum } from "./stratum.ts";

/** The name of the world whose journal holds quality samples; no investigation may have it. */
export const qualitySampleWorld = "quality-sample";

const atMs = z.int();
const epoch = z.int().min(1);
const caseId = z.string().regex(/^case-\d{1,15}$/);
const sampleId = z.string().regex(/^qs-[1-9]\d{0,8}$/);
const person = z.templateLiteral(["person:", z.string().min(1).max(100)]);
const because = z.string().max(sampleLimits.becauseLengthMax + 200);
const hex = z.string().regex(/^[0-9a-f]{64}$/);
const alertClass = z.string().max(421);

/** A place in the record of the watch: the segment, and how many of its entries stand before. */
export const WatchPlace = z.strictObject({ world: z.string(), sequence: z.int().min(0) });
/** A place in the record of the watch. */
export type WatchPlace = z.infer<typeof WatchPlace>;

/** What the agent made of a case when it closed it; kept from reviewers until they have judged. */
export const AgentWord = z.strictObject({
  verdict: z.enum(verdicts),
  severity: z.string(),
  category: z.string(),
  title: z.string(),
  because: z.string(),
});
/** What the agent made of a case. */
export type AgentWord = z.infer<typeof AgentWord>;

/** A secret was made for an epoch, and its commitment was recorded and published before the first closure that it decides on. */
const EpochCommitted = z.strictObject({ type: z.literal("EpochCommitted"), epoch, commitment: hex, plan: SamplePlan, atMs });
/** The secret decides on closures from a place in the record of the watch on, which was read after the commitment was published. */
const EpochBegan = z.strictObject({ type: z.literal("EpochBegan"), epoch, after: WatchPlace, atMs });
/** The epoch is over: whoever has the record can draw again. */
const EpochRevealed = z.strictObject({ type: z.literal("EpochRevealed"), epoch, secret: hex, atMs });
/** The agent closed a case. `epoch` is null where no commitment was there before: such a one is counted and never drawn. */
const ClosureCounted = z.strictObject({
  type: z.literal("ClosureCounted"),
  caseId,
  revision: z.int().min(0),
  place: WatchPlace,
  closedAtMs: z.int(),
  epoch: epoch.nullable(),
  stratum: Stratum,
  category: z.enum(categories),
  classes: z.array(alertClass).max(sampleLimits.classesPerUnitMax),
  alertIds: z.array(z.string().max(40)).max(sampleLimits.alertsPerUnitMax),
  /** Its chance of being drawn; 0 where it had none. */
  share: z.number().min(0).max(1),
  sample: sampleId.nullable(),
  atMs,
});
/** A sample waits for reviewers: a drawn closure, or a gold alert, which has no case. */
const SampleDrawn = z.strictObject({
  type: z.literal("SampleDrawn"),
  id: sampleId,
  kind: z.enum(["closure", "gold"]),
  caseId: caseId.nullable(),
  class: alertClass,
  blind: BlindCase,
  agent: AgentWord,
  judgements: z.int().min(1).max(sampleLimits.judgementsMax),
  dueAtMs: z.int(),
  atMs,
});
/** A person judged a sample without knowing what the agent said. */
const SampleJudged = z.strictObject({
  type: z.literal("SampleJudged"),
  id: sampleId,
  by: person,
  verdict: z.enum(verdicts),
  because,
  atMs,
});
/** A sample that nobody judges any more: its case was closed anew, or as many waited as may. */
const SampleLetGo = z.strictObject({ type: z.literal("SampleLetGo"), id: sampleId, because, atMs });
/** It turned out that a closed case held a threat: a later case that touches it, or a person's verdict on one of its alerts. */
const TruthCame = z.strictObject({
  type: z.literal("TruthCame"),
  caseId,
  from: z.strictObject({ kind: z.enum(["case", "label"]), id: z.string().max(200) }),
  atMs,
});
/** The stop rule crossed for a class. `reopen` are its closed cases that are opened again, `left` those beyond the bound. */
const ClassStopped = z.strictObject({
  type: z.literal("ClassStopped"),
  class: alertClass,
  score: z.number(),
  judged: z.int(),
  missed: z.int(),
  because,
  reopen: z.array(caseId).max(sampleLimits.reopenedMax),
  left: z.int().min(0),
  atMs,
});
/** A part of carrying a stop out was done. */
const StopCarriedOut = z.strictObject({
  type: z.literal("StopCarriedOut"),
  class: alertClass,
  step: z.enum(["demoted", "paged"]),
  atMs,
});
/** Cases were opened again for review; `gone` had left the watch's memory, were open, or had been ended by a person. */
const ReviewsOpened = z.strictObject({ type: z.literal("ReviewsOpened"), opened: z.array(caseId), gone: z.array(caseId), atMs });
/** A lead lets the test of a stopped class begin anew. It gives no autonomy back. */
const ClassReset = z.strictObject({ type: z.literal("ClassReset"), class: alertClass, by: person, because, atMs });

/** What happened to quality samples, in a journal of its own. */
export const QualitySampleEvent = z.discriminatedUnion("type", [
  EpochCommitted,
  EpochBegan,
  EpochRevealed,
  ClosureCounted,
  SampleDrawn,
  SampleJudged,
  SampleLetGo,
  TruthCame,
  ClassStopped,
  StopCarriedOut,
  ReviewsOpened,
  ClassReset,
]);
/** One fact about quality samples. */
export type QualitySampleEvent = z.infer<typeof QualitySampleEvent>;
/** One fact, by its type. */
export type QualityFact<Type extends QualitySampleEvent["type"]> = Extract<QualitySampleEvent, { type: Type }>;

/** A person's judgement of a sample. */
export type Judgement = Omit<QualityFact<"SampleJudged">, "type" | "id">;

/**
 * What became of a sample. "missed": somebody called it a true positive. "clean": all judgements are in, and none did. "undecided": nobody could tell.
 * A gold alert was found or overlooked.
 */
export const sampleOutcomes = ["waiting", "missed", "clean", "undecided", "let-go", "gold-found", "gold-overlooked"] as const;
/** One of `sampleOutcomes`. */
export type SampleOutcome = (typeof sampleOutcomes)[number];

/** A sample with what was said of it. */
export type QualitySample = Omit<QualityFact<"SampleDrawn">, "type" | "blind"> & {
  /** Only while somebody is to judge it. */
  readonly blind: BlindCase | undefined;
  readonly judged: readonly Judgement[];
  readonly letGo: string | undefined;
};

/** A case that the agent closed, as figures count it. A case counts once, with its latest closure, but for one that was found to be missed. */
export type ClosedUnit = Omit<QualityFact<"ClosureCounted">, "type"> & { readonly truth: QualityFact<"TruthCame">["from"] | undefined };

/** An epoch of drawing. */
export type Epoch = {
  readonly number: number;
  readonly commitment: string;
  readonly plan: SamplePlan;
  readonly committedAtMs: number;
  readonly began: { readonly after: WatchPlace; readonly atMs: number } | undefined;
  readonly revealed: { readonly secret: string; readonly atMs: number } | undefined;
};

/** How a class stands: its test, all judgements of it ever, and whether it is stopped, with what of that is done. */
export type SampledClass = {
  readonly test: SequentialTest;
  readonly judged: number;
  readonly missed: number;
  readonly stopped:
    | (Omit<QualityFact<"ClassStopped">, "type" | "class"> & { readonly demoted: boolean; readonly paged: boolean })
    | undefined;
};

/** Everything about quality samples. The fold owns it. */
export type QualitySamples = {
  readonly epochs: Map<number, Epoch>;
  /** By case, in the order of counting. */
  readonly units: Map<string, ClosedUnit>;
  readonly caseOfAlert: Map<string, string>;
  readonly samples: Map<string, QualitySample>;
  readonly waiting: Set<string>;
  readonly classes: Map<string, SampledClass>;
  /** Cases that are to be opened again, with the reason. */
  readonly reopening: Map<string, string>;
  /** How many samples were ever numbered. */
  numbered: number;
  /** Closures from before the first commitment, which had no chance of being drawn. */
  uncommitted: number;
  /** Closures that left memory: figures do not reach back beyond `forgottenUpToMs`. */
  forgotten: number;
  forgottenUpToMs: number;
  /** Entries whose text was erased. */
  erased: number;
};

/** Before the first fact. */
export const emptyQualitySamples = (): QualitySamples => ({
  epochs: new Map(),
  units: new Map(),
  caseOfAlert: new Map(),
  samples: new Map(),
  waiting: new Set(),
  classes: new Map(),
  reopening: new Map(),
  numbered: 0,
  uncommitted: 0,
  forgotten: 0,
  forgottenUpToMs: 0,
  erased: 0,
});

/** What became of a sample, by what was said of it. */
export function outcomeOf({ judged, judgements, letGo, kind, agent }: QualitySample): SampleOutcome {
  const found = judged.some(({ verdict }) => verdict === "true-positive");
  if (kind === "gold" && judged.length > 0) return found ? "gold-found" : "gold-overlooked";
  if (kind === "closure" && found && agent.verdict !== "true-positive") return "missed";
  if (letGo !== undefined) return "let-go";
  if (judged.length < judgements) return "waiting";
  if (judged.every(({ verdict }) => verdict === "insufficient-data"))
    return judged.length < sampleLimits.judgementsMax ? "waiting" : "undecided";
  return "clean";
}

/** Whether somebody else is wanted to judge it. A sample that was missed is still judged by the second person that it was drawn for. */
export function isWaiting(sample: QualitySample): boolean {
  if (sample.letGo !== undefined) return false;
  return sample.judged.length < sample.judgements || outcomeOf(sample) === "waiting";
}
