import { SocError } from "../../core/soc-error.ts";
import { jsonOf } from "../kit/answer.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf } from "../kit/define.ts";
import { quoted } from "../kit/quoted.ts";
import { openReader } from "../kit/reader.ts";
import { Queue } from "./answers.ts";
import { readTicket, type Texts } from "./read.ts";
import { Settings } from "./settings.ts";
import { sinksOf } from "./sinks.ts";
import { asked, type Tracker } from "./tracker.ts";

/** Request Tracker 5 by its REST2 interface: tickets with the report, and what people do with them. What it needs and promises is in README.md. */
export default defineConnector({
  product: "request-tracker",
  title: "Request Tracker",
  provenOn: "the real product",
  serves: ["tickets"],
  secrets: [],
  optionalSecrets: ["password", "token"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const hasToken = secrets.has?.("token") ?? false;
    if (!hasToken && !secrets.has?.("password")) throw noSecret(name);
    const authorization = () =>
      hasToken ? `token ${secrets.get("token")}` : `Basic ${Buffer.from(`${settings.user}:${secrets.get("password")}`).toString("base64")}`;
    const reader = openReader({ ...originOf(name, settings), headers: () => ({ authorization: authorization() }) }, parts);
    const tracker: Tracker = { reader, settings };
    const texts: Texts = new Map();
    return {
      check: (signal) => check(tracker, signal),
      tickets: { ...sinksOf(tracker), read: (ticket, signal) => readTicket(tracker, ticket, texts, signal) },
    };
  },
});

const notFound = 404;

/** The queue shows what we may do there: whoever may not open tickets finds no link to do so. */
async function check({ reader, settings }: Tracker, signal: AbortSignal): Promise<{ readonly says: string }> {
  const answer = await reader.ask(asked(["queue", settings.queue]), signal, [notFound]);
  if (answer.status === notFound) throw noQueue(reader.name, settings.queue);
  const { _hyperlinks } = jsonOf(reader.name, answer, Queue);
  if (!_hyperlinks.some(({ ref, type }) => ref === "create" && type === "ticket")) throw mayNotOpen(reader.name, settings.queue);
  return {
    says: `signed in, and may open tickets in ${quoted(settings.queue)}; that we may see, comment on and close them shows at the first one`,
  };
}

const noSecret = (name: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `${quoted(name)} has no secret to sign in with`,
    remedy: 'give it the secret "password", or "token" with an authentication token of the account',
    retry: "never",
  });

const noQueue = (name: string, queue: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the setting "queue" of ${quoted(name)}: there is no queue ${quoted(queue)}, or the account may not see it`,
    remedy: "write the queue's name as RT shows it, and give the account the right SeeQueue there",
    retry: "never",
  });

const mayNotOpen = (name: string, queue: string) =>
  new SocError({
    code: "connector/not-allowed",
    problem: `${quoted(name)} does not let us open tickets in ${quoted(queue)}`,
    remedy: "give the account the rights SeeQueue, CreateTicket, ShowTicket, ShowTicketComments, CommentOnTicket and ModifyTicket there",
    retry: "never",
  });
