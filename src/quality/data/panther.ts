import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import type { TelemetryEvent } from "../../core/event/event.ts";
import { readInput } from "../../formats/read.ts";

/** One event of a rule's unit tests: whether the rule should fire on it, and the event as the product reads it. */
export type LabelledEvent = { readonly rule: string; readonly malicious: boolean; readonly event: TelemetryEvent };

const Rule = z.object({
  AnalysisType: z.string(),
  RuleID: z.string().optional(),
  Tests: z.array(z.object({ ExpectedResult: z.boolean(), Log: z.unknown(), Mocks: z.unknown().optional() })).optional(),
});
const filesMax = 5_000;
/** Given as the time of the files that the events stand for: many of them have none of their own. */
const modifiedMs = Date.UTC(2026, 0, 1);

/**
 * The events of rules' unit tests (`AnalysisType: rule`, tests without mocks), each read through the product's own readers from JSON text.
 * Neither the rule nor the test's name is part of the event. In order of the files' paths. `unread` counts events that became no event.
 */
export async function readPanther(data: string): Promise<{ events: LabelledEvent[]; unread: number }> {
  const root = join(data, "panther", "rules");
  const paths = (await readdir(root, { recursive: true })).filter((path) => path.endsWith(".yml")).toSorted();
  const events: LabelledEvent[] = [];
  let unread = 0;
  for (const path of paths.slice(0, filesMax)) {
    const rule = Rule.safeParse(parse(await readFile(join(root, path), "utf8")));
    if (!rule.success || rule.data.AnalysisType !== "rule") continue;
    for (const { ExpectedResult: malicious, Log: log, Mocks: mocks } of rule.data.Tests ?? []) {
      if (Array.isArray(mocks) && mocks.length > 0) continue;
      const event = await eventOf(typeof log === "string" ? log : JSON.stringify(log));
      if (event) events.push({ rule: rule.data.RuleID ?? path, malicious, event });
      else unread++;
    }
  }
  return { events, unread };
}

/** The event that the product reads from a text, if exactly one. */
export async function eventOf(text: string): Promise<TelemetryEvent | undefined> {
  async function* bytes() {
    yield Buffer.from(text);
  }
  const found: TelemetryEvent[] = [];
  for await (const step of readInput("event.json", bytes(), { modifiedMs }))
    if (step.kind === "batch") for (const record of step.records) if (record.kind === "event") found.push(record.event);
  return found.length === 1 ? found[0] : undefined;
}
