import { z } from "zod";
import type { Reputation } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { openReader, type Reader } from "../kit/reader.ts";
import { fact, notAsked, type Subject, subjectOf } from "../kit/subject.ts";

const Settings = z.strictObject({
  ...reachedAt,
  url: reachedAt.url.default("https://api.greynoise.io"),
  "requests-per-day": z.int().min(1).max(10_000_000).default(1_000),
  /** What a scanner is that GreyNoise calls malicious: it tries everybody, which says nothing of a success here. */
  "malicious-is": z.enum(["known-bad", "suspicious"]).default("known-bad"),
});
type Settings = z.output<typeof Settings>;

const text = z.string().nullish();
const Report = z.object({
  ip: z.string(),
  internet_scanner_intelligence: z.object({ found: z.boolean(), classification: text, actor: text, last_seen: text, first_seen: text }),
  business_service_intelligence: z.object({ found: z.boolean(), name: text, category: text, trust_level: text }),
});
type Report = z.output<typeof Report>;
const Alive = z.object({ message: z.string() });

/** Whether an address scans the whole internet, or belongs to a service that everybody uses. */
export default defineConnector({
  product: "greynoise",
  title: "GreyNoise",
  provenOn: "a double",
  serves: ["reputation"],
  secrets: ["api-key"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const headers = () => ({ key: secrets.get("api-key") });
    const reader = openReader({ ...originOf(name, settings), headers, limits: { perDay: settings["requests-per-day"] } }, parts);
    return {
      async check(signal) {
        await reader.json({ method: "GET", path: ["ping"] }, Alive, signal);
        return { says: "it answers, and accepts our key" };
      },
      reputation: { name, types: ["ip"], lookUp: (observable, signal) => lookUp(reader, settings, subjectOf(observable), signal) },
    };
  },
});

async function lookUp(reader: Reader, settings: Settings, subject: Subject | undefined, signal: AbortSignal): Promise<Reputation> {
  // It watches IPv4 alone.
  if (subject?.type !== "ip" || subject.size !== 4) return notAsked;
  const answer = await reader.ask({ method: "GET", path: ["v3", "ip", subject.value], kind: "/v3/ip/*" }, signal, [404]);
  if (answer.status === 404) return { answer: "unknown", says: "GreyNoise has not seen it", facts: {} };
  const report = jsonOf(reader.name, answer, Report);
  const { internet_scanner_intelligence: scanner, business_service_intelligence: service } = report;
  return {
    ...judged(report, settings),
    facts: {
      scans: scanner.found,
      classification: fact(scanner.classification),
      actor: fact(scanner.actor),
      firstSeen: fact(scanner.first_seen),
      lastSeen: fact(scanner.last_seen),
      service: service.found ? fact(service.name) : null,
      category: service.found ? fact(service.category) : null,
      trustLevel: service.found ? fact(service.trust_level) : null,
    },
  };
}

/** Trust level 1 is a service that GreyNoise holds for reasonably ignored; level 2 is one that others use for their own ends. */
function judged({ internet_scanner_intelligence: scanner, business_service_intelligence: service }: Report, settings: Settings) {
  if (scanner.found && scanner.classification === "malicious")
    return { answer: settings["malicious-is"], says: "GreyNoise saw it attack across the internet" } as const;
  if (scanner.found && scanner.classification === "suspicious")
    return { answer: "suspicious", says: "GreyNoise saw it probe across the internet" } as const;
  if (service.found && service.trust_level === "1")
    return { answer: "known-good", says: "GreyNoise knows it as part of a service that everybody uses" } as const;
  if (scanner.found && scanner.classification === "benign")
    return { answer: "known-good", says: "GreyNoise knows it as a scanner of somebody who says so" } as const;
  return { answer: "unknown", says: "GreyNoise says nothing against it or for it" } as const;
}
