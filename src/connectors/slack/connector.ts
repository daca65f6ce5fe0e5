import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import type { Notice, Sink, Written } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { everyPage } from "../kit/pages.ts";
import { quoted } from "../kit/quoted.ts";
import { openReader, type Reader } from "../kit/reader.ts";
import { sinkRefused } from "../kit/sink-answer.ts";
import { errorOf, History, isSure, keyIn, Posted, Us } from "./answers.ts";
import { eventType, messageOf } from "./message.ts";

/** How far back a message is looked for: pages of the channel's history. */
const [pageSize, pagesMax] = [200, 10];

const Settings = z.strictObject({
  ...reachedAt,
  url: reachedAt.url.default("https://slack.com"),
  /** The id of the channel, not its name: names can be given to another channel. */
  channel: z.string().regex(/^[CG][A-Z0-9]{2,31}$/, "takes a channel's id, like C0123456789"),
});

type Slack = { readonly reader: Reader; readonly channel: string };

/** Notices to one channel of Slack. What it needs and promises is in README.md. */
export default defineConnector({
  product: "slack",
  title: "Slack",
  provenOn: "a double",
  serves: ["notify"],
  secrets: ["token"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const headers = () => ({ authorization: `Bearer ${secrets.get("token")}` });
    const reader = openReader({ ...originOf(name, settings), headers, limits: { perSecond: 10 } }, parts);
    const slack = { reader, channel: settings.channel };
    return { check: (signal) => check(slack, signal), notify: notices(slack) };
  },
});

async function ask<Shape extends z.ZodType>(
  { reader }: Slack,
  method: string,
  query: Readonly<Record<string, string>>,
  shape: Shape,
  signal: AbortSignal,
): Promise<Exclude<z.output<Shape>, { readonly ok: false }>> {
  const said = await reader.json({ method: "GET", path: ["api", method], query }, shape, signal);
  const refusal = z.object({ ok: z.literal(false), error: z.string() }).safeParse(said);
  if (refusal.success) throw errorOf(reader.name, refusal.data.error);
  return said as Exclude<z.output<Shape>, { readonly ok: false }>;
}

/** Whether the token is good and the channel's history can be read, without which nothing is found again. */
async function check(slack: Slack, signal: AbortSignal): Promise<{ readonly says: string }> {
  await ask(slack, "auth.test", {}, Us, signal);
  await ask(slack, "conversations.history", { channel: slack.channel, limit: "1" }, History, signal);
  return { says: `signed in, and reads the channel ${quoted(slack.channel)}; that we may write there shows at the first message` };
}

function notices(slack: Slack): Sink<Notice> {
  const { reader, channel } = slack;
  const { name } = reader;
  return {
    name,
    async write(notice, signal) {
      const body = { json: messageOf(notice, channel) };
      const said = jsonOf(name, await reader.write({ method: "POST", path: ["api", "chat.postMessage"], body }, signal), Posted);
      if (said.ok) return { id: said.ts };
      const error = errorOf(name, said.error);
      throw isSure(said.error) ? sinkRefused(name, error.problem, error) : error;
    },
    find: ({ key }, signal) => find(slack, key, signal),
  };
}

/** Looks through what was said in the channel, the newest first. Only what our own app wrote counts. */
async function find(slack: Slack, key: string, signal: AbortSignal): Promise<Written | undefined> {
  const { bot_id: us } = await ask(slack, "auth.test", {}, Us, signal);
  const query = { channel: slack.channel, limit: String(pageSize), include_all_metadata: "true" };
  let pagesRead = 0;
  const pages = everyPage({
    name: slack.reader.name,
    read: (cursor) => {
      // Of what lies further back nobody can tell.
      if (++pagesRead > pagesMax) throw cannotTell(slack.reader.name);
      return ask(slack, "conversations.history", { ...query, ...(cursor !== undefined && { cursor }) }, History, signal);
    },
    next: ({ has_more, response_metadata }) => (has_more ? (response_metadata?.next_cursor ?? "") : undefined),
  });
  for await (const { messages } of pages) {
    const found = messages.find(({ bot_id, metadata }) => bot_id === us && keyIn(metadata, eventType) === key);
    if (found) return { id: found.ts };
  }
  return undefined;
}

const cannotTell = (name: string) =>
  new SocError({
    code: "sink/cannot-tell",
    problem: `nobody can tell whether ${quoted(name)} has the message: too much was written in the channel since`,
    remedy: "look in the channel; send it again, or give it up",
    retry: "never",
  });
