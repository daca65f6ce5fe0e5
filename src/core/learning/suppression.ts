import type { Severity } from "../alert/severity.ts";
import type { Scope, Suppression } from "./learning.ts";

/** How long a suppression may last, counted from when it is proposed and again from when it is approved; days. */
export const suppressionDaysMax = 90;
/** Suppressions in force at one time. */
export const suppressionsMax = 50;
/** The share of all alerts that suppressions may cover together, when they are approved and in each run. */
export const suppressedShareMax = 0.3;
/** Of the alerts that a suppression covers one in so many goes the ordinary way all the same, so that a person can see what is being missed. */
export const sampledOneIn = 20;

/** A suppression, or the fact of its approval, without the secret that chooses its sample: what may be shown and kept as evidence. */
export function withoutSampleKey<T extends object>(said: T): Omit<T, "sampleKey"> {
  const { sampleKey: _, ...rest } = said as T & { sampleKey?: string };
  return rest;
}

/** What the law of suppressions asks of an alert; found by code, never from its prose. */
export type SuppressionSubject = {
  readonly product: string;
  readonly rule: string;
  readonly host: string | undefined;
  /** The graver of what its source says and what triage made of it. */
  readonly severity: Severity;
  /** Whether any machine or account that it names is protected in the inventory. */
  readonly isProtected: boolean;
  /** Whether an indicator of attack was seen in it. */
  readonly isIndicated: boolean;
};

/** Whether a suppression is in force at a moment: approved, and not at its end. */
export function isInForce({ status, untilMs }: Suppression, nowMs: number): boolean {
  return status === "approved" && nowMs < untilMs;
}

/**
 * The suppression that covers an alert now, if the law lets any: never an alert of critical severity, of a protected machine or account, or with a
 * known indicator of attack; one of high severity only where the approver said why.
 */
export function suppressionOf(subject: SuppressionSubject, suppressions: Iterable<Suppression>, nowMs: number): Suppression | undefined {
  if (subject.isProtected || subject.isIndicated || subject.severity === "critical") return undefined;
  for (const each of suppressions) {
    if (!isInForce(each, nowMs) || !covers(each.scope, subject)) continue;
    if (subject.severity === "high" && !each.highBecause) continue;
    return each;
  }
  return undefined;
}

/** Whether an alert is of a scope's rule, and on its host where it names one; names compare without case. */
export function covers(scope: Scope, { product, rule, host }: Pick<SuppressionSubject, "product" | "rule" | "host">): boolean {
  if (!same(scope.product, product) || !same(scope.rule, rule)) return false;
  return scope.host === undefined || (host !== undefined && same(scope.host, host));
}

const same = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
