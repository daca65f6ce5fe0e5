import { z } from "zod";
import type { Reputation } from "../../ports/connector.ts";
import type { Reader } from "../kit/reader.ts";
import { fact, factsOf, notAsked, type Subject } from "../kit/subject.ts";

const attributesMax = 100;
const shownMax = 5;

const Attribute = z.object({
  type: z.string(),
  value: z.string(),
  to_ids: z.boolean(),
  warnings: z.array(z.object({ warninglist_name: z.string().nullish() })).nullish(),
  Event: z.object({ uuid: z.string(), info: z.string().nullish(), date: z.string().nullish() }),
  Tag: z.array(z.object({ name: z.string() })).nullish(),
});
type Attribute = z.output<typeof Attribute>;
const Found = z.object({ response: z.object({ Attribute: z.array(Attribute).max(attributesMax * 10) }) });

/** The types of attributes that name such a subject, alone or beside something else. */
function typesOf({ type, size }: Subject): readonly string[] {
  if (type === "ip") return ["ip-dst", "ip-src", "ip-dst|port", "ip-src|port", "domain|ip"];
  if (type === "domain") return ["domain", "hostname", "domain|ip", "hostname|port"];
  if (type === "url") return ["url", "uri"];
  const digest = size === 32 ? "md5" : size === 40 ? "sha1" : "sha256";
  return [digest, `filename|${digest}`];
}

/** Asks for attributes that name the very value, are meant for detection, and stand on none of the instance's warning lists. */
export async function lookUp(
  reader: Reader,
  listedIs: "known-bad" | "suspicious",
  subject: Subject | undefined,
  signal: AbortSignal,
): Promise<Reputation> {
  if (!subject) return notAsked;
  const types = typesOf(subject);
  const json = {
    returnFormat: "json",
    // A text alone would be taken apart at "&&"; what stands for any text (%) is sorted out below.
    value: { OR: [subject.value] },
    type: { OR: types },
    to_ids: 1,
    published: 1,
    limit: attributesMax,
    page: 1,
    includeEventTags: 1,
    includeWarninglistHits: 1,
  };
  const question = { method: "POST", changes: false, path: ["attributes", "restSearch"], body: { json } } as const;
  const { Attribute: found } = (await reader.json(question, Found, signal)).response;
  const isExact = ({ type, value, to_ids: isForDetection }: Attribute) => isForDetection && types.includes(type) && names(subject, value);
  return said(found.filter(isExact), listedIs);
}

function said(exact: readonly Attribute[], listedIs: "known-bad" | "suspicious"): Reputation {
  const listed = exact.filter(({ warnings }) => (warnings ?? []).length === 0);
  const events = new Set(listed.map(({ Event }) => Event.uuid)).size;
  const warned = exact.length - listed.length;
  const lists = exact.flatMap(({ warnings }) => (warnings ?? []).map(({ warninglist_name: list }) => list ?? ""));
  const facts = { events, warned, warningLists: factsOf(lists, shownMax), some: listed.slice(0, shownMax).map(shown) };
  if (events === 1) return { answer: listedIs, says: "1 event in MISP names it for detection", facts };
  if (events > 1) return { answer: listedIs, says: `${events} events in MISP name it for detection`, facts };
  if (warned > 0) return { answer: "unknown", says: "MISP names it, and a warning list calls it ordinary", facts };
  return { answer: "unknown", says: "no event in MISP names it for detection", facts };
}

const shown = ({ type, Event, Tag }: Attribute) => ({
  type: fact(type),
  event: fact(Event.uuid),
  info: fact(Event.info),
  date: fact(Event.date),
  tags: factsOf(
    (Tag ?? []).map(({ name }) => name),
    shownMax,
  ),
});

function names({ type, value }: Subject, given: string): boolean {
  if (type === "url") return given === value || `${given}/` === value;
  return given
    .toLowerCase()
    .split("|")
    .some((part) => part.replace(/^::ffff:(?=\d+\.)/, "") === value);
}
