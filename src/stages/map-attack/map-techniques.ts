import type { AttackCatalogue, TechniqueClaim } from "../../core/attack/attack.ts";
import { parentTechnique } from "../../core/attack/attack.ts";
import type { TextMapper } from "./map-text.ts";
import { textMapperOf } from "./map-text.ts";
import type { Observed } from "./sign.ts";
import type { MappedAlert, Signal } from "./signal.ts";
import { signalsOfAlert, signalsOfEvent } from "./signal.ts";

/** The most technique claims of one case. */
export const claimsMax = 64;
/** The most evidence ids that one claim cites; the lowest numbers are kept. */
export const evidencePerClaimMax = 50;
const confidenceMax = 0.97;
const confidenceMin = 0.05;
/** Rules that fire on one case lean on the same activity: each further opinion counts for this share of the one before. */
const furtherOpinion = 0.6;
/** One rule that fires often is a little surer than one that fires once: per doubling, up to four. */
const perDoubling = 0.04;
const doublingsMax = 4;
const textShare = 0.55;
/** What prose says less surely than this is left to whoever asks for all readings of a text. */
const textConfidenceMin = 0.2;
/** What a rule says of a parent speaks for the child that something else names on the same evidence. */
const inherited = 0.5;

/** All that speaks for techniques in one case (or for one alert). `answered` are techniques credited by a playbook's answers, strength 0 to 1. */
export type MapInput = {
  readonly alerts: readonly MappedAlert[];
  readonly events?: readonly (Observed & { readonly dataset?: string | undefined; readonly evidence: string })[];
  readonly texts: readonly { readonly text: string; readonly evidence: string }[];
  readonly answered: readonly { readonly technique: string; readonly evidence: string; readonly strength: number }[];
  readonly catalogue: AttackCatalogue;
  /** Reads techniques out of prose; the lexicon when nothing is given. */
  readonly mapText?: TextMapper;
};

/**
 * The techniques that a case shows, surest first, each with the evidence it rests on. Different rules are combined as
 * doubts that multiply (noisy-or), with less weight for each further opinion since rules on one case are no independent witnesses.
 * A parent never stands beside its child on the same evidence. Unknown and retired ids are replaced or left out.
 */
export function mapTechniques(input: MapInput): TechniqueClaim[] {
  const signals = withoutParents(signalsOf(input));
  const byTechnique = new Map<string, Signal[]>();
  for (const signal of signals) {
    const known = byTechnique.get(signal.technique);
    if (known) known.push(signal);
    else byTechnique.set(signal.technique, [signal]);
  }
  return [...byTechnique]
    .map(([id, own]) => ({ id, confidence: confidenceOf(own), evidence: evidenceOf(own) }))
    .filter(({ confidence }) => confidence >= confidenceMin)
    .sort((a, b) => b.confidence - a.confidence || compare(a.id, b.id))
    .slice(0, claimsMax);
}

function signalsOf({ alerts, events, texts, answered, catalogue, mapText }: MapInput): Signal[] {
  const read = mapText ?? textMapperOf(catalogue);
  return [
    ...alerts.flatMap((alert) => afterTheFact(alert, alerts, signalsOfAlert(alert, catalogue))),
    ...(events ?? []).flatMap((event) => signalsOfEvent(event, event.evidence, catalogue)),
    ...texts.flatMap(({ text, evidence }) =>
      read(text)
        .filter(({ confidence }) => confidence >= textConfidenceMin)
        .map(({ id, confidence }) => ({ technique: id, evidence, strength: confidence * textShare, source: "text" })),
    ),
    ...answered.flatMap(({ technique, evidence, strength }) => {
      const current = catalogue.current(technique);
      const bounded = Math.min(1, Math.max(0, strength)) * (technique === logClearing && clearedFirst(alerts) ? nothingToHide : 1);
      return current === undefined || !catalogue.technique(current)
        ? []
        : [{ technique: current, evidence, strength: bounded, source: `answer:${evidence}` }];
    }),
  ];
}

const logCleared: ReadonlySet<string> = new Set(["1102", "104"]);
const logClearing = "T1070.001";
const nothingToHide = 0.25;

/** Tracks are covered after there are tracks: a log cleared before anything else was seen is as often a new machine or a rotated log. */
function afterTheFact(alert: MappedAlert, alerts: readonly MappedAlert[], signals: readonly Signal[]): readonly Signal[] {
  if (!saysCleared(alert) || !beforeAllElse(alert, alerts)) return signals;
  return signals.map((signal) => ({ ...signal, strength: signal.strength * nothingToHide }));
}

/** A playbook's answer rests on the same records: it says that the log was cleared, not that there was something to hide. */
function clearedFirst(alerts: readonly MappedAlert[]): boolean {
  const clearings = alerts.filter(saysCleared);
  return clearings.length > 0 && clearings.every((alert) => beforeAllElse(alert, alerts));
}

const saysCleared = ({ dataset, action }: MappedAlert) => dataset === "windows" && logCleared.has(action ?? "");

function beforeAllElse({ timeMs }: MappedAlert, alerts: readonly MappedAlert[]): boolean {
  const others = alerts.filter((other) => !saysCleared(other));
  return others.length > 0 && others.every((other) => other.timeMs >= timeMs);
}

/** Moves what is said of a parent to its strongest child on the same evidence, at a discount. */
function withoutParents(signals: readonly Signal[]): Signal[] {
  const children = new Map<string, Signal>();
  for (const signal of signals) {
    if (!signal.technique.includes(".")) continue;
    const key = `${parentTechnique(signal.technique)} ${signal.evidence}`;
    const known = children.get(key);
    if (!known || signal.strength > known.strength || (signal.strength === known.strength && signal.technique < known.technique))
      children.set(key, signal);
  }
  return signals.map((signal) => {
    const child = signal.technique.includes(".") ? undefined : children.get(`${signal.technique} ${signal.evidence}`);
    return child ? { ...signal, technique: child.technique, strength: signal.strength * inherited } : signal;
  });
}

function confidenceOf(signals: readonly Signal[]): number {
  const opinions = new Map<string, { strength: number; evidence: Set<string> }>();
  for (const { source, strength, evidence } of signals) {
    const known = opinions.get(source);
    if (known) {
      known.strength = Math.max(known.strength, strength);
      known.evidence.add(evidence);
    } else opinions.set(source, { strength, evidence: new Set([evidence]) });
  }
  const strengths = [...opinions.values()].map(
    ({ strength, evidence }) => strength * (1 + perDoubling * Math.min(doublingsMax, Math.log2(evidence.size))),
  );
  const doubt = strengths
    .sort((a, b) => b - a)
    .reduce((left, strength, rank) => left * (1 - Math.min(confidenceMax, strength) * furtherOpinion ** rank), 1);
  return Math.round(Math.min(confidenceMax, 1 - doubt) * 1000) / 1000;
}

function evidenceOf(signals: readonly Signal[]): string[] {
  return [...new Set(signals.map(({ evidence }) => evidence))].sort(byNumber).slice(0, evidencePerClaimMax);
}

/** e-2 before e-10. */
function byNumber(a: string, b: string): number {
  return a.length - b.length || compare(a, b);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
