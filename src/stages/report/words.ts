import type { Severity } from "../../core/alert/severity.ts";
import type { ModelFailure } from "../../core/model/call.ts";
import type { Verdict } from "../../core/verdict/verdict.ts";

/** How a verdict is said, and a sign that tells it without colour. */
export const verdictWords: Readonly<Record<Verdict, { readonly name: string; readonly sign: string; readonly means: string }>> = {
  "true-positive": { name: "True positive", sign: "▲", means: "an attack, or an attempt at one" },
  "insufficient-data": { name: "Insufficient data", sign: "?", means: "neither explanation is decided; a person must look" },
  benign: { name: "Benign", sign: "○", means: "the alert was right, the activity is allowed" },
  "false-positive": { name: "False positive", sign: "◇", means: "the alert was wrong" },
};

/** `Data exfiltration` for `data-exfiltration`. */
export function titled(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).replaceAll("-", " ");
}

/** Words of estimative probability, and where each begins. */
const likelihoods: readonly (readonly [number, string])[] = [
  [0.97, "almost certainly malicious"],
  [0.85, "very likely malicious"],
  [0.65, "likely malicious"],
  [0.35, "about as likely malicious as not"],
  [0.15, "unlikely to be malicious"],
  [0.03, "very unlikely to be malicious"],
  [0, "almost certainly not malicious"],
];

/** A probability in words: 0.99 is "almost certainly malicious". */
export function likelihoodWords(probability: number): string {
  return likelihoods.find(([least]) => probability >= least)?.[1] ?? "almost certainly not malicious";
}

/** `97 %`; never 0 or 100, because nothing here is certain. */
export function percent(probability: number): string {
  if (probability > 0.99) return "> 99 %";
  if (probability < 0.01) return "< 1 %";
  return `${Math.round(probability * 100)} %`;
}

/** `+2.1` or `−0.4`: what a piece of evidence moves, in natural-log odds. */
export function signed(weight: number): string {
  const size = Math.abs(weight).toFixed(1);
  if (size === "0.0") return "0.0";
  return `${weight < 0 ? "−" : "+"}${size}`;
}

/** What an item does for the verdict: its weight in signs, or in words what it is good for when it has none. */
export function weightWords({ weight, tool }: { readonly weight: number; readonly tool: string }): string {
  const said = signed(weight);
  if (said !== "0.0") return said;
  return tool.startsWith("detection/") || tool === "intake/alert" ? "context" : "told nothing either way";
}

/** `1 alert`, `2 alerts`; thousands are grouped. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `7 alerts`; where fewer are listed than there are, `7,000 alerts, the newest 5,000 of them listed`. */
export function alertsTold(total: number, listed: number): string {
  const whole = counted(total, "alert");
  return total > listed ? `${whole}, the newest ${grouped(listed)} of them listed` : whole;
}

/** `12,345`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `2026-03-04` of an ISO time. */
export const dayOf = (time: string) => time.slice(0, 10);
/** `10:11:12` of an ISO time. */
export const clockOf = (time: string) => time.slice(11, 19);
/** `2026-03-04 10:11:12` of an ISO time; the reader is told once that all times are UTC. */
export const momentOf = (time: string) => `${dayOf(time)} ${clockOf(time)}`;

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `3 d 4 h`, `2 h 14 min`, `40 s`: two units are enough for a reader. */
export function span(durationMs: number): string {
  const ms = Math.max(0, durationMs);
  if (ms >= dayMs) return parts(Math.floor(ms / dayMs), "d", Math.floor((ms % dayMs) / hourMs), "h");
  if (ms >= hourMs) return parts(Math.floor(ms / hourMs), "h", Math.floor((ms % hourMs) / minuteMs), "min");
  if (ms >= minuteMs) return parts(Math.floor(ms / minuteMs), "min", Math.floor((ms % minuteMs) / secondMs), "s");
  return `${Math.round(ms / secondMs)} s`;
}

function parts(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small > 0 ? `${large} ${largeUnit} ${small} ${smallUnit}` : `${large} ${largeUnit}`;
}

/** `2026-03-04 10:11:12 – 12:00:00 (1 h 48 min)`, with the second day only when it differs. */
export function period(first: string, last: string): string {
  const durationMs = Date.parse(last) - Date.parse(first);
  if (!(durationMs > 0)) return momentOf(first);
  return `${momentOf(first)} – ${dayOf(first) === dayOf(last) ? clockOf(last) : momentOf(last)} (${span(durationMs)})`;
}

/** `over 1 h 48 min`; nothing for a single moment. */
export function lasting(first: string, last: string): string {
  const durationMs = Date.parse(last) - Date.parse(first);
  return durationMs > 0 ? `over ${span(durationMs)}` : "";
}

/** `one person approves`: what a tier needs. */
export function approvalWords(tier: number, approvers: number): string {
  if (tier === 4) return "break-glass: two people approve";
  if (tier === 0) return "reads only, no approval";
  if (approvers === 0) return "a standing order may carry it out";
  return approvers === 1 ? "one person approves" : `${approvers} people approve`;
}

/** How full a meter of five is: critical is five. */
export const severitySteps: Readonly<Record<Severity, number>> = { informational: 1, low: 2, medium: 3, high: 4, critical: 5 };

/** A count of priority in words. */
export const priorityWords: readonly string[] = ["", "now", "within the hour", "today", "this week", "when there is time"];

/** Why a model's answer was not used, or none was asked for. */
export const modelFailureWords: Readonly<Record<ModelFailure, string>> = {
  "budget-spent": "its budget is spent",
  "breaker-open": "the breaker is open",
  withheld: "what it would have been asked may not leave",
  refused: "it refused",
  late: "it took too long",
  "rate-limited": "its server was asked too often",
  unreachable: "its server could not be reached",
  "broken-off": "its answer broke off",
  "too-long": "its answer was too long",
  unparseable: "its answer could not be read",
  "not-tied": "its answer was not tied to what it was shown",
};
