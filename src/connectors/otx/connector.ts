import { z } from "zod";
import type { Reputation } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { openReader, type Reader } from "../kit/reader.ts";
import { fact, factsOf, notAsked, type Subject, subjectOf } from "../kit/subject.ts";

const hourSeconds = 3_600;
const pulsesShownMax = 5;

const Settings = z.strictObject({
  ...reachedAt,
  url: reachedAt.url.default("https://otx.alienvault.com"),
  "requests-per-hour": z.int().min(1).max(1_000_000).default(10_000),
  /** Anybody may write a pulse, so a name in one is suspicious; in so many, or in one of these authors, it is known-bad. */
  "bad-from": z.int().min(1).max(10_000).default(10),
  "suspicious-from": z.int().min(1).max(10_000).default(1),
  authors: z.array(z.string().min(1).max(100)).max(100).default(["AlienVault"]),
});
type Settings = z.output<typeof Settings>;

const Pulse = z.object({
  name: z.string().nullish(),
  modified: z.string().nullish(),
  author: z.object({ username: z.string().nullish() }).nullish(),
  malware_families: z.array(z.object({ display_name: z.string().nullish() })).nullish(),
});
const General = z.object({
  pulse_info: z.object({ count: z.int().min(0), pulses: z.array(Pulse).max(10_000) }),
  /** Lists of what is ordinary, and other reasons to doubt. */
  validation: z.array(z.object({ source: z.string().nullish(), name: z.string().nullish() })).nullish(),
});
const Me = z.object({ username: z.string() });

/** In how many pulses of OTX a value is named, and by whom. */
export default defineConnector({
  product: "otx",
  title: "LevelBlue OTX (AlienVault)",
  provenOn: "a double",
  serves: ["reputation"],
  secrets: ["api-key"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const headers = () => ({ "x-otx-api-key": secrets.get("api-key") });
    const limits = { perSecond: settings["requests-per-hour"] / hourSeconds };
    const reader = openReader({ ...originOf(name, settings), headers, limits }, parts);
    return {
      async check(signal) {
        await reader.json({ method: "GET", path: ["api", "v1", "users", "me"] }, Me, signal);
        return { says: "it answers, and accepts our key" };
      },
      reputation: {
        name,
        types: ["ip", "domain", "url", "hash"],
        lookUp: (observable, signal) => lookUp(reader, settings, subjectOf(observable), signal),
      },
    };
  },
});

const kindOf = ({ type, size }: Subject) => (type === "ip" ? (size === 4 ? "IPv4" : "IPv6") : type === "hash" ? "file" : type);

async function lookUp(reader: Reader, settings: Settings, subject: Subject | undefined, signal: AbortSignal): Promise<Reputation> {
  if (!subject) return notAsked;
  const kind = kindOf(subject);
  const path = ["api", "v1", "indicators", kind, subject.value, "general"];
  const answer = await reader.ask({ method: "GET", path, kind: `/api/v1/indicators/${kind}/*/general` }, signal, [404]);
  if (answer.status === 404) return { answer: "unknown", says: "OTX knows nothing of it", facts: {} };
  const { pulse_info: info, validation } = jsonOf(reader.name, answer, General);
  const trusted = info.pulses.filter(({ author }) => settings.authors.includes(author?.username ?? "")).length;
  const ordinary = validation ?? [];
  const says =
    ordinary.length > 0
      ? `${info.count} pulses on OTX name it, and a list of ordinary things does too`
      : `${info.count} ${info.count === 1 ? "pulse" : "pulses"} on OTX ${info.count === 1 ? "names" : "name"} it, ${trusted} of trusted authors`;
  return {
    answer: wordOf(settings, info.count, trusted, ordinary.length > 0),
    says,
    facts: {
      pulses: info.count,
      trusted,
      ordinaryBy: factsOf(ordinary.map(({ source, name }) => source ?? name ?? "")),
      some: info.pulses.slice(0, pulsesShownMax).map(({ name, author, modified, malware_families: families }) => ({
        name: fact(name),
        author: fact(author?.username),
        modified: fact(modified),
        malware: factsOf(
          (families ?? []).map(({ display_name: family }) => family ?? ""),
          3,
        ),
      })),
    },
  };
}

/** What stands on a list of ordinary things is named in pulses all the same: by mistake, or because attackers use it too. */
function wordOf(settings: Settings, pulses: number, trusted: number, isOrdinary: boolean): Reputation["answer"] {
  if (isOrdinary || pulses < settings["suspicious-from"]) return "unknown";
  return trusted > 0 || pulses >= settings["bad-from"] ? "known-bad" : "suspicious";
}
