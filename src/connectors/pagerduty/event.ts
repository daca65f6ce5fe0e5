import type { Notice } from "../../ports/connector.ts";

/** PagerDuty cuts off longer summaries, and refuses events above 512 KB. */
const [summaryLengthMax, textLengthMax, urlLengthMax] = [1_024, 16_384, 1_000];

const severities: Readonly<Record<Notice["severity"], "critical" | "error" | "warning" | "info">> = {
  critical: "critical",
  high: "error",
  medium: "warning",
  low: "info",
  informational: "info",
};

const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();

/** A notice as an event of the Events API v2. Its key is the key of the alert: the same event again is the same alert. */
export function eventOf({ key, title, text, severity, url }: Notice & { readonly key: string }, routingKey: string, source: string) {
  const isLink = url !== undefined && url.length <= urlLengthMax && /^https?:\/\//.test(url);
  return {
    routing_key: routingKey,
    event_action: "trigger",
    dedup_key: key,
    client: "Watchkeeper",
    payload: {
      summary: oneLine(title).slice(0, summaryLengthMax).toWellFormed() || "Watchkeeper",
      source,
      severity: severities[severity],
      custom_details: { text: text.slice(0, textLengthMax).toWellFormed() },
    },
    ...(isLink && { links: [{ href: url, text: "Open in Watchkeeper (sign-in; nothing is approved by opening it)" }] }),
  };
}

/** The end of an alert of ours that never begins. */
export const checkOf = (routingKey: string) => ({ routing_key: routingKey, event_action: "resolve", dedup_key: "watchkeeper:check" });
