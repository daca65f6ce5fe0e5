import { createHash } from "node:crypto";
import type { Alert } from "../alert/alert.ts";

/**
 * The class of an alert: what raised it, as one key: "product/rule", where the rule is its stable id, its name where it has none, or the finding of a judge
 * ("watchkeeper/judgement/mail/…"). A source that names no rule at all is told apart by its titles, as everywhere else. Grants, quality samples and the
 * agreement with people are each counted by class.
 */
export type AlertClass = string;

/** Characters of a product and of a rule that are kept as they are; what is longer ends in a digest, so that two long names stay two classes. */
const partMax = { product: 80, rule: 180 } as const;

/** The class of an alert. Never throws, whatever its source wrote. */
export function alertClassOf({ product, ruleId, rule, title }: Pick<Alert, "product" | "ruleId" | "rule" | "title">): AlertClass {
  return `${part(product, partMax.product).replaceAll("%", "%25").replaceAll("/", "%2F")}/${part(ruleId ?? rule ?? title, partMax.rule)}`;
}

/** A class as its two parts, for people. */
export function alertClassParts(alertClass: AlertClass): { readonly product: string; readonly rule: string } {
  const at = alertClass.indexOf("/");
  const product = alertClass.slice(0, Math.max(0, at)).replaceAll("%2F", "/").replaceAll("%25", "%");
  return { product, rule: alertClass.slice(at + 1) };
}

/** Text from outside as a part of a key: whole characters, no NUL, bounded. */
function part(text: string, most: number): string {
  const whole = text.toWellFormed().replaceAll("\u0000", "\ufffd");
  if (whole.length <= most) return whole;
  const digest = createHash("sha256").update(whole).digest("hex").slice(0, 16);
  return `${whole.slice(0, most - digest.length - 1).toWellFormed()}~${digest}`;
}
