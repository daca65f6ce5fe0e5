import { hash } from "node:crypto";
import type { OpenStore } from "../cli/system.ts";
import { rights } from "../core/access/right.ts";
import { openRecordLog } from "../engine/journal/record-log.ts";
import { receiveWebhook } from "../engine/sources/webhook.ts";
import type { Authenticate, Route } from "../server/route.ts";
import type { HookMessage } from "../server/sources/hook-route.ts";
import type { Database } from "../storage/database.ts";
import type { Browser } from "./access-scene.ts";
import { openBrowser } from "./access-scene.ts";
import { type ApiScene, openApiScene } from "./api-scene.ts";
import { settleDesk } from "./crossing-desk.ts";
import type { Held, Proofs } from "./crossing-examples.ts";
import { settlePeople } from "./crossing-people.ts";
import { closeSome } from "./crossing-samples.ts";
import type { FakeClock } from "./fake-clock.ts";

/** One tenant of the scene: what it holds, who asks for it, and a digest of everything that is kept of it, by where it is kept. */
export type CrossingTenant = {
  readonly held: Held & Proofs;
  readonly page: Browser;
  readonly hookKey: Uint8Array;
  readonly kept: () => Promise<Readonly<Record<string, string>>>;
};

/** Two tenants in one real database, with real sign-in before every route. What has no store of its own is the scene's, made for each tenant. */
export type CrossingScene = {
  readonly scene: ApiScene;
  readonly tenants: ReadonlyMap<string, CrossingTenant>;
  /** Deeds that come before a route's own, by operation: for mistakes that are planted. */
  readonly planted: Map<string, () => Promise<void>>;
};

/** What a test opened for each tenant; `database` is a connection of its own, which sees what that tenant's connections see. */
export type CrossingParts = {
  readonly stores: ReadonlyMap<string, { readonly store: OpenStore; readonly database: Database }>;
  readonly access: {
    readonly routes: readonly Route[];
    readonly authenticate: Authenticate;
    readonly firstLinks: () => Promise<readonly { readonly tenant: string; readonly link: string }[]>;
  };
  readonly clock: FakeClock;
};

/** Opens the scene. Whoever is signed in has every right, so that no refusal is for want of one. The last tenant has more of everything that is counted. */
export async function openCrossingScene({ stores, access, clock }: CrossingParts): Promise<CrossingScene> {
  const planted: CrossingScene["planted"] = new Map();
  const pace = { perMinute: 1_000_000, burst: 1_000_000 };
  const scene = await openApiScene({
    tenants: [...stores.keys()],
    more: access.routes.map((route) => ({
      ...route,
      handle: async (asked: Parameters<Route["handle"]>[0]) => {
        await planted.get(route.operation)?.();
        return route.handle(asked);
      },
    })),
    paces: { stranger: pace, publicRead: pace, publicWrite: pace, machine: pace, report: pace, person: pace, token: pace },
    receiveHook: (message) => hookOf(stores, clock, message),
    parts: {
      nowMs: clock.nowMs,
      authenticate: async (request) => {
        const who = await access.authenticate(request);
        return who && { ...who, rights: new Set(rights) };
      },
    },
  });
  const tenants = new Map<string, CrossingTenant>();
  for (const { tenant, link } of await access.firstLinks()) {
    const { store, database } = stores.get(tenant)!;
    const isLast = tenant === [...stores.keys()].at(-1);
    const word = `CanaryOf${tenant.toUpperCase()}`;
    const page = openBrowser(scene.server, {});
    const deeds: unknown[] = [];
    const settling = { scene, clock, tenant, word, times: isLast ? 3 : 1 };
    const desk = await settleDesk({ ...settling, store, deeds });
    const world = `world-${tenant}`;
    const log = await openRecordLog((await store.world(world)).journal, clock);
    await log.obey({ type: "PlaceLegalHold", scope: "all", by: "person:mara", because: word });
    await log.checkpoint();
    const people = await settlePeople({ ...settling, page, link, world });
    const held = { ...desk, ...people, ...(await closeSome(settling)), tenant, word, world };
    const kept = async () => ({ ...(await rowsOf(database)), ...(await deskOf(scene, tenant, deeds)) });
    tenants.set(tenant, { held, page, hookKey: hookKeyOf(tenant), kept });
  }
  return { scene, tenants, planted };
}

const hookKeyOf = (tenant: string) => Buffer.from(`a key of the hooks of ${tenant}`);

/** What the service does with a webhook: the key is that of the tenant and the source that the address names. */
async function hookOf(stores: CrossingParts["stores"], clock: FakeClock, { tenant = "default", source, headers, body }: HookMessage) {
  const recordsOf = () => ({ records: [{ part: "", bytes: body }] });
  const webhook =
    source === `source-${tenant}` ? { source, seal: { scheme: "watchkeeper" as const, keys: [hookKeyOf(tenant)] }, recordsOf } : undefined;
  const header = (name: string) => (typeof headers[name] === "string" ? headers[name] : undefined);
  const handOver = stores.get(tenant)?.store.intake.handOver ?? (async () => ({ accepted: 0, repeated: 0 }));
  return receiveWebhook({ webhook, handOver, clock }, { header, body });
}

const digestOf = (text: string) => hash("sha256", text);

/** Every row that this tenant's connections see, by table. */
async function rowsOf({ pool }: Database): Promise<Record<string, string>> {
  const named = await pool.query<{ name: string }>(
    "SELECT DISTINCT table_name AS name FROM information_schema.columns WHERE table_schema = 'watchkeeper' AND column_name = 'tenant' ORDER BY 1",
  );
  const found: Record<string, string> = {};
  for (const { name } of named.rows) {
    const { rows } = await pool.query<{ row: string }>(`SELECT each::text AS row FROM watchkeeper."${name}" AS each ORDER BY 1`);
    found[name] = digestOf(rows.map(({ row }) => row).join("\n"));
  }
  return found;
}

/** What is in memory of a tenant: its containment's record, its stop file, and what its desk was told. */
async function deskOf(scene: ApiScene, tenant: string, deeds: readonly unknown[]): Promise<Record<string, string>> {
  const { journal, stopFile, notes, desk } = scene.tenant(tenant);
  const head = await journal.head();
  const handovers = digestOf(JSON.stringify(await desk.handover.list()));
  const papers = [...(await desk.regulation.state()).dossiers.values()].map(({ values, clocks, ...rest }) => [
    rest,
    [...values],
    [...clocks],
  ]);
  const samples = digestOf(JSON.stringify([...(await desk.samples.state()).samples.values()]));
  return {
    handovers,
    samples,
    regulation: digestOf(JSON.stringify(papers)),
    containment: String(head?.hash),
    stopFile: String(stopFile.stopped),
    deeds: digestOf(JSON.stringify([deeds, notes])),
  };
}
