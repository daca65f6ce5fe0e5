import { type Said, type Seen, startDouble } from "./double.ts";

// Slack's Web API as far as one channel goes, from its published description (names of fields READ in the types of Slack's own client; that every answer has
// the status 200, and which words stand for what, from memory of the documentation, MEM).

export type SlackMessage = { readonly ts: string; readonly bot_id?: string; readonly text: string; readonly metadata?: unknown };
export const channel = "C0123456789";
const us = "B0WATCHKEEPER";

/** Starts the product with one channel. */
export async function startSlack() {
  const messages: SlackMessage[] = [];
  let [seconds, refusal] = [1_772_600_000, undefined as string | undefined];
  const say = (message: Omit<SlackMessage, "ts">) => {
    const made = { ts: `${++seconds}.000100`, ...message };
    messages.push(made);
    return made;
  };
  const no = (error: string): Said => ({ status: 200, json: { ok: false, error } });
  function history(seen: Seen): Said {
    if (seen.query.get("channel") !== channel) return no("channel_not_found");
    const [from, limit] = [Number(seen.query.get("cursor") ?? "0"), Number(seen.query.get("limit") ?? "100")];
    const withMetadata = seen.query.get("include_all_metadata") === "true";
    const page = messages.toReversed().slice(from, from + limit);
    const hasMore = from + limit < messages.length;
    return {
      status: 200,
      json: {
        ok: true,
        messages: page.map(({ metadata, ...each }) => ({ type: "message", ...each, ...(withMetadata && metadata ? { metadata } : {}) })),
        has_more: hasMore,
        ...(hasMore && { response_metadata: { next_cursor: String(from + limit) } }),
      },
    };
  }
  const answer = (seen: Seen): Said => {
    if (seen.header("authorization") !== "Bearer canary-token") return no("invalid_auth");
    if (seen.path === "/api/auth.test") return { status: 200, json: { ok: true, user_id: "U0WATCHKEEPER", bot_id: us } };
    if (seen.path === "/api/conversations.history") return history(seen);
    if (seen.path !== "/api/chat.postMessage" || seen.method !== "POST") return no("unknown_method");
    if (refusal !== undefined) return no(refusal);
    const given = JSON.parse(seen.text) as { channel?: string; text?: string; metadata?: unknown };
    if (given.channel !== channel) return no("channel_not_found");
    const made = say({ bot_id: us, text: given.text ?? "", metadata: given.metadata });
    return { status: 200, json: { ok: true, channel, ts: made.ts, message: made } };
  };
  return {
    double: await startDouble(answer),
    messages,
    say,
    us,
    /** From now on nothing is posted, for this reason. */
    refuse: (word: string) => {
      refusal = word;
    },
  };
}

/** A text as people see it, by Slack's own rules; angle brackets that are left would be a mention or a link. */
export function shownBySlack(text: string): string {
  if (/[<>]/.test(text)) return `markup: ${text}`;
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
