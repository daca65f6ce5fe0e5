import { z } from "zod";
import type { Reputation } from "../../ports/connector.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { openReader, type Reader } from "../kit/reader.ts";
import { fact, notAsked, type Subject, subjectOf } from "../kit/subject.ts";

const Settings = z.strictObject({
  ...reachedAt,
  url: reachedAt.url.default("https://api.abuseipdb.com"),
  /** The free plan's own limit, by default. */
  "requests-per-day": z.int().min(1).max(10_000_000).default(1_000),
  "within-days": z.int().min(1).max(365).default(90),
  /** Confidence of abuse in percent that makes an address known-bad, and suspicious. */
  "bad-from": z.int().min(1).max(100).default(75),
  "suspicious-from": z.int().min(1).max(100).default(25),
});
type Settings = z.output<typeof Settings>;

const Report = z.object({
  data: z.object({
    ipAddress: z.string(),
    abuseConfidenceScore: z.number().min(0).max(100),
    totalReports: z.int().min(0),
    numDistinctUsers: z.int().min(0).optional(),
    lastReportedAt: z.string().nullish(),
    isWhitelisted: z.boolean().nullish(),
    usageType: z.string().nullish(),
    isp: z.string().nullish(),
    countryCode: z.string().nullish(),
    isTor: z.boolean().optional(),
  }),
});

/** How often, and how recently, an address was reported for abuse. Reports nothing itself. */
export default defineConnector({
  product: "abuseipdb",
  title: "AbuseIPDB",
  provenOn: "a double",
  serves: ["reputation"],
  secrets: ["api-key"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const headers = () => ({ key: secrets.get("api-key") });
    const reader = openReader({ ...originOf(name, settings), headers, limits: { perDay: settings["requests-per-day"] } }, parts);
    return {
      async check(signal) {
        // 127.0.0.1 is what the documentation itself asks with: it tells nothing of anybody.
        await ask(reader, settings, "127.0.0.1", signal);
        return { says: "it answers, and accepts our key" };
      },
      reputation: { name, types: ["ip"], lookUp: (observable, signal) => lookUp(reader, settings, subjectOf(observable), signal) },
    };
  },
});

async function ask(reader: Reader, settings: Settings, ipAddress: string, signal: AbortSignal) {
  const query = { ipAddress, maxAgeInDays: String(settings["within-days"]) };
  return (await reader.json({ method: "GET", path: ["api", "v2", "check"], query }, Report, signal)).data;
}

async function lookUp(reader: Reader, settings: Settings, subject: Subject | undefined, signal: AbortSignal): Promise<Reputation> {
  if (subject?.type !== "ip") return notAsked;
  const data = await ask(reader, settings, subject.value, signal);
  const { abuseConfidenceScore: percent, totalReports } = data;
  return {
    answer: wordOf(settings, percent, totalReports),
    says: `${totalReports} ${totalReports === 1 ? "report" : "reports"} to AbuseIPDB within ${settings["within-days"]} days, confidence of abuse ${percent} %`,
    facts: {
      confidencePercent: percent,
      reports: totalReports,
      reporters: data.numDistinctUsers ?? null,
      lastReportedAt: fact(data.lastReportedAt),
      // Those that AbuseIPDB spares may still be abused: crawlers and resolvers.
      spared: data.isWhitelisted ?? null,
      usage: fact(data.usageType),
      provider: fact(data.isp),
      country: fact(data.countryCode),
      tor: data.isTor ?? null,
    },
  };
}

function wordOf(settings: Settings, percent: number, reports: number): Reputation["answer"] {
  if (reports === 0) return "unknown";
  if (percent >= settings["bad-from"]) return "known-bad";
  return percent >= settings["suspicious-from"] ? "suspicious" : "unknown";
}
