import { randomBytes } from "node:crypto";
import type { FastifyInstance, LightMyRequestResponse } from "fastify";
import type { AccessEvent } from "../core/access/access-event.ts";
import type { AccessRole } from "../core/access/right.ts";
import { codeOf, totpStepMs } from "../core/access/totp.ts";
import { type AccessRecord, openAccessRecord } from "../engine/access/access-record.ts";
import { openBackground } from "../engine/access/background.ts";
import type { AccessParts } from "../engine/access/parts.ts";
import { makeLink } from "../engine/access/people.ts";
import type { AccessStore } from "../ports/access-store.ts";
import type { JournalStore } from "../ports/journal-store.ts";
import { type ApiParts, buildApi } from "../server/api.ts";
import type { TenantDesk } from "../server/desk.ts";
import type { Route } from "../server/route.ts";
import { accountRoutes } from "../server/sign-in/account-routes.ts";
import { type AccessDoor, authenticateAt, csrfHeader } from "../server/sign-in/door.ts";
import { peopleRoutes } from "../server/sign-in/people-routes.ts";
import { signInRoutes } from "../server/sign-in/sign-in-routes.ts";
import { memoryAccessKey } from "../storage/access/access-key.ts";
import { openPasswordHasher } from "../storage/access/argon2-hasher.ts";
import { memoryJournalStore } from "../storage/memory/memory-journal.ts";
import { type FakeClock, fakeClock } from "./fake-clock.ts";
import { memoryAccessStore } from "./memory-access-store.ts";

/** Where the pages of a test are. */
export const sceneHost = "localhost:8420";
export const sceneOrigin = `http://${sceneHost}`;
export const goodPassword = "violet tractor under moss";
/** The first administrator as they sign in, and the place that their passkeys are made for. */
export const root = { name: "root", password: goodPassword };
export const home = { origin: sceneOrigin, host: "localhost" };

/** Sign-in of some tenants in memory, behind the real server. */
export type AccessScene = {
  readonly server: FastifyInstance;
  readonly door: AccessDoor;
  readonly routes: readonly Route[];
  readonly clock: FakeClock;
  readonly parts: (tenant?: string) => AccessParts;
  readonly browser: (how?: Partial<BrowserManner>) => Browser;
  /** The first administrator of a tenant, signed in with a password alone. */
  readonly admin: (tenant?: string) => Promise<Browser>;
  /** Somebody with roles, signed in with a password alone. */
  readonly person: (name: string, roles: readonly AccessRole[], tenant?: string) => Promise<Browser>;
  /** What failed beside a request. */
  readonly troubles: unknown[];
  /** Everything that was recorded, in order. */
  readonly facts: AccessEvent[];
};

type BrowserManner = { readonly address: string; readonly host: string; readonly origin: string };

const quickHash = { memoryKib: 64, passes: 1, lanes: 1 };

/** Opens a scene. `stores` replaces what is in memory, for tests with a database. */
export async function openAccessScene({
  tenants = ["default"],
  stores = () => ({ store: memoryAccessStore(), journal: memoryJournalStore() }),
  provider,
  parts: more = {},
  server: options = {},
}: {
  readonly tenants?: readonly string[];
  readonly stores?: (tenant: string) => { readonly store: AccessStore; readonly journal: JournalStore };
  readonly provider?: AccessParts["provider"];
  readonly parts?: Partial<AccessParts>;
  readonly server?: Partial<ApiParts>;
} = {}): Promise<AccessScene> {
  const clock = fakeClock(Date.UTC(2026, 4, 5, 9));
  const boxes = memoryAccessKey();
  const hasher = openPasswordHasher(quickHash);
  const troubles: unknown[] = [];
  const facts: AccessEvent[] = [];
  const made = new Map<string, AccessParts>();
  for (const tenant of tenants) {
    const { store, journal } = stores(tenant);
    made.set(tenant, {
      tenant,
      record: noting(await openAccessRecord(journal, clock), facts),
      store,
      box: boxes(tenant),
      hasher,
      clock,
      random: { secret: (sizeBytes) => randomBytes(sizeBytes).toString("hex") },
      relyingParty: { id: "localhost", name: "Watchkeeper", origins: [sceneOrigin] },
      background: openBackground((error) => void troubles.push(error)),
      ...(provider && { provider }),
      ...more,
    });
  }
  const door: AccessDoor = { partsOf: (tenant) => made.get(tenant), decoy: (password) => hasher.verify(password, undefined) };
  const routes = [...signInRoutes(door), ...accountRoutes(door), ...peopleRoutes(door)];
  const deskOf = (tenant: string) => (made.has(tenant) ? ({ tenant } as TenantDesk) : undefined);
  const server = buildApi({
    routes,
    authenticate: authenticateAt(door),
    deskOf,
    nowMs: clock.nowMs,
    random: { secret: (sizeBytes) => randomBytes(sizeBytes).toString("hex") },
    hosts: ["soc.example.test"],
    paces: wide,
    ...options,
  });
  const parts = (tenant = "default") => made.get(tenant)!;
  const browser = (how: Partial<BrowserManner> = {}) => openBrowser(server, how);
  return {
    server,
    door,
    routes,
    clock,
    parts,
    browser,
    troubles,
    facts,
    async admin(tenant = "default") {
      const link = await makeLink(parts(tenant), "machine", undefined);
      const page = browser();
      await page.signIn("link", { tenant, link: link!.secret, name: "root", password: goodPassword });
      return page;
    },
    async person(name, roles, tenant = "default") {
      const { record } = parts(tenant);
      const facts = await record.obey({
        type: "MakeAccount",
        by: "machine",
        name,
        roles: roles.filter((role) => role !== "admin"),
        atMs: clock.nowMs(),
      });
      const { account } = facts[0] as { account: string };
      if (roles.includes("admin"))
        await record.obey({ type: "GiveRole", by: "machine", account, role: "admin", ask: `a-${name}`, atMs: clock.nowMs() });
      const link = await makeLink(parts(tenant), "machine", account);
      const page = browser();
      await page.signIn("link", { tenant, link: link!.secret, password: goodPassword });
      return page;
    },
  };
}

const noting = (record: AccessRecord, facts: AccessEvent[]): AccessRecord => ({
  ...record,
  async obey(command) {
    const recorded = await record.obey(command);
    facts.push(...recorded);
    return recorded;
  },
});

/** Tests of other things are not to meet the limits of requests. */
const pace = { perMinute: 1_000_000, burst: 1_000_000 };
const wide = { stranger: pace, publicRead: pace, publicWrite: pace, machine: pace, report: pace, person: pace, token: pace };

/** A browser as far as sign-in meets one: it keeps cookies, says where its page is, and sends the code of its session. */
export type Browser = {
  readonly cookies: Map<string, string>;
  csrf: string | undefined;
  readonly ask: (
    method: "GET" | "POST" | "PUT" | "DELETE",
    path: string,
    body?: object,
    headers?: Record<string, string | undefined>,
  ) => Promise<LightMyRequestResponse>;
  /** A way in; keeps the code of the session that comes of it. */
  readonly signIn: (way: string, body: object) => Promise<LightMyRequestResponse>;
  /** Adds an authenticator app and gives its secret; the session is stepped up then. */
  readonly enrolTotp: (clock: FakeClock) => Promise<Uint8Array>;
};

/** A browser without cookies. */
export function openBrowser(
  server: FastifyInstance,
  { address = "192.0.2.7", host = sceneHost, origin = sceneOrigin }: Partial<BrowserManner>,
): Browser {
  const cookies = new Map<string, string>();
  const page: Browser = {
    cookies,
    csrf: undefined,
    async ask(method, path, body, headers = {}) {
      const sent: Record<string, string | undefined> = {
        host,
        "sec-fetch-site": "same-origin",
        ...(method !== "GET" && { origin, [csrfHeader]: page.csrf }),
        ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") }),
        ...headers,
      };
      const given = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)) as Record<string, string>;
      const answer = await server.inject({ method, url: path, remoteAddress: address, headers: given, ...(body && { payload: body }) });
      keepCookies(cookies, answer);
      const next = csrfIn(answer);
      if (next !== undefined) page.csrf = next;
      return answer;
    },
    signIn: (way, body) => page.ask("POST", `/api/v1/sign-in/${way}`, body),
    async enrolTotp(clock) {
      const begun = (await page.ask("POST", "/api/v1/account/totp")).json() as { ticket: string; secret: string };
      const secret = fromBase32(begun.secret);
      await page.ask("PUT", "/api/v1/account/totp", { ticket: begun.ticket, code: codeNow(secret, clock) });
      return secret;
    },
  };
  return page;
}

function keepCookies(cookies: Map<string, string>, answer: LightMyRequestResponse): void {
  for (const { name, value, maxAge } of answer.cookies as { name: string; value: string; maxAge?: number }[]) {
    if (maxAge === 0) cookies.delete(name);
    else cookies.set(name, value);
  }
}

function csrfIn(answer: LightMyRequestResponse): string | undefined {
  if (!String(answer.headers["content-type"]).startsWith("application/json")) return undefined;
  const body = answer.json() as { csrf?: string; signedIn?: { csrf?: string } };
  return body.csrf ?? body.signedIn?.csrf;
}

/** What an authenticator app shows now. */
export const codeNow = (secret: Uint8Array, clock: Pick<FakeClock, "nowMs">) => codeOf(secret, Math.floor(clock.nowMs() / totpStepMs));

/** The bytes of a secret as authenticator apps take it. */
export function fromBase32(text: string): Uint8Array {
  const bits = [...text].map((letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
}
