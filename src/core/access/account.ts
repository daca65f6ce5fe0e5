import type { Person } from "../person/person.ts";
import { type AccessRole, type Right, rightsOfAll } from "./right.ts";
import { hashOfSecret } from "./secret-text.ts";

/** Who did something to an account: a person, whoever sits at the machine itself, or the company's identity provider by its name in the configuration. */
export type AccessActor = Person | "machine" | `provider:${string}`;

/** A passkey as it was registered (WebAuthn Level 3): `id` is the credential id and `publicKey` the COSE key, both base64url. */
export type Passkey = {
  readonly id: string;
  readonly publicKey: string;
  /** The largest signature counter seen; 0 for those that do not count. */
  readonly counter: number;
  readonly label: string;
  readonly addedAtMs: number;
  readonly usedAtMs: number | undefined;
};

/** Where a role comes from: people gave it, or a claim of the identity provider did, which alone it follows again. */
export type RoleOrigin = "given" | "mapped";

/** A person as they sign in here. `passwordHash` is the PHC text of argon2id; `totp.sealed` opens only with a key that the database does not hold. */
export type Account = {
  readonly id: string;
  readonly name: string;
  readonly madeAtMs: number;
  readonly roles: ReadonlyMap<AccessRole, RoleOrigin>;
  readonly locked: boolean;
  readonly passwordHash: string | undefined;
  readonly totp: { readonly sealed: string; readonly lastStep: number } | undefined;
  /** SHA-256 (hex) of the codes that were not used yet. */
  readonly recoveryCodes: ReadonlySet<string>;
  readonly passkeys: ReadonlyMap<string, Passkey>;
  readonly oidc: readonly OidcName[];
  readonly signedInAtMs: number | undefined;
};

/** Somebody as an identity provider names them (OpenID Connect Core 1.0, section 5.7): only both together are one person. */
export type OidcName = { readonly issuer: string; readonly subject: string };

/** What a machine shows: `hash` is SHA-256 (hex) of the whole token, which is stored nowhere. */
export type AccessToken = {
  readonly id: string;
  readonly hash: string;
  readonly label: string;
  readonly account: string;
  readonly rights: readonly Right[];
  readonly madeAtMs: number;
  readonly endsAtMs: number;
};

/** A link that lets somebody in once: the first administrator where there is no account, or the account that it was made for. */
export type OneTimeLink = {
  readonly hash: string;
  readonly account: string | undefined;
  readonly by: AccessActor;
  readonly endsAtMs: number;
};

/** What an administrator asked for and another one has to confirm. */
export type AccessAsk = {
  readonly id: string;
  readonly what: AskedChange;
  readonly account: string;
  readonly by: Person;
  readonly endsAtMs: number;
};
/** A change about an administrator: the role given or taken, the account locked, or a link that resets it. */
export type AskedChange = "give-admin" | "take-admin" | "lock" | "reset";

/** Everybody who may come in, with what they may. A fold over the journal of the world `access`. */
export type Access = {
  readonly accounts: Map<string, Account>;
  /** Account ids by folded name. */
  readonly byName: Map<string, string>;
  readonly byOidc: Map<string, string>;
  readonly byPasskey: Map<string, string>;
  readonly tokens: Map<string, AccessToken>;
  /** Token ids by hash. */
  readonly byTokenHash: Map<string, string>;
  readonly links: Map<string, OneTimeLink>;
  readonly asks: Map<string, AccessAsk>;
  /** Digests of settings as they were last recorded. */
  readonly settings: Map<string, string>;
  /** How many accounts were ever made: ids are never given out twice. */
  accountsMade: number;
};

/** Nobody yet. */
export const emptyAccess = (): Access => ({
  accounts: new Map(),
  byName: new Map(),
  byOidc: new Map(),
  byPasskey: new Map(),
  tokens: new Map(),
  byTokenHash: new Map(),
  links: new Map(),
  asks: new Map(),
  settings: new Map(),
  accountsMade: 0,
});

/** One name, however it is written: what differs only in case or in compatibility forms is one account. */
export const foldedAccountName = (name: string) => name.normalize("NFKC").toLowerCase();

/** One key for issuer and subject that no other pair has. */
export const oidcKey = ({ issuer, subject }: OidcName) => JSON.stringify([issuer, subject]);

/** The account of a name in any spelling. */
export function accountNamed(state: Access, name: string): Account | undefined {
  const id = state.byName.get(foldedAccountName(name));
  return id === undefined ? undefined : state.accounts.get(id);
}

/** Which password an account has, without saying it: SHA-256 (hex) of its hash; undefined for one without. */
export const passwordDigest = ({ passwordHash }: Pick<Account, "passwordHash">): string | undefined =>
  passwordHash === undefined ? undefined : hashOfSecret(passwordHash);

/** How the journal names this account's person. */
export const personOf = ({ name }: Pick<Account, "name">): Person => `person:${name}`;

/** Accounts that hold `admin` and may sign in. */
export function adminsOf(state: Access): readonly Account[] {
  return [...state.accounts.values()].filter(({ roles, locked }) => roles.has("admin") && !locked);
}

/** What an account may: nothing while it is locked. */
export function rightsOfAccount({ roles, locked }: Pick<Account, "roles" | "locked">): ReadonlySet<Right> {
  return locked ? new Set() : rightsOfAll(roles.keys());
}

/** What a token may now: what it carries of what its maker still has. `ingest` belongs to no role, so it lasts as long as the maker administers. */
export function rightsOfToken(token: AccessToken, maker: Pick<Account, "roles" | "locked">): ReadonlySet<Right> {
  const grantable = grantableBy(maker);
  return new Set(token.rights.filter((right) => grantable.has(right)));
}

/** The rights that somebody can put into a token: their own, and `ingest` for whoever administers. */
export function grantableBy(maker: Pick<Account, "roles" | "locked">): ReadonlySet<Right> {
  const own = rightsOfAccount(maker);
  return own.has("administer") ? new Set([...own, "ingest"]) : own;
}

/** Whether somebody comes in by the identity provider alone, so that who is removed there is out here: no password was set by a link of an administrator. */
export const isProvidersAlone = ({ oidc, passwordHash }: Account) => oidc.length > 0 && passwordHash === undefined;

/** Whether this account has something to show beside a password. */
export const hasSecondFactor = ({ totp, passkeys }: Account) => totp !== undefined || passkeys.size > 0;
