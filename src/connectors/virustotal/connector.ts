import { z } from "zod";
import type { Reputation } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { openReader, type Reader } from "../kit/reader.ts";
import { factsOf, notAsked, type Subject, subjectOf } from "../kit/subject.ts";

const minuteSeconds = 60;

const Settings = z.strictObject({
  ...reachedAt,
  url: reachedAt.url.default("https://www.virustotal.com"),
  /** The public interface's own limits, by default. */
  "requests-per-minute": z.number().min(0.1).max(6_000).default(4),
  "requests-per-day": z.int().min(1).max(10_000_000).default(500),
  /** So many engines make it known-bad; so many, suspicious. */
  "bad-from": z.int().min(1).max(100).default(5),
  "suspicious-from": z.int().min(1).max(100).default(1),
});
type Settings = z.output<typeof Settings>;

const count = z.int().min(0).max(1_000);
const Report = z.object({
  data: z.object({
    attributes: z.object({
      last_analysis_stats: z.object({ malicious: count, suspicious: count, harmless: count, undetected: count }),
      last_analysis_date: z.number().optional(),
      reputation: z.number().optional(),
      tags: z.array(z.string()).optional(),
      popular_threat_classification: z.object({ suggested_threat_label: z.string().optional() }).optional(),
    }),
  }),
});
const Known = z.object({ data: z.object({ id: z.string() }) });

/** What VirusTotal's engines say of an address, a domain, a link or a file. Nothing is uploaded, and nothing is scanned anew. */
export default defineConnector({
  product: "virustotal",
  title: "VirusTotal",
  provenOn: "a double",
  serves: ["reputation"],
  secrets: ["api-key"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const limits = { perSecond: settings["requests-per-minute"] / minuteSeconds, perDay: settings["requests-per-day"], atOnce: 1 };
    const reader = openReader({ ...originOf(name, settings), headers: () => ({ "x-apikey": secrets.get("api-key") }), limits }, parts);
    return {
      async check(signal) {
        await reader.json({ method: "GET", path: ["api", "v3", "domains", "example.com"] }, Known, signal);
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

const kinds = { ip: "ip_addresses", domain: "domains", url: "urls", hash: "files" } as const;

async function lookUp(reader: Reader, settings: Settings, subject: Subject | undefined, signal: AbortSignal): Promise<Reputation> {
  if (!subject) return notAsked;
  // A link's id is its own text in base64url without padding.
  const id = subject.type === "url" ? Buffer.from(subject.value).toString("base64url") : subject.value;
  const kind = kinds[subject.type];
  const answer = await reader.ask({ method: "GET", path: ["api", "v3", kind, id], kind: `/api/v3/${kind}/*` }, signal, [404]);
  if (answer.status === 404) return { answer: "unknown", says: "VirusTotal has never seen it", facts: {} };
  const { attributes } = jsonOf(reader.name, answer, Report).data;
  const { malicious, suspicious, harmless, undetected } = attributes.last_analysis_stats;
  const engines = malicious + suspicious + harmless + undetected;
  const bad = settings["bad-from"];
  const word = malicious >= bad ? "known-bad" : malicious + suspicious >= settings["suspicious-from"] ? "suspicious" : "unknown";
  return {
    answer: word,
    says: `${malicious} of ${engines} engines on VirusTotal call it malicious, and ${suspicious} suspicious`,
    facts: {
      malicious,
      suspicious,
      harmless,
      undetected,
      reputation: attributes.reputation ?? null,
      analysedAtSeconds: attributes.last_analysis_date ?? null,
      tags: factsOf(attributes.tags ?? []),
      label: factsOf([attributes.popular_threat_classification?.suggested_threat_label ?? ""]).filter((each) => each !== ""),
    },
  };
}
