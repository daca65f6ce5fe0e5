import { z } from "zod";
import type { HandoverProof } from "../handover/handover.ts";
import { isPerson, type Person } from "../person/person.ts";
import { regulationLimits as limits } from "./limits.ts";
import type { SignedPack } from "./pack.ts";
import { classifications, clockAlarms, findings, regimes } from "./words.ts";

/** The world of the record that holds what regulators will ask about. */
export const regulationWorld = "regulation";

const text = z.string().max(limits.textLengthMax);
const words = z.string().min(1).max(limits.wordsLengthMax);
const word = z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/);
const atMs = z.int();
const caseId = z.string().min(1).max(200);
const person = z.string().refine(isPerson, "is a person") as unknown as z.ZodType<Person>;
const actor = z.union([person, z.literal("agent:watchkeeper")]);
const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const proof = z.custom<HandoverProof>((value) => typeof value === "object" && value !== null && "kind" in value);

/** A value of a worksheet, by its type: yes or no, a finite number, a moment (RFC 3339, UTC), a text, a list of texts. Times are kept as text. */
export const SheetValue = z.union([z.boolean(), z.number(), text, z.array(text).max(limits.listMax)]);
export type SheetValue = z.infer<typeof SheetValue>;

/** Somebody's word for a value: whether it is an estimate, and where it is from. */
const said = { id: word, value: SheetValue, estimate: z.boolean(), source: words, atMs };

/** Which pack, in which version, something was decided by. */
export const PackNamed = z.strictObject({ name: word, version: z.string().max(20), digest });
export type PackNamed = z.infer<typeof PackNamed>;

/** A criterion as it stood when somebody classified. */
const found = z.strictObject({ id: word, finding: z.enum(findings) });

const ofCase = { caseId, atMs };
const ofStage = { ...ofCase, regime: z.enum(regimes), stage: word };

/** What happened to the papers for regulators, in a journal of its own. Nothing of it was done by an authority's system, and nothing is sent by us. */
export const RegulationEvent = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("DossierOpened"), ...ofCase, title: text, by: actor }),
  /** The agent's word for values, from the case. It confirms nothing. */
  z.strictObject({ type: z.literal("ValueProposed"), ...ofCase, ...said, by: z.literal("agent:watchkeeper") }),
  z.strictObject({ type: z.literal("ValueConfirmed"), ...ofCase, ...said, by: person }),
  /** A person took their word back: it is unknown again. */
  z.strictObject({ type: z.literal("ValueWithdrawn"), ...ofCase, id: word, because: words, by: person }),
  z.strictObject({
    type: z.literal("IncidentClassified"),
    ...ofCase,
    regime: z.enum(regimes),
    outcome: z.enum(classifications),
    /** When it was classified; at the latest when it was recorded. */
    classifiedAtMs: z.int(),
    because: words,
    by: person,
    pack: PackNamed,
    /** What the worksheet came to, from confirmed values alone, and what it rested on. */
    computed: z.enum(findings),
    criteria: z.array(found).max(100),
    values: z
      .array(z.strictObject({ id: word, value: SheetValue, estimate: z.boolean(), source: words, confirmedBy: person }))
      .max(limits.valuesMax),
    missing: z.array(word).max(limits.valuesMax),
  }),
  /** A person signs exactly the report of this digest. */
  z.strictObject({ type: z.literal("ReportSigned"), ...ofStage, digest, canonical: z.string().max(1_000_000), by: person, proof }),
  /** A person says that they handed a report in, where, and under which reference. */
  z.strictObject({
    type: z.literal("ReportSubmitted"),
    ...ofStage,
    submittedAtMs: z.int(),
    reference: words,
    /** Of the signed report that it was. */
    digest,
    by: person,
  }),
  /** A person says that this stage is not owed, and why. */
  z.strictObject({ type: z.literal("ClockWaived"), ...ofStage, because: words, by: person }),
  /** A person says another deadline, which an authority gave: asked for, postponed, prolonged. */
  z.strictObject({ type: z.literal("DeadlineGiven"), ...ofStage, dueMs: z.int(), because: words, by: person }),
  z.strictObject({ type: z.literal("ClockResumed"), ...ofStage, because: words, by: person }),
  /** A person closed the case and found it harmless: what nobody classified asks nothing while that stands. The agent's closing does nothing here. */
  z.strictObject({ type: z.literal("CaseFoundHarmless"), ...ofCase, by: person, verdict: z.enum(["benign", "false-positive"]) }),
  /** It was opened again, or is harmless no more. */
  z.strictObject({ type: z.literal("CaseTakenUpAgain"), ...ofCase }),
  z.strictObject({ type: z.literal("ClockAlarmed"), ...ofStage, alarm: z.enum(clockAlarms), dueMs: z.int() }),
  /** The monthly look for incidents that recur; journaled when it found none as well. */
  z.strictObject({
    type: z.literal("RecurrencesLookedFor"),
    month: z.string().regex(/^\d{4}-\d{2}$/),
    looked: z.int().min(0),
    without: z.int().min(0),
    groups: z.array(z.strictObject({ group: text, caseIds: z.array(caseId).max(limits.listMax) })).max(limits.listMax),
    atMs,
  }),
  /** Nobody of ours gave a sign of life between these times. */
  z.strictObject({ type: z.literal("OutageFound"), fromMs: z.int(), toMs: z.int(), atMs }),
]);
export type RegulationEvent = z.infer<typeof RegulationEvent>;

type Of<Type extends RegulationEvent["type"]> = Omit<Extract<RegulationEvent, { type: Type }>, "type" | "caseId">;

/** What is said of one value: by people, newest last, and by the agent, the earliest and the newest of its words. */
export type HeldValue = {
  readonly confirmed: Of<"ValueConfirmed"> | undefined;
  readonly proposed: Of<"ValueProposed"> | undefined;
  /** For a moment: the earliest that was ever plausible. */
  readonly earliest: Of<"ValueProposed"> | undefined;
  readonly history: readonly (Of<"ValueConfirmed"> | Of<"ValueProposed"> | Of<"ValueWithdrawn">)[];
};

/** What regulators will ask about one case. */
export type Dossier = {
  readonly caseId: string;
  readonly title: string;
  readonly openedAtMs: number;
  /** The person who closed the case as harmless, while that stands. */
  readonly harmless: Of<"CaseFoundHarmless"> | undefined;
  readonly values: ReadonlyMap<string, HeldValue>;
  /** Oldest first; the last of a regime counts. */
  readonly classified: readonly Of<"IncidentClassified">[];
  readonly signed: readonly Of<"ReportSigned">[];
  readonly submitted: readonly Of<"ReportSubmitted">[];
  /** By regime and stage, what a person said of a clock last. */
  readonly clocks: ReadonlyMap<string, Of<"ClockWaived"> | Of<"DeadlineGiven">>;
  readonly alarms: ReadonlyMap<string, Of<"ClockAlarmed">>;
};

/** All papers of one tenant. The fold owns it. */
export type Regulation = {
  readonly dossiers: Map<string, Dossier>;
  readonly recurrences: Omit<Extract<RegulationEvent, { type: "RecurrencesLookedFor" }>, "type">[];
  readonly outages: Omit<Extract<RegulationEvent, { type: "OutageFound" }>, "type">[];
};

/** Before the first. */
export const emptyRegulation = (): Regulation => ({ dossiers: new Map(), recurrences: [], outages: [] });

/** The name of a clock within a dossier. */
export const clockKey = ({ regime, stage }: { readonly regime: string; readonly stage: string }): string => `${regime}/${stage}`;

/** Which pack it was, in which version. */
export const packNamedOf = ({ pack, digest: made }: SignedPack): PackNamed => ({ name: pack.name, version: pack.version, digest: made });
