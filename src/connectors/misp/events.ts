import { createHash } from "node:crypto";
import { z } from "zod";
import { pairsOf } from "../../core/indicator/stix.ts";
import type { ObservableType } from "../../core/observable/observable.ts";
import { inline } from "../../core/report/inline.ts";
import type { BundleNote, Marking, Sink } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import type { Reader } from "../kit/reader.ts";
import { sinkRefused } from "../kit/sink-answer.ts";

/** Attributes of one event; further indicators of a case are left to its bundle. */
const attributesMax = 1_000;
/** The namespace of our events' UUIDs, drawn once. */
const namespace = "6f0c2c57-2b5e-4d0e-9c52-7f1a3c9e8b14";
const threatUndefined = 4;
const analysisCompleted = 2;

const distributions = ["organisation", "community", "connected", "all"] as const;
export type Distribution = (typeof distributions)[number];
/** How far an event of a marking may go at most (TLP 2.0). */
const widest: Readonly<Record<Marking, Distribution>> = {
  clear: "all",
  green: "connected",
  amber: "community",
  "amber+strict": "organisation",
  red: "organisation",
};

const Indicator = z.object({ type: z.literal("indicator"), pattern: z.string().max(16_384), revoked: z.boolean().optional() });
const Added = z.object({ Event: z.object({ id: z.coerce.string().regex(/^\d{1,18}$/), uuid: z.string() }) });

export type EventOrder = { readonly reader: Reader; readonly url: string; readonly distribution: Distribution };

/** Cases as events of a MISP instance. The UUID of an event is made from our key, and MISP takes no second one with the same. */
export function openEvents({ reader, url, distribution }: EventOrder): Sink<BundleNote> {
  const { name } = reader;
  const writtenOf = (uuid: string, given: z.output<typeof Added>) => {
    if (given.Event.uuid.toLowerCase() !== uuid) throw unexpectedAnswer(name, "another event than ours");
    return { id: uuid, url: `${url.replace(/\/+$/, "")}/events/view/${given.Event.id}` };
  };
  return {
    name,
    async write({ key, ...note }, signal) {
      const event = eventOf(note, uuidOf(key), distribution);
      if (event.Attribute.length === 0)
        throw sinkRefused(name, `the case ${inline(note.caseId, 80)} has no indicator that MISP could hold`);
      const answer = await reader.write({ method: "POST", path: ["events", "add"], body: { json: { Event: event } } }, signal);
      return writtenOf(event.uuid, jsonOf(name, answer, Added));
    },
    async find({ key }, signal) {
      const uuid = uuidOf(key);
      const answer = await reader.ask({ method: "GET", path: ["events", "view", uuid] }, signal, [404]);
      return answer.status === 404 ? undefined : writtenOf(uuid, jsonOf(name, answer, Added));
    },
  };
}

/** The event as MISP takes it: attributes for detection, never published by us: people there look first. */
export function eventOf({ caseId, marking, bundle }: BundleNote, uuid: string, distribution: Distribution) {
  const reach = Math.min(distributions.indexOf(distribution), distributions.indexOf(widest[marking]));
  const objects = Array.isArray(bundle.objects) ? bundle.objects : [];
  const pairs = objects.flatMap((object: unknown) => {
    const indicator = Indicator.safeParse(object).data;
    return indicator && !indicator.revoked ? (pairsOf(indicator.pattern) ?? []) : [];
  });
  const attributes = new Map<string, ReturnType<typeof attributeOf>>();
  for (const { type, value } of pairs) {
    const attribute = attributeOf(type, value);
    if (attribute && attributes.size < attributesMax) attributes.set(`${attribute.type} ${attribute.value}`, attribute);
  }
  return {
    uuid,
    info: `Watchkeeper: case ${inline(caseId, 80)}`,
    distribution: String(reach),
    threat_level_id: String(threatUndefined),
    analysis: String(analysisCompleted),
    published: false,
    Tag: [{ name: `tlp:${marking}` }],
    Attribute: [...attributes.values()],
  };
}

const typed: Readonly<Partial<Record<ObservableType, readonly [type: string, category: string]>>> = {
  ip: ["ip-dst", "Network activity"],
  domain: ["domain", "Network activity"],
  url: ["url", "Network activity"],
  email: ["email-src", "Payload delivery"],
};
const digests: ReadonlyMap<number, string> = new Map([
  [32, "md5"],
  [40, "sha1"],
  [64, "sha256"],
  [128, "sha512"],
]);
/** Takes part in the event's own distribution. */
const inherited = "5";

function attributeOf(type: ObservableType, value: string) {
  const [kind, category] = type === "hash" ? [digests.get(value.length), "Payload delivery"] : (typed[type] ?? []);
  return kind === undefined || category === undefined ? undefined : { type: kind, category, value, to_ids: true, distribution: inherited };
}

/** A UUID of version 5 (RFC 9562, 5.5) for one of our keys. */
function uuidOf(key: string): string {
  const bytes = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(key, "utf8")
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
