import { z } from "zod";
import type { SocError } from "../../core/soc-error.ts";
import { notAllowed, rateLimited, unavailable, unexpectedAnswer, wrongCredentials } from "../kit/http-refusals.ts";

// Only what we use of the Web API. Every answer has the status 200 and says in `ok` whether it is one.

const ts = z.string().regex(/^\d{1,12}\.\d{1,9}$/);
const failed = z.object({ ok: z.literal(false), error: z.string().max(200) });
const orFailed = <Shape extends z.ZodType>(shape: Shape) => z.union([failed, shape]);

export const Us = orFailed(z.object({ ok: z.literal(true), bot_id: z.string().min(1).max(64) }));
export const Posted = orFailed(z.object({ ok: z.literal(true), channel: z.string().max(64), ts }));
/** The metadata of other apps has any shape. */
const Metadata = z.object({ event_type: z.string(), event_payload: z.object({ key: z.string().optional() }) });
export const History = orFailed(
  z.object({
    ok: z.literal(true),
    messages: z.array(z.object({ ts, bot_id: z.string().optional(), metadata: z.unknown().optional() })).max(1_000),
    has_more: z.boolean(),
    response_metadata: z.object({ next_cursor: z.string().max(4_096) }).nullish(),
  }),
);

/** Our key in the metadata of a message; undefined where there is none. */
export function keyIn(metadata: unknown, eventType: string): string | undefined {
  const read = Metadata.safeParse(metadata);
  return read.success && read.data.event_type === eventType ? read.data.event_payload.key : undefined;
}

const badTokens: ReadonlySet<string> = new Set(["invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired"]);
const badRights: ReadonlySet<string> = new Set([
  "missing_scope",
  "not_in_channel",
  "channel_not_found",
  "is_archived",
  "restricted_action",
  "no_permission",
  "not_allowed_token_type",
  "team_access_not_granted",
]);
/** After these, some of what was asked may have been done (Slack's own words on them). */
const unsure: ReadonlySet<string> = new Set(["internal_error", "fatal_error", "request_timeout", "service_unavailable"]);
const againMs = 30_000;

/** Why Slack says no, told apart by what a person would do. The word of Slack's goes to the log, when it looks like one. */
export function errorOf(name: string, word: string): SocError {
  if (badTokens.has(word)) return wrongCredentials(name);
  if (badRights.has(word)) return notAllowed(name);
  if (word === "ratelimited" || word === "rate_limited") return rateLimited(name, againMs);
  if (unsure.has(word)) return unavailable(name, 500);
  return unexpectedAnswer(name, /^[a-z_]{1,60}$/.test(word) ? word : "an error without a word");
}

/** Whether a message was surely not posted when this is the error. */
export const isSure = (word: string): boolean => !unsure.has(word);
