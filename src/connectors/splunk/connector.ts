import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf } from "../kit/define.ts";
import { quoted } from "../kit/quoted.ts";
import { openReader, type Reader } from "../kit/reader.ts";
import { eventsOf } from "./events.ts";
import { findingsOf } from "./findings.ts";
import { notablesOf } from "./notables.ts";
import { wholeRun } from "./search-job.ts";
import { Settings } from "./settings.ts";
import { verdictsOf } from "./verdicts.ts";

/** Splunk with Enterprise Security 7 and later: notable events, searches, reviews, and the HTTP event collector. What it needs and promises is in README.md. */
export default defineConnector({
  product: "splunk",
  title: "Splunk Enterprise Security",
  provenOn: "a double",
  serves: ["alerts", "search", "verdicts", "findings"],
  secrets: ["token"],
  optionalSecrets: ["collector-token"],
  settings: Settings,
  make({ name, settings, secrets, parts, uses }) {
    const reader = openReader({ ...originOf(name, settings), headers: () => ({ authorization: `Bearer ${secrets.get("token")}` }) }, parts);
    const { collector: at } = settings;
    const hasToken = secrets.has?.("collector-token") ?? false;
    if (uses.has("findings") && (!at || !hasToken)) throw noCollector(name);
    const collector =
      at && openReader({ ...originOf(name, at), headers: () => ({ authorization: `Splunk ${secrets.get("collector-token")}` }) }, parts);
    return {
      check: (signal) => check({ reader, collector, notables: settings.notables, uses }, signal),
      alerts: notablesOf(reader, settings, parts.clock),
      search: eventsOf(reader, settings.events),
      verdicts: verdictsOf(reader, settings),
      ...(at &&
        collector && {
          findings: findingsOf({
            search: reader,
            collector,
            index: at.index,
            visibleMs: at["visible-seconds"] * 1_000,
            clock: parts.clock,
          }),
        }),
    };
  },
});

const Context = z.object({
  entry: z
    .array(z.object({ content: z.object({ capabilities: z.array(z.string().max(200)).max(2_000) }) }))
    .min(1)
    .max(1),
});
const Health = z.object({ code: z.int() });
/** What the collector says when it is well. */
const healthy = 17;

type Checked = {
  readonly reader: Reader;
  readonly collector: Reader | undefined;
  readonly notables: string;
  readonly uses: ReadonlySet<string>;
};

async function check({ reader, collector, notables, uses }: Checked, signal: AbortSignal): Promise<{ readonly says: string }> {
  const { name } = reader;
  const question = { method: "GET", path: ["services", "authentication", "current-context"], query: { output_mode: "json" } } as const;
  const { entry } = await reader.json(question, Context, signal);
  const capabilities = new Set(entry.flatMap(({ content }) => content.capabilities));
  if (!capabilities.has("search")) throw lacks(name, "search");
  if (uses.has("verdicts") && !capabilities.has("edit_notable_events")) throw lacks(name, "edit_notable_events");
  const may = ["search"];
  if (uses.has("alerts")) {
    await wholeRun(reader, { search: `search ${notables} | head 1 | table event_id`, earliest: "-1h", latest: "now", rows: 1 }, signal);
    may.push("read notable events");
  }
  if (uses.has("verdicts")) may.push("change them");
  if (collector && uses.has("findings")) {
    const { code } = await collector.json({ method: "GET", path: ["services", "collector", "health"] }, Health, signal);
    if (code !== healthy) throw unwell(name);
  }
  return {
    says: `it answers, and lets us ${may.join(", ")}${collector ? "; that the collector takes our token shows at the first finding" : ""}`,
  };
}

const lacks = (name: string, capability: string) =>
  new SocError({
    code: "connector/not-allowed",
    problem: `the role of ${quoted(name)} lacks the capability ${capability}`,
    remedy: "give the role the capabilities that the connector's README lists",
    retry: "never",
  });

const unwell = (name: string) =>
  new SocError({
    code: "connector/unavailable",
    problem: `the event collector of ${quoted(name)} is not well`,
    remedy: "look at the HTTP event collector in Splunk",
    retry: { afterMs: 60_000 },
  });

const noCollector = (name: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `${quoted(name)} has no event collector to send findings to`,
    remedy: 'give the setting "collector" and the secret "collector-token", or leave "findings" out of use',
    retry: "never",
  });
