import { SocError } from "../../core/soc-error.ts";
import { type Capability, capabilities } from "../../ports/connector.ts";
import type { SourceHealth } from "../../ports/intake.ts";
import type { ConnectorLine } from "../../server/contract/platform.ts";
import type { ConnectorPart } from "../../server/desk.ts";
import { iso, isoOrNull } from "../../server/http/iso.ts";
import { openTrial, type TrialParts } from "./connector-trial.ts";
import type { TenantService } from "./tenant.ts";

type Tenant = Pick<TenantService, "name" | "connectors" | "unopened" | "calls" | "intake">;
type Checked = { readonly atMs: number; readonly works: boolean; readonly says: string; readonly remedy: string | null };

/** The connectors of a tenant as the API meets them: those that are configured, and the way to another. */
export function connectorPartOf(tenant: Tenant, parts: Omit<TrialParts, "tenant" | "told">): ConnectorPart {
  const checks = new Map<string, Checked>();
  const { kinds, trial } = openTrial({ ...parts, tenant: tenant.name, told: tenant.calls.told });
  const noteCheck = (name: string, works: boolean, says: string, remedy: string | null = null) =>
    checks.set(name, { atMs: parts.clock.nowMs(), works, says, remedy });
  return {
    kinds,
    trial,
    list: () => linesOf(tenant, checks),
    async check(name, signal) {
      const found = tenant.connectors.find((each) => each.name === name);
      if (!found) throw unknownName(name, tenant.connectors.map((each) => each.name)); // biome-ignore format: one refusal
      try {
        const { says } = await found.check(signal);
        noteCheck(name, true, says);
        return { says };
      } catch (error) {
        if (error instanceof SocError) noteCheck(name, false, error.problem, error.remedy);
        throw error;
      }
    },
  };
}

async function linesOf({ connectors, unopened, calls, intake }: Tenant, checks: ReadonlyMap<string, Checked>): Promise<ConnectorLine[]> {
  const feeds = new Map((await intake.health()).map((each) => [each.source, each]));
  const totals = calls.totals();
  const open = connectors.map((connector): ConnectorLine => {
    const { name, product, title, provenOn, alerts, webhook } = connector;
    const { requests = 0, failed = 0, lost = 0, lastMs } = totals.get(name) ?? {};
    const feed = alerts || webhook ? feedOf(feeds.get(name)) : null;
    const checked = checks.get(name);
    const isFailing = feed?.state === "failing" || checked?.works === false;
    return {
      ...{ name, product, title, feed },
      serves: capabilities.filter((use) => isServed(connector, use)),
      proven: provenOn,
      state: isFailing ? "failing" : "open",
      problem: checked?.works === false ? checked.says : null,
      remedy: checked?.remedy ?? null,
      calls: requests,
      failures: failed + lost,
      lastCallAt: isoOrNull(lastMs),
      checked: checked ? { at: iso(checked.atMs), works: checked.works, says: checked.says } : null,
    };
  });
  const closed = unopened.map(({ name, problem, remedy }): ConnectorLine => ({ ...neverOpened, name, title: name, problem, remedy }));
  return [...open, ...closed].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

const isServed = (connector: Tenant["connectors"][number], use: Capability) =>
  connector[use] !== undefined || (use === "alerts" && connector.webhook !== undefined);

const neverOpened = {
  product: "",
  serves: [],
  proven: "nothing",
  state: "not opened",
  calls: 0,
  failures: 0,
  lastCallAt: null,
  feed: null,
  checked: null,
} as const satisfies Partial<ConnectorLine> | { readonly serves: readonly string[] };

function feedOf(health: SourceHealth | undefined): ConnectorLine["feed"] {
  if (!health) return null;
  const { state, behindMs, lastReceivedMs, problem = null, remedy = null } = health;
  return { state, behindMs, lastReceivedAt: isoOrNull(lastReceivedMs), problem, remedy };
}

const unknownName = (name: string, names: readonly string[]) =>
  new SocError({
    code: "connector/unknown-name",
    problem: `no connector is called "${name.slice(0, 80)}"`,
    remedy: names.length > 0 ? `use one of ${names.toSorted().join(", ")}` : "add it under connectors in watchkeeper.yaml",
    retry: "never",
  });
