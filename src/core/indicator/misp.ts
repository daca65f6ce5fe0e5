import { z } from "zod";
import type { Collector, Draft, IndicatorFile } from "./collector.ts";
import type { IndicatorKind } from "./indicator.ts";
import { timeMs, typeNamed } from "./table.ts";

const Tag = z.object({ name: z.string() });
const Attribute = z.object({
  type: z.string(),
  value: z.string(),
  to_ids: z.boolean().default(false),
  deleted: z.boolean().optional(),
  timestamp: z.union([z.string(), z.number()]).optional(),
  last_seen: z.string().nullish(),
  first_seen: z.string().nullish(),
  Tag: z.array(Tag).default([]),
});
const Event = z.object({
  info: z.string().default(""),
  date: z.string().optional(),
  Orgc: z.object({ name: z.string() }).optional(),
  Tag: z.array(Tag).default([]),
  Attribute: z.array(z.unknown()).default([]),
  Object: z.array(z.object({ Attribute: z.array(z.unknown()).default([]) })).default([]),
});
const WarningList = z.object({
  name: z.string(),
  type: z.enum(["string", "substring", "hostname", "cidr", "regex"]),
  list: z.array(z.string()),
});

/** Reads MISP events (one, a list, or a feed's `{Event: …}` files joined) or a MISP warning list (known-good). Attributes not meant for detection (`to_ids` false) are counted, not used. */
export function readMisp({
  name,
  content,
  kind,
  collector,
}: {
  name: string;
  content: unknown;
  kind: IndicatorKind | undefined;
  collector: Collector;
}): IndicatorFile {
  const list = WarningList.safeParse(content).data;
  if (list) return readWarningList(list, kind ?? "known-good", collector);
  for (const [index, item] of listOf(content).entries()) {
    const event = Event.safeParse((item as { Event?: unknown } | null)?.Event ?? item).data;
    if (!event) collector.skip("not a MISP event", index + 1);
    else readEvent({ name, event, kind: kind ?? "known-bad", collector, row: index + 1 });
  }
  return collector.file("misp");
}

function listOf(content: unknown): readonly unknown[] {
  if (Array.isArray(content)) return content;
  const response = (content as { response?: unknown } | null)?.response;
  return Array.isArray(response) ? response : [content];
}

type EventReading = { name: string; event: z.infer<typeof Event>; kind: IndicatorKind; collector: Collector; row: number };

function readEvent({ name, event, kind, collector, row }: EventReading): void {
  for (const raw of [...event.Attribute, ...event.Object.flatMap((object) => object.Attribute)]) {
    const attribute = Attribute.safeParse(raw).data;
    if (!attribute || attribute.deleted) collector.skip("attribute deleted or not readable", row);
    else if (!attribute.to_ids) collector.skip("attribute not meant for detection", row);
    else
      for (const draft of draftsOf({ name, event, attribute, kind }))
        if (draft.type === undefined) collector.skip(`attribute type not supported`, row);
        else collector.take(draft, row);
  }
}

/** Composite types ("domain|ip", "filename|sha256") hold two values; of a file the hash says more than the name. */
function draftsOf({
  name,
  event,
  attribute,
  kind,
}: {
  name: string;
  event: z.infer<typeof Event>;
  attribute: z.infer<typeof Attribute>;
  kind: IndicatorKind;
}): Draft[] {
  const types = attribute.type.split("|");
  const values = types.length === 2 ? attribute.value.split("|") : [attribute.value];
  const tags = [...event.Tag, ...attribute.Tag].map((tag) => tag.name);
  const marking = tags.find((tag) => /^tlp:/i.test(tag))?.toUpperCase();
  return types.flatMap((typeName, index) => {
    if (types.length === 2 && (typeName === "filename" || typeName === "port")) return [];
    return [
      {
        kind,
        type: typeNamed(typeName),
        value: values[index] ?? "",
        source: event.Orgc?.name ?? name,
        validFromMs:
          timeMs(attribute.first_seen ?? undefined) ??
          timeMs(attribute.timestamp === undefined ? undefined : String(attribute.timestamp)) ??
          timeMs(event.date),
        validUntilMs: undefined,
        confidence: 0.5,
        labels: [...new Set([...(event.info ? [event.info] : []), ...tags])].sort(),
        marking,
      },
    ];
  });
}

function readWarningList({ name, type, list }: z.infer<typeof WarningList>, kind: IndicatorKind, collector: Collector): IndicatorFile {
  for (const [index, value] of list.entries()) {
    if (type === "regex" || type === "substring") collector.skip(`warning list type "${type}" not supported`, index + 1);
    else
      collector.take(
        {
          kind,
          type: undefined,
          value,
          isSuffix: type === "hostname",
          source: name,
          validFromMs: undefined,
          validUntilMs: undefined,
          confidence: 0.5,
          labels: [],
          marking: undefined,
        },
        index + 1,
      );
  }
  return collector.file("misp-warning-list");
}
