import type { LoadedIndicators, LoadedInventory } from "../../cli/system.ts";
import { eventTools } from "../../connectors/event-tools/connector.ts";
import { traced } from "../../connectors/kit/trace.ts";
import { federatedTools } from "../../engine/sources-of-answers/federated-events.ts";
import { joinedLookUp, openReputationCache } from "../../engine/sources-of-answers/joined-reputation.ts";
import { attachmentBytes } from "../../formats/mail/attachment-bytes.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Connector } from "../../ports/connector.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { EvidenceBytes } from "../../ports/evidence-bytes.ts";
import type { Intake } from "../../ports/intake.ts";
import type { InvestigatorTool } from "../../ports/tool.ts";
import { openTools } from "../tools.ts";
import type { Observed } from "./observed.ts";

/** What the tools of live cases are made of. */
export type CaseToolParts = {
  readonly events: EventStore;
  readonly intake: Pick<Intake, "one">;
  readonly connectors: readonly Connector[];
  readonly inventory: () => LoadedInventory;
  readonly indicators: () => Promise<LoadedIndicators>;
  readonly clock: Clock;
  readonly answerMs: number;
  readonly observed: Observed;
};

/** The tools that questions about a case are put to: our own stores joined with everything that is connected. */
export function openCaseTools(parts: CaseToolParts): (caseId: string) => Promise<ReadonlyMap<string, InvestigatorTool>> {
  const { events, connectors, clock, answerMs } = parts;
  const cache = openReputationCache();
  const searches = connectors.flatMap(({ search }) => search ?? []);
  const reputations = connectors.flatMap(({ reputation, mayReceive }) => (reputation ? [{ ...reputation, mayReceive }] : []));
  const more = connectors.flatMap(({ tools = [] }) => tools);
  const bytes = keptBytes(parts.intake);
  return async (caseId) => {
    const inventory = parts.inventory();
    const tools = new Map(openTools({ events, inventory, indicators: await parts.indicators(), bytes, clock }));
    for (const tool of federatedTools({ local: events, sources: searches, clock, answerMs }, eventTools)) tools.set(tool.name, tool);
    const lists = tools.get(lookUpName);
    if (lists) tools.set(lookUpName, joinedLookUp(lists, { sources: reputations, isOwn: inventory.isOwn, clock, answerMs, cache }));
    for (const tool of more) if (!tools.has(tool.name)) tools.set(tool.name, tool);
    return new Map([...tools].map(([name, tool]) => [name, watchedTool(tool, caseId, parts.observed)]));
  };
}

const lookUpName = "intelligence/look-up";

/** Each question is a span of its case, and what leaves for it carries the trace. */
function watchedTool(tool: InvestigatorTool, caseId: string, observed: Observed): InvestigatorTool {
  if (!observed.on) return tool;
  return {
    ...tool,
    ask: (input) =>
      observed.spanned({ name: "question", caseId, attributes: { tool: tool.name } }, (traceparent) =>
        traced(traceparent, () => tool.ask(input)),
      ),
  };
}

/** A file inside a kept record: the record's path is its source, and its number its place in the intake. */
function keptBytes(intake: Pick<Intake, "one">): EvidenceBytes {
  return {
    async read({ path, record }, sha256) {
      const kept = await intake.one(record);
      if (!kept || kept.source !== path) return undefined;
      // The record holds one mail, perhaps with others attached to it: the file is found by its hash in any of them.
      return attachmentBytes(kept.bytes, 1, sha256);
    },
  };
}
