import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { indicatorKinds } from "../../core/indicator/indicator.ts";
import { observableTypes } from "../../core/observable/observable.ts";
import type { KeptFeed, KeptIndicators } from "../../ports/kept-indicators.ts";
import { makeFolderDurably, readIfThere, writeDurably } from "../durable-file.ts";

const keptVersion = 1;
const bytesMax = 480 * 1_048_576;

const Kept = z.object({
  version: z.literal(keptVersion),
  source: z.string(),
  readAtMs: z.int(),
  cursor: z.string(),
  items: z.array(
    z.object({
      id: z.string(),
      leftOut: z.int().min(0),
      indicators: z.array(
        z.object({
          kind: z.enum(indicatorKinds),
          match: z.enum(["value", "suffix", "range"]),
          type: z.enum(observableTypes),
          value: z.string(),
          source: z.string(),
          validFromMs: z.number().optional(),
          validUntilMs: z.number().optional(),
          confidence: z.number(),
          labels: z.array(z.string()),
          marking: z.string().optional(),
        }),
      ),
    }),
  ),
});

/** Copies of feeds as files of one folder, one each, with the SHA-256 of the rest on their first line. The folder is made when the first is saved. */
export function openKeptIndicators(folder: string): KeptIndicators {
  const pathOf = (source: string) => join(folder, `${createHash("sha256").update(source).digest("hex").slice(0, 32)}.json`);
  return {
    async load(source) {
      const bytes = await readIfThere(pathOf(source));
      return bytes && readKept(bytes, source);
    },
    async save(source, feed) {
      const body = Buffer.from(JSON.stringify({ version: keptVersion, source, ...feed }));
      await makeFolderDurably(folder, 0o700);
      await writeDurably(pathOf(source), Buffer.concat([Buffer.from(`${sumOf(body)}\n`), body]), 0o600);
    },
  };
}

const sumOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function readKept(bytes: Uint8Array, source: string): KeptFeed | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = text.indexOf("\n");
  if (end < 0 || bytes.length > bytesMax || text.toString("latin1", 0, end) !== sumOf(text.subarray(end + 1))) return undefined;
  try {
    const kept = Kept.parse(JSON.parse(text.toString("utf8", end + 1)));
    return kept.source === source ? { readAtMs: kept.readAtMs, cursor: kept.cursor, items: kept.items as KeptFeed["items"] } : undefined;
  } catch {
    return undefined;
  }
}
