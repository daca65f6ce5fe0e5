import { z } from "zod";
import type { Reputation } from "../../ports/connector.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { openReader } from "../kit/reader.ts";
import { notAsked, subjectOf } from "../kit/subject.ts";
import { askThreatfox } from "./threatfox.ts";
import { askUrlhaus } from "./urlhaus.ts";

const services = ["urlhaus", "threatfox"] as const;

const Settings = z.strictObject({
  internal: reachedAt.internal,
  ca: reachedAt.ca,
  "urlhaus-url": reachedAt.url.default("https://urlhaus-api.abuse.ch"),
  "threatfox-url": reachedAt.url.default("https://threatfox-api.abuse.ch"),
  ask: z
    .array(z.enum(services))
    .min(1)
    .max(services.length)
    .default([...services]),
  "requests-per-second": z.number().min(0.1).max(100).default(5),
  "requests-per-day": z.int().min(1).max(10_000_000).default(10_000),
  /** ThreatFox's own confidence in percent that makes something known-bad; below it, suspicious. */
  "bad-from": z.int().min(1).max(100).default(75),
});

/** What abuse.ch knows of links, hosts and files of malware (URLhaus), and of what malware talks to (ThreatFox). Submits nothing. */
export default defineConnector({
  product: "abuse-ch",
  title: "abuse.ch URLhaus and ThreatFox",
  provenOn: "a double",
  serves: ["reputation"],
  secrets: ["auth-key"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const headers = () => ({ "auth-key": secrets.get("auth-key") });
    const limits = { perSecond: settings["requests-per-second"], perDay: settings["requests-per-day"] };
    const readerAt = (url: string) => openReader({ ...originOf(name, { ...settings, url }), headers, limits }, parts);
    const asks = {
      urlhaus: askUrlhaus(readerAt(settings["urlhaus-url"])),
      threatfox: askThreatfox(readerAt(settings["threatfox-url"]), settings["bad-from"]),
    };
    const asked = services.filter((service) => settings.ask.includes(service)).map((service) => asks[service]);
    return {
      async check(signal) {
        for (const ask of asked) await ask({ type: "domain", value: "example.com", size: 11 }, signal);
        return { says: "it answers, and accepts our key" };
      },
      reputation: {
        name,
        types: ["ip", "domain", "url", "hash"],
        async lookUp(observable, signal) {
          const subject = subjectOf(observable);
          // SHA-1 is nothing that either of them knows.
          if (!subject || (subject.type === "hash" && subject.size === 40)) return notAsked;
          return worstOf(await Promise.all(asked.map((ask) => ask(subject, signal))));
        },
      },
    };
  },
});

const rank: readonly Reputation["answer"][] = ["known-bad", "suspicious", "unknown"];

function worstOf(said: readonly Reputation[]): Reputation {
  const answer = rank.find((word) => said.some((each) => each.answer === word)) ?? "unknown";
  return { answer, says: said.map(({ says }) => says).join("; "), facts: Object.assign({}, ...said.map(({ facts }) => facts)) };
}
