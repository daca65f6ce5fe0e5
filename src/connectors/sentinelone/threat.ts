import { z } from "zod";
import type { Severity } from "../../core/alert/severity.ts";
import { unexpectedAnswer } from "../kit/http-refusals.ts";
import { isoMs } from "../kit/iso-time.ts";
import { ownAlert } from "../kit/own-alert.ts";
import type { Reader } from "../kit/reader.ts";
import type { Listed } from "../kit/window-alerts.ts";

// A threat of the console's API 2.1 (fields: MEM, as open clients read them): only what is used has to be of its shape.

const text = z.string().max(65_536).nullish().catch(undefined);

/** A threat as the console lists it. */
export const Threat = z.looseObject({
  id: z.string().regex(/^\d{1,24}$/),
  threatInfo: z.looseObject({
    createdAt: z.string().min(1).max(64),
    identifiedAt: text,
    threatName: text,
    classification: text,
    confidenceLevel: text,
    filePath: text,
    sha256: text,
    sha1: text,
    processUser: text,
    maliciousProcessArguments: text,
    originatorProcess: text,
    analystVerdict: text,
    incidentStatus: text,
  }),
  agentRealtimeInfo: z.looseObject({ agentComputerName: text }).nullish().catch(undefined),
  indicators: z
    .array(z.looseObject({ tactics: z.array(z.looseObject({ techniques: z.array(z.looseObject({ name: text })).catch([]) })).catch([]) }))
    .max(1_000)
    .nullish()
    .catch(undefined),
});
export type Threat = z.output<typeof Threat>;

/** A page of threats. */
export const Threats = z.object({
  data: z.array(Threat).max(1_000),
  pagination: z.object({ nextCursor: z.string().min(1).max(512).nullish() }),
});

/** Where threats are. */
export const threats = ["web", "api", "v2.1", "threats"] as const;
const techniquesMax = 64;
const confidence: ReadonlyMap<string, Severity> = new Map([
  ["malicious", "high"],
  ["suspicious", "medium"],
]);

/** One page of threats since a time of making, oldest first. */
export async function threatPage(
  reader: Reader,
  { fromMs, at, size }: { readonly fromMs: number; readonly at: string | undefined; readonly size: number },
  signal: AbortSignal,
) {
  const query = { createdAt__gte: new Date(fromMs).toISOString(), sortBy: "createdAt", sortOrder: "asc", limit: String(size) };
  const question = { method: "GET", path: threats, query: at === undefined ? query : { ...query, cursor: at } } as const;
  const { data, pagination } = await reader.json(question, Threats, signal);
  return { alerts: data.map((each) => listed(reader.name, each)), next: pagination.nextCursor ?? undefined };
}

function listed(name: string, threat: Threat): Listed {
  const { id, threatInfo: info, agentRealtimeInfo: agent } = threat;
  const timeMs = isoMs(info.createdAt);
  if (timeMs === undefined || timeMs < 0) throw unexpectedAnswer(name, "a threat without a time");
  const host = agent?.agentComputerName ?? undefined;
  const user = info.processUser ?? undefined;
  const techniques = (threat.indicators ?? [])
    .flatMap(({ tactics }) => tactics.flatMap((each) => each.techniques))
    .flatMap((each) => (each.name && /^T\d{4}(?:\.\d{3})?$/.test(each.name) ? each.name : []));
  const bytes = ownAlert({
    id,
    timeMs: isoMs(info.identifiedAt) ?? timeMs,
    source: "SentinelOne",
    title: `${info.classification ?? "Threat"}: ${info.threatName ?? "without a name"}`,
    description: undefined,
    severity: confidence.get((info.confidenceLevel ?? "").toLowerCase()) ?? "medium",
    rule: info.classification ?? undefined,
    techniques: [...new Set(techniques)].slice(0, techniquesMax),
    host,
    user,
    observables: [
      { type: "host", value: host, role: "target" },
      { type: "user", value: user, role: "actor" },
      { type: "file", value: info.filePath ?? undefined, role: "file" },
      { type: "hash", value: info.sha256 ?? info.sha1 ?? undefined, role: "file" },
      { type: "command-line", value: info.maliciousProcessArguments ?? undefined, role: "actor" },
      { type: "process", value: info.originatorProcess ?? undefined, role: "parent" },
    ],
    original: threat,
  });
  return { id, timeMs, bytes };
}
