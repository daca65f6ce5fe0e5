import { join } from "node:path";
import { type FeedHealth, type IndicatorFeeds, openIndicatorFeeds } from "../../engine/sources-of-answers/indicator-feeds.ts";
import type { Connector } from "../../ports/connector.ts";
import { openKeptIndicators } from "../../storage/indicators/kept-indicators.ts";
import type { TenantParts } from "./parts.ts";

type FeedsParts = Pick<TenantParts, "folder" | "log"> & {
  readonly tenant: Pick<TenantParts["tenant"], "name">;
  readonly system: Pick<TenantParts["system"], "clock">;
};

/** Opens the feeds of a tenant with what was kept of them, in `feeds/<tenant>` of the installation's folder; they are read by `work`. */
export function openFeeds({ tenant, folder, system, log }: FeedsParts, connectors: readonly Connector[]): Promise<IndicatorFeeds> {
  return openIndicatorFeeds({
    sources: connectors.flatMap(({ indicators }) => indicators ?? []),
    kept: openKeptIndicators(join(folder, "feeds", tenant.name)),
    clock: system.clock,
    told: (health) => tell(health, tenant.name, log),
  });
}

function tell({ source, indicators, ageMs, stale, problem }: FeedHealth, tenant: string, log: TenantParts["log"]): void {
  const fields = { tenant, source, ...(ageMs !== undefined && { ageMs }) };
  if (stale) log.warn("indicators/stale", fields);
  else if (problem === undefined) log.debug("indicators/read", { ...fields, indicators });
}
