import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import type { Notice, Sink } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { unexpectedAnswer, wrongCredentials } from "../kit/http-refusals.ts";
import { quoted } from "../kit/quoted.ts";
import { openReader, type Reader } from "../kit/reader.ts";
import { checkOf, eventOf } from "./event.ts";

const Settings = z.strictObject({
  ...reachedAt,
  /** Where events go; `https://events.eu.pagerduty.com` for accounts in Europe. */
  url: reachedAt.url.default("https://events.pagerduty.com"),
  /** Where incidents are looked for; `https://api.eu.pagerduty.com` for accounts in Europe. */
  "api-url": reachedAt.url.default("https://api.pagerduty.com"),
  /** What the events say they come from. */
  source: z.string().min(1).max(120).default("watchkeeper"),
});

const badRequest = 400;
const accepted = 202;
const Taken = z.object({ status: z.literal("success"), dedup_key: z.string().max(255).optional() });
const Found = z.object({ incidents: z.array(z.object({ id: z.string().min(1).max(64), html_url: z.url().max(2_048) })).max(100) });

type PagerDuty = { readonly events: Reader; readonly api: Reader; readonly source: string; readonly routingKey: () => string };

/** Notices that page people, as events of PagerDuty. What it needs and promises is in README.md. */
export default defineConnector({
  product: "pagerduty",
  title: "PagerDuty",
  provenOn: "a double",
  serves: ["notify"],
  secrets: ["routing-key", "api-token"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    if (!/^[A-Za-z0-9]{20,64}$/.test(secrets.get("routing-key"))) throw noKey(name);
    const headers = () => ({
      authorization: `Token token=${secrets.get("api-token")}`,
      accept: "application/vnd.pagerduty+json;version=2",
    });
    const pager: PagerDuty = {
      events: openReader(originOf(name, settings), parts),
      api: openReader({ ...originOf(name, { ...settings, url: settings["api-url"] }), headers }, parts),
      source: settings.source,
      routingKey: () => secrets.get("routing-key"),
    };
    return { check: (signal) => check(pager, signal), notify: notices(pager) };
  },
});

/** The end of an alert that never began changes nothing, and shows whether the key is one. */
async function check({ events, api, routingKey }: PagerDuty, signal: AbortSignal): Promise<{ readonly says: string }> {
  const body = { json: checkOf(routingKey()) };
  const question = { method: "POST", changes: false, path: ["v2", "enqueue"], body, confidential: true } as const;
  const answer = await events.ask(question, signal, [badRequest]);
  if (answer.status === badRequest) throw wrongCredentials(events.name);
  jsonOf(events.name, answer, Taken);
  await api.json(lookFor("watchkeeper:check"), Found, signal);
  return { says: "takes our events, and lets us look for incidents" };
}

/** Incidents by the key of their alerts, whenever they were. */
const lookFor = (key: string) =>
  ({ method: "GET", path: ["incidents"], query: { incident_key: key, date_range: "all", limit: "25" } }) as const;

function notices({ events, api, source, routingKey }: PagerDuty): Sink<Notice> {
  const { name } = events;
  return {
    name,
    async write(notice, signal) {
      const body = { json: eventOf(notice, routingKey(), source) };
      const answer = await events.write({ method: "POST", path: ["v2", "enqueue"], body, confidential: true }, signal);
      if (answer.status !== accepted) throw unexpectedAnswer(name, `status ${answer.status}`);
      jsonOf(name, answer, Taken);
      return { id: notice.key };
    },
    async find({ key }, signal) {
      const [first] = (await api.json(lookFor(key), Found, signal)).incidents;
      return first && { id: key, url: first.html_url };
    },
  };
}

const noKey = (name: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the secret "routing-key" of ${quoted(name)} is no integration key`,
    remedy: "copy the integration key of an Events API v2 integration of the service that is to be paged",
    retry: "never",
  });
