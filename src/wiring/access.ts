import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { OpenStore } from "../cli/system.ts";
import { setupLink } from "../cli/user.ts";
import type { OriginParts } from "../connectors/kit/http.ts";
import { openIdentityProvider } from "../connectors/openid-connect/provider.ts";
import type { AccessActor } from "../core/access/account.ts";
import { refusedAccess } from "../core/access/refusal.ts";
import type { AccessRole } from "../core/access/right.ts";
import type { ProviderOrder, SignInOrder } from "../core/access/sign-in-order.ts";
import { accessWorld, type ExportNote, openAccessRecord } from "../engine/access/access-record.ts";
import { openBackground } from "../engine/access/background.ts";
import type { AccessParts } from "../engine/access/parts.ts";
import { makeLink } from "../engine/access/people.ts";
import { openPeopleDesk, type PeopleDesk } from "../engine/access/people-desk.ts";
import { tidyUp } from "../engine/access/tidy-up.ts";
import type { PasswordHasher } from "../ports/password-hasher.ts";
import type { Random } from "../ports/random.ts";
import type { Authenticate, Route } from "../server/route.ts";
import { accountRoutes } from "../server/sign-in/account-routes.ts";
import { type AccessDoor, authenticateAt } from "../server/sign-in/door.ts";
import { peopleRoutes } from "../server/sign-in/people-routes.ts";
import { signInRoutes } from "../server/sign-in/sign-in-routes.ts";
import { openPasswordHasher } from "../storage/access/argon2-hasher.ts";
import { readSecret, type SecretPlaces } from "./secret-place.ts";

/** What sign-in is opened with. `publicUrl` is what people open: passkeys and the provider's way back are bound to it. */
export type AccessOpening = OriginParts & {
  readonly tenants: ReadonlyMap<string, { readonly store: OpenStore; readonly signIn: SignInOrder }>;
  readonly publicUrl: string;
  readonly places: SecretPlaces;
  readonly random: Random;
  /** Told of what failed beside a request that went on without it. */
  readonly trouble: (error: unknown) => void;
  readonly hasher?: PasswordHasher;
};

/** Sign-in of every tenant of an installation. */
export type OpenAccess = {
  readonly partsOf: AccessDoor["partsOf"];
  readonly authenticate: Authenticate;
  readonly routes: readonly Route[];
  /** A link to make the administrator of each tenant that has no account; one that is there stays good. */
  readonly firstLinks: () => Promise<readonly { readonly tenant: string; readonly link: string }[]>;
  /** An export, on the record. */
  readonly noteExport: (tenant: string, note: ExportNote) => Promise<void>;
  /** A setting that changed, on the record, by the digest of what it is now; once for each digest. */
  readonly noteSetting: (
    tenant: string,
    note: { readonly by: AccessActor; readonly setting: string; readonly digest: string },
  ) => Promise<void>;
  /** Forgets what has ended, and publishes what is not published yet. For once a minute, and for the end. */
  readonly tidyUp: () => Promise<void>;
};

/** Opens sign-in. Refuses (`access/keys-missing`, `journal/…`, `connector/bad-secret`, `connector/bad-settings`). */
export async function openAccess(opening: AccessOpening): Promise<OpenAccess> {
  const hasher = opening.hasher ?? openPasswordHasher();
  const parts = new Map<string, AccessParts>();
  for (const [tenant, { store, signIn }] of opening.tenants)
    parts.set(tenant, await partsOf(tenant, store, signIn, { ...opening, hasher }));
  const door: AccessDoor = { partsOf: (tenant) => parts.get(tenant), decoy: (password) => hasher.verify(password, undefined) };
  const held = (tenant: string): AccessParts => {
    const found = parts.get(tenant);
    if (!found) throw refusedAccess("access/not-signed-in", "there is no such tenant");
    return found;
  };
  return {
    partsOf: door.partsOf,
    authenticate: authenticateAt(door),
    routes: [...signInRoutes(door), ...accountRoutes(door), ...peopleRoutes(door)],
    firstLinks: () => firstLinks([...parts.values()], opening.publicUrl),
    async noteExport(tenant, note) {
      const { record, clock } = held(tenant);
      await record.obey({ type: "NoteExport", ...note, atMs: clock.nowMs() });
    },
    async noteSetting(tenant, note) {
      const { record, clock } = held(tenant);
      await record.obey({ type: "NoteSetting", ...note, atMs: clock.nowMs() });
    },
    async tidyUp() {
      for (const each of parts.values()) await tidyUp(each);
    },
  };
}

type Opening = AccessOpening & { readonly hasher: PasswordHasher };

async function partsOf(tenant: string, store: OpenStore, signIn: SignInOrder, opening: Opening): Promise<AccessParts> {
  const { clock, random, hasher, trouble } = opening;
  const box = await store.access.box();
  const { journal } = await store.world(accessWorld);
  const page = new URL(opening.publicUrl);
  return {
    tenant,
    record: await openAccessRecord(journal, clock),
    store: store.access.store,
    box,
    hasher,
    clock,
    random,
    background: openBackground(trouble),
    relyingParty: { id: page.hostname, name: "Watchkeeper", origins: [page.origin] },
    ...(signIn.provider && { provider: await providerOf(signIn.provider, tenant, opening) }),
  };
}

async function providerOf(order: ProviderOrder, tenant: string, opening: Opening): Promise<NonNullable<AccessParts["provider"]>> {
  const clientSecret = await readSecret(order.name, "client-secret", order["client-secret"], { ...opening.places, tenant });
  const ca = order.ca === undefined ? undefined : await readFile(resolve(opening.places.folder, order.ca), "utf8");
  const redirectUrl = `${new URL(opening.publicUrl).origin}/api/v1/sign-in/provider/callback`;
  const { clock, random, resolve: resolveName } = opening;
  const parts = { clock, random, clientSecret, redirectUrl, ca, ...(resolveName && { resolve: resolveName }) };
  const roles = new Map<string, readonly AccessRole[]>(Object.entries(order.roles));
  return { provider: openIdentityProvider(order, parts), roles };
}

async function firstLinks(parts: readonly AccessParts[], publicUrl: string): Promise<{ tenant: string; link: string }[]> {
  const links: { tenant: string; link: string }[] = [];
  for (const each of parts) {
    const state = await each.record.state();
    if (state.accounts.size > 0) continue;
    const made = await makeLink(each, "machine", undefined);
    if (made) links.push({ tenant: each.tenant, link: setupLink(publicUrl, made.secret, each.tenant) });
  }
  return links;
}

/** Who may come in, for the command at the machine. */
export async function openPeople(
  store: OpenStore,
  parts: { readonly clock: AccessParts["clock"]; readonly random: Random },
  tenant = "default",
): Promise<PeopleDesk> {
  const { journal } = await store.world(accessWorld);
  return openPeopleDesk({ ...parts, tenant, journal, store: store.access.store });
}
