import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import { type AccessRole, type Right, rightsOf } from "../core/access/right.ts";
import type { Who } from "../core/access/who.ts";
import { AlarmSettings } from "../core/alarm/settings.ts";
import type { Person } from "../core/person/person.ts";
import { SocError } from "../core/soc-error.ts";
import type { Status } from "../core/status/status.ts";
import { openAlarmDesk } from "../engine/alarm/desk.ts";
import { killSwitchOf } from "../engine/containment-status.ts";
import { loadAttackCatalogue } from "../knowledge/attack.ts";
import { Configuration } from "../ports/configuration.ts";
import { type ApiParts, buildApi, type RequestLog } from "../server/api.ts";
import type { CaseAct } from "../server/contract/case-act.ts";
import type { TenantDesk } from "../server/desk.ts";
import { firstRunOf } from "../server/first-run/first-run.ts";
import type { Paces } from "../server/http/rate-limit.ts";
import type { Authenticate, Route } from "../server/route.ts";
import { apiRoutes } from "../server/routes.ts";
import { openPolicyReports } from "../server/service/policy-reports.ts";
import type { HookMessage, ReceiveHook } from "../server/sources/hook-route.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { type AutonomyScene, openAutonomyScene } from "./autonomy-scene.ts";
import { bulkWatch } from "./bulk-watch.ts";
import { sampleStatus } from "./containment-routes.ts";
import { openScene, type Scene } from "./containment-scene.ts";
import { deskParts, permitAll, testStopFile } from "./containment-world.ts";
import { type FakeClock, fakeClock } from "./fake-clock.ts";
import { openTestHandovers } from "./handover-scene.ts";
import { memoryAnswers } from "./memory-answers.ts";
import { memoryConnectors } from "./memory-connectors.ts";
import { memoryEffector } from "./memory-effector.ts";
import { MemoryIntake } from "./memory-intake.ts";
import { memoryKeptViews } from "./memory-kept-views.ts";
import { memoryMeasures } from "./memory-measures.ts";
import { memoryProduct } from "./memory-product.ts";
import { memoryViews } from "./memory-views.ts";
import { openQualityScene, type QualityScene } from "./quality-scene.ts";
import { openTestRegulation } from "./regulation-scene.ts";

/** One tenant of a test, with all that its desk is made of within reach. */
export type TestTenant = {
  readonly desk: TenantDesk;
  readonly views: ReturnType<typeof memoryViews>;
  readonly intake: MemoryIntake;
  readonly answers: ReturnType<typeof memoryAnswers>;
  readonly measures: ReturnType<typeof memoryMeasures>;
  readonly scene: Scene;
  readonly stopFile: ReturnType<typeof testStopFile>;
  readonly journal: ReturnType<typeof memoryJournalStore>;
  readonly acts: { readonly act: CaseAct & { readonly caseId: string }; readonly by: Person }[];
  readonly notes: Parameters<TenantDesk["note"]>[0][];
  readonly quality: QualityScene;
  readonly autonomy: AutonomyScene;
};

/** The API over tenants in memory, with real containment behind it, and a sign-in that believes what it is told. */
export type ApiScene = {
  readonly server: FastifyInstance;
  readonly routes: readonly Route[];
  readonly tenant: (name?: string) => TestTenant;
  readonly clock: FakeClock;
  readonly log: RequestLog[];
  readonly hooks: HookMessage[];
  readonly ask: (asked: AskedOf, as?: Test) => Promise<LightMyRequestResponse>;
};

/** Who asks in a test: a role or rights of their own, a name, a tenant, and whether a second factor was shown. */
export type Test = {
  readonly role?: AccessRole;
  readonly rights?: readonly Right[];
  readonly person?: string;
  readonly tenant?: string;
  readonly token?: string;
  readonly steppedUp?: boolean;
};

/** A request of a test. */
export type AskedOf = {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE" | "PATCH" | "HEAD";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: string | Buffer | object;
};

let attack: ReturnType<typeof loadAttackCatalogue> | undefined;
const start = Date.UTC(2026, 4, 5, 9);
const host = "127.0.0.1:8420";

/** Opens the API. `more` are routes beside the product's, `parts` what differs of the server. */
export async function openApiScene({
  tenants = ["default"],
  more = [],
  paces,
  parts = {},
  waitingMax,
  receiveHook,
  ready = async () => [{ name: "database", ready: true }],
}: {
  readonly tenants?: readonly string[];
  readonly more?: readonly Route[];
  readonly paces?: Paces;
  readonly parts?: Partial<ApiParts>;
  /** How many records may wait in the intake. */
  readonly waitingMax?: number;
  /** What takes webhooks; without it they are only remembered. */
  readonly receiveHook?: ReceiveHook;
  readonly ready?: () => Promise<readonly { readonly name: string; readonly ready: boolean }[]>;
} = {}): Promise<ApiScene> {
  const clock = fakeClock(start);
  const made = new Map<string, TestTenant>();
  for (const name of tenants) made.set(name, await openTenant(name, clock, waitingMax));
  const log: RequestLog[] = [];
  const hooks: HookMessage[] = [];
  let secrets = 0;
  const random = { secret: (sizeBytes: number) => (++secrets).toString(16).padStart(2 * sizeBytes, "0") };
  const routes = apiRoutes({
    version: "0.1.0",
    clock,
    random,
    ready,
    memory: () => ({ rss: 1_000, heapTotal: 900, heapUsed: 800, external: 0, arrayBuffers: 0 }),
    uptimeSeconds: () => 12.5,
    refused: openPolicyReports(() => {}),
    errorPage: async (code) => (code === "server-fault" ? "# server/fault\n" : undefined),
    signIn: more,
    receiveHook: async (message) => {
      hooks.push(message);
      if (receiveHook) return receiveHook(message);
      return { accepted: 1, repeated: 0 };
    },
  });
  const server = buildApi({
    routes,
    authenticate: believing(clock),
    deskOf: (name) => made.get(name)?.desk,
    nowMs: clock.nowMs,
    random,
    hosts: ["soc.example.test"],
    log: (line) => log.push(line),
    ...(paces && { paces }),
    ...parts,
  });
  return {
    server,
    routes,
    clock,
    log,
    hooks,
    tenant: (name = tenants[0] ?? "default") => made.get(name)!,
    ask: ({ method = "GET", url, headers, payload }, as) =>
      server.inject({
        method,
        url,
        headers: {
          host,
          ...(as && { authorization: `Test ${Buffer.from(JSON.stringify(as)).toString("base64")}` }),
          ...(typeof payload === "object" && !Buffer.isBuffer(payload) && { "content-type": "application/json" }),
          ...headers,
        },
        ...(payload !== undefined && { payload }),
      }),
  };
}

/** Believes the header of a test; what it cannot read is a refusal, as a false token is. */
const believing =
  (clock: FakeClock): Authenticate =>
  async ({ headers }) => {
    const { authorization } = headers;
    if (authorization === undefined) return undefined;
    if (!authorization.startsWith("Test "))
      throw new SocError({ code: "server/not-signed-in", problem: "this token is none", remedy: "make one", retry: "never" });
    const { role, rights, person, tenant, token, steppedUp } = JSON.parse(Buffer.from(authorization.slice(5), "base64").toString()) as Test;
    const who: Who = {
      tenant: tenant ?? "default",
      person: person === undefined ? "person:vic" : `person:${person}`,
      rights: new Set(rights ?? (role ? rightsOf(role) : [])),
      ...(token !== undefined && { token }),
      ...(steppedUp && { steppedUpAtMs: clock.nowMs(), session: "session-of-a-test" }),
    };
    return who;
  };

async function openTenant(name: string, clock: FakeClock, waitingMax: number | undefined): Promise<TestTenant> {
  const journal = memoryJournalStore();
  const stopFile = testStopFile();
  const product = memoryProduct({ targets: { "d-1": ["account:user-1"], "d-2": ["account:user-2"] } });
  const world = deskParts({ effectors: [memoryEffector({ product })], clock, journal, stopFile });
  const scene = await openScene(world);
  await scene.adopt();
  const views = memoryViews();
  const intake = new MemoryIntake(clock, waitingMax);
  const answers = memoryAnswers();
  const measures = memoryMeasures();
  const acts: TestTenant["acts"] = [];
  const notes: TestTenant["notes"] = [];
  const autonomy = await openAutonomyScene(clock, { tenant: name });
  const quality = await openQualityScene(clock, { set: { share: 1, "rare-share": 1, "gold-share": 0, "second-share": 0 } });
  const killSwitch = async () => killSwitchOf(scene.desk.state, { place: stopFile.place, reading: await stopFile.read() });
  const desk: TenantDesk = {
    tenant: name,
    views,
    kept: memoryKeptViews(),
    intake,
    answers,
    measures,
    watch: {
      ...bulkWatch(acts),
      running: async () => ({ running: true, says: "it runs" }),
      view: async () => undefined,
    },
    events: { search: async () => ({ rows: [], total: 0, groups: [] }) },
    containment: {
      open: async () => ({ desk: scene.desk, orders: world.orders, digest: world.ordersDigest, problem: null }),
      status: async (): Promise<Status> => ({ ...sampleStatus(), killSwitch: await killSwitch() }),
      killSwitch,
      async stop({ because }, by) {
        stopFile.stopped = `${by}: ${because}`;
        await scene.desk.obey({ type: "Stop", scope: "all", by, because });
        return { scope: "all", file: stopFile.place, recorded: true, problem: null, inFlight: [] };
      },
      lowerStopFile: async () => {
        stopFile.stopped = undefined;
      },
      stopHindrance: async () => undefined,
      propose: async () => undefined,
    },
    journal: {
      worldNames: async () => ["containment"],
      hasWorld: async (world) => world === "containment",
      world: async () => ({ journal }),
    },
    connectors: memoryConnectors(),
    catalogue: () => (attack ??= loadAttackCatalogue()),
    playbooks: async () => [],
    policies: {
      current: async () => ({
        schema: "",
        policies: [],
        problems: [],
        warnings: [],
        engine: permitAll,
        texts: [{ path: "all.cedar", text: "permit" }],
      }),
      tried: async () => ({ schema: "", policies: [], problems: [], warnings: [], engine: permitAll }),
    },
    autonomy: autonomy.desk,
    samples: quality.desk,
    alarms: await openAlarmDesk({
      journal: memoryJournalStore(),
      clock,
      settings: AlarmSettings.parse({}),
      health: intake.health,
      measures,
    }),
    handover: await openTestHandovers({ tenant: name, clock, views, intake, containment: scene.desk, killSwitch }),
    regulation: await openTestRegulation({ clock, views }),
    firstRun: {
      read: async () =>
        firstRunOf({
          administrators: 1,
          withSecondFactor: 0,
          ownSources: ["edge"],
          demo: "no",
          demoPerson: undefined,
          hasCases: false,
          firstVerdict: undefined,
          ordersProblem: undefined,
        }),
      play: async () => ({ sources: ["demo-edge"], records: 3 }),
    },
    models: async () => [{ name: "triage", digest: `sha256:${"0".repeat(64)}`, inUse: true, card: "# triage" }],
    settings: { file: undefined, digest: `sha256:${"0".repeat(64)}`, configuration: Configuration.parse({ version: 1 }) },
    note: async (deed) => void notes.push(deed),
  };
  return { desk, views, intake, answers, measures, scene, stopFile, journal, acts, notes, quality, autonomy };
}
