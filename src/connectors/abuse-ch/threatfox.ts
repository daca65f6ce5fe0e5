import { z } from "zod";
import type { Reputation } from "../../ports/connector.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { wrongCredentials } from "../kit/http-refusals.ts";
import type { Reader } from "../kit/reader.ts";
import { fact, factsOf, type Subject } from "../kit/subject.ts";
import { badKey, foundNothing, notOne } from "./urlhaus.ts";

const entriesMax = 1_000;
const Answer = z.object({ query_status: z.string(), data: z.unknown() });
const Entries = z
  .array(
    z.object({
      ioc: z.string(),
      threat_type: z.string().nullish(),
      malware_printable: z.string().nullish(),
      confidence_level: z.number().min(0).max(100).nullish(),
      first_seen: z.string().nullish(),
      last_seen: z.string().nullish(),
      tags: z.array(z.string()).nullish(),
    }),
  )
  .max(entriesMax);

/** Asks ThreatFox about one subject. Its search finds parts of words too, so only entries that name the very value count; addresses stand there with a port. */
export function askThreatfox(reader: Reader, badFrom: number): (subject: Subject, signal: AbortSignal) => Promise<Reputation> {
  return async (subject, signal) => {
    const json = { query: "search_ioc", search_term: subject.value, exact_match: subject.type !== "ip" };
    const question = { method: "POST", changes: false, path: ["api", "v1"], endsInSlash: true, body: { json } } as const;
    const { query_status: status, data } = await reader.json(question, Answer, signal);
    if (badKey.test(status)) throw wrongCredentials(reader.name);
    const nothing: Reputation = { answer: "unknown", says: "ThreatFox knows nothing of it", facts: {} };
    if (foundNothing.test(status) || notOne.test(status)) return nothing;
    const entries = status === "ok" ? Entries.safeParse(data).data : undefined;
    if (!entries) throw unexpectedAnswer(reader.name, "a status or entries that we do not know");
    const exact = entries.filter(({ ioc }) => names(subject, ioc));
    const [surest] = exact.toSorted((a, b) => (b.confidence_level ?? 0) - (a.confidence_level ?? 0));
    if (!surest) return nothing;
    const percent = surest.confidence_level ?? 0;
    return {
      answer: percent >= badFrom ? "known-bad" : "suspicious",
      says: `ThreatFox lists it ${exact.length === 1 ? "once" : `${exact.length} times`}, with a confidence of up to ${percent} %`,
      facts: {
        threatfox: {
          entries: exact.length,
          confidencePercent: percent,
          threat: fact(surest.threat_type),
          malware: fact(surest.malware_printable),
          firstSeen: fact(surest.first_seen),
          lastSeen: fact(surest.last_seen),
          tags: factsOf(surest.tags ?? []),
        },
      },
    };
  };
}

function names({ type, value, size }: Subject, ioc: string): boolean {
  if (type === "url") return ioc === value || `${ioc}/` === value;
  const lower = ioc.toLowerCase();
  if (type !== "ip") return lower === value;
  const host = size === 6 ? /^\[?([0-9a-f:.]+)\]?(?::\d{1,5})?$/.exec(lower)?.[1] : lower.replace(/:\d{1,5}$/, "");
  return lower === value || host === value;
}
