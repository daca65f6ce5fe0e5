import type { Notice } from "../../ports/connector.ts";

/** Slack cuts off texts above 40,000 and asks for less than 4,000 characters; escaping may make one character five. */
const [titleLengthMax, textLengthMax, urlLengthMax] = [200, 3_000, 500];
export const eventType = "watchkeeper_notice";

/** The three characters with which Slack's markup begins mentions and links; the only ones that it reads as such. */
export const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
const plain = (text: string, lengthMax: number) =>
  text
    .slice(0, lengthMax)
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "");

/** A notice as chat.postMessage takes it: text that is not formatted, mentions nobody, shows no preview, and has its key in the metadata. */
export function messageOf({ key, title, text, url }: Notice & { readonly key: string }, channel: string) {
  const link =
    url === undefined ? "" : `\n${plain(oneLine(url), urlLengthMax)}\nThe link leads to sign-in; nothing is approved by opening it.`;
  return {
    channel,
    text: escaped(`${plain(oneLine(title), titleLengthMax) || "Watchkeeper"}\n${plain(text, textLengthMax)}${link}`),
    mrkdwn: false,
    parse: "none",
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
    metadata: { event_type: eventType, event_payload: { key } },
  };
}
