import { z } from "zod";
import type { ObservableType } from "../observable/observable.ts";
import type { Collector, IndicatorFile } from "./collector.ts";
import { indicatorLimits } from "./indicator.ts";
import { timeMs } from "./table.ts";

// Only what we use; a bundle may hold anything else beside it (STIX 2.1 sections 4.7 and 7.2).
const StixIndicator = z.object({
  type: z.literal("indicator"),
  pattern: z.string().max(indicatorLimits.patternLengthMax),
  pattern_type: z.string().optional(),
  name: z.string().optional(),
  valid_from: z.string().optional(),
  valid_until: z.string().optional(),
  confidence: z.number().optional(),
  revoked: z.boolean().optional(),
  labels: z.array(z.string()).optional(),
  indicator_types: z.array(z.string()).optional(),
  object_marking_refs: z.array(z.string()).optional(),
});
const Bundle = z.object({ objects: z.array(z.unknown()).default([]) });

// The marking definitions that the specification fixes (section 7.2.1.4), and those of TLP 2.0.
const markings: ReadonlyMap<string, string> = new Map([
  ["marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", "TLP:CLEAR"],
  ["marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", "TLP:GREEN"],
  ["marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", "TLP:AMBER"],
  ["marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "TLP:RED"],
  ["marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", "TLP:CLEAR"],
  ["marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "TLP:GREEN"],
  ["marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", "TLP:AMBER"],
  ["marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", "TLP:AMBER+STRICT"],
  ["marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", "TLP:RED"],
]);

/** Reads the indicators of a STIX 2.1 bundle whose patterns are equalities joined by OR; an AND names one thing twice, and is kept for its hashes alone. */
export function readStix({ name, bundle, collector }: { name: string; bundle: unknown; collector: Collector }): IndicatorFile {
  const { objects } = Bundle.safeParse(bundle).data ?? { objects: [] };
  for (const [index, object] of objects.entries()) {
    if ((object as { type?: unknown } | null)?.type !== "indicator") continue;
    const row = index + 1;
    const indicator = StixIndicator.safeParse(object).data;
    if (!indicator || (indicator.pattern_type ?? "stix") !== "stix") collector.skip("pattern is not a STIX pattern", row);
    else if (indicator.revoked) collector.skip("revoked by its author", row);
    else takePattern({ name, indicator, collector, row });
  }
  return collector.file("stix");
}

function takePattern({
  name,
  indicator,
  collector,
  row,
}: {
  name: string;
  indicator: z.infer<typeof StixIndicator>;
  collector: Collector;
  row: number;
}): void {
  const pairs = pairsOf(indicator.pattern);
  if (!pairs) {
    collector.skip("pattern not supported", row);
    return;
  }
  const types = indicator.indicator_types ?? [];
  for (const { type, value } of pairs)
    collector.take(
      {
        kind: types.includes("benign")
          ? "known-good"
          : types.length > 0 && types.every((word) => word === "anomalous-activity" || word === "anonymization" || word === "unknown")
            ? "suspicious"
            : "known-bad",
        type,
        value,
        source: name,
        validFromMs: timeMs(indicator.valid_from),
        validUntilMs: timeMs(indicator.valid_until),
        confidence: indicator.confidence === undefined ? 0.5 : indicator.confidence / 100,
        labels: [...new Set([...(indicator.labels ?? []), ...types, ...(indicator.name ? [indicator.name] : [])])],
        marking: (indicator.object_marking_refs ?? []).map((ref) => markings.get(ref)).find((marking) => marking !== undefined),
      },
      row,
    );
}

const paths: readonly [RegExp, ObservableType][] = [
  [/^ipv[46]-addr:value$/, "ip"],
  [/^domain-name:value$/, "domain"],
  [/^url:value$/, "url"],
  [/^email-addr:value$/, "email"],
  [/^email-message:(?:from_ref|sender_ref)\.value$/, "email"],
  [/^file:hashes\.'?(?:MD5|SHA-?1|SHA-?256|SHA-?512)'?$/i, "hash"],
  [/^file:name$/, "file"],
];

/** The equalities of a pattern; undefined when it says more than "any of these", or "this file by these hashes". */
export function pairsOf(pattern: string): { type: ObservableType; value: string }[] | undefined {
  const pairs: { type: ObservableType; value: string }[] = [];
  const joins = new Set<string>();
  const piece =
    /\s*(?:(\[)|(\])|(AND|OR)\b|([a-z0-9-]{1,64}:[\w.'-]{1,128})\s*(=|IN)\s*('(?:[^'\\]|\\.){0,4096}'|\((?:\s*'(?:[^'\\]|\\.){0,4096}'\s*,?){1,200}\s*\)))/y;
  let at = 0;
  while (at < pattern.trimEnd().length) {
    piece.lastIndex = at;
    const match = piece.exec(pattern);
    if (!match || piece.lastIndex === at || pairs.length > indicatorLimits.pairsPerPatternMax) return undefined;
    at = piece.lastIndex;
    if (match[3]) joins.add(match[3]);
    if (!match[4]) continue;
    const type = paths.find(([path]) => path.test(match[4]!))?.[1];
    if (!type) return undefined;
    for (const [, text] of match[6]!.matchAll(/'((?:[^'\\]|\\.){0,4096})'/g)) pairs.push({ type, value: text!.replace(/\\(.)/g, "$1") });
  }
  if (!joins.has("AND")) return pairs.length > 0 ? pairs : undefined;
  const hashes = pairs.filter(({ type }) => type === "hash");
  return hashes.length > 0 && pairs.every(({ type }) => type === "hash" || type === "file") ? hashes : undefined;
}
