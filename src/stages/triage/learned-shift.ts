import type { Alert } from "../../core/alert/alert.ts";
import type { Triage } from "../../core/alert/triage.ts";
import { logOddsOf, probabilityOf } from "../../core/hypothesis/hypothesis.ts";
import type { Shift } from "../../learning/analyst/correction.ts";
import { priorityOf } from "./triage.ts";

/** An alert as verdicts of people name it: the product, the rule by its id, name or title, and the host. Text from outside, cut to a length. */
export function ruleRefOf({ product, ruleId, rule, title, host }: Pick<Alert, "product" | "ruleId" | "rule" | "title" | "host">): {
  product: string;
  rule: string;
  host: string;
} {
  const cut = (text: string) => text.slice(0, nameLengthMax);
  return { product: cut(product), rule: cut(ruleId ?? rule ?? title), host: cut(host ?? "") };
}

const nameLengthMax = 300;
const reasonsMax = 5;

/**
 * A triage moved by what people here said of its rule. What is learned never lowers an alert of critical severity, or of a protected machine or account
 * (`mayLower` false), and never touches severity.
 */
export function shiftedTriage(
  triage: Triage,
  shift: Shift,
  { digest, mayLower }: { readonly digest: string; readonly mayLower: boolean },
): Triage {
  const { logOdds, right, of } = shift;
  if (logOdds === 0 || (logOdds < 0 && (!mayLower || triage.severity === "critical"))) return triage;
  const maliciousness = Math.round(probabilityOf(logOddsOf(triage.maliciousness) + logOdds) * 10_000) / 10_000;
  const says = `people here found this rule right ${right} of ${of} times (${logOdds > 0 ? "+" : ""}${logOdds.toFixed(1)})`;
  return {
    ...triage,
    maliciousness,
    priority: priorityOf(triage.severity, maliciousness),
    because: [says, ...triage.because].slice(0, reasonsMax),
    learned: { digest, logOdds },
  };
}

/** What triage gave an alert before anything learned here moved it. */
export function unshiftedMaliciousness({ maliciousness, learned }: Pick<Triage, "maliciousness" | "learned">): number {
  return learned ? Math.round(probabilityOf(logOddsOf(maliciousness) - learned.logOdds) * 10_000) / 10_000 : maliciousness;
}
