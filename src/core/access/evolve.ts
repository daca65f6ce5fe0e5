import { unreachable } from "../unreachable.ts";
import type { AccessEvent } from "./access-event.ts";
import { type Access, type Account, foldedAccountName, oidcKey, type Passkey } from "./account.ts";
import { evolveAccount } from "./evolve-account.ts";

/** Folds one fact into the state. Total: a fact about an account that was erased changes nothing. */
export function evolveAccess(state: Access, event: AccessEvent): void {
  switch (event.type) {
    case "AccountMade":
      made(state, event);
      return;
    case "OneTimeLinkMade":
      if (event.account === undefined) dropFirstLinks(state);
      state.links.set(event.link, { hash: event.link, account: event.account, by: event.by, endsAtMs: event.endsAtMs });
      closeAsk(state, event.account, "reset");
      return;
    case "OneTimeLinkUsed":
      state.links.delete(event.link);
      return;
    case "SettingChanged":
      state.settings.set(event.setting, event.digest);
      return;
    case "SignInFailed":
    case "ExportMade":
      return;
    case "TokenMade": {
      const { token: id, hash, label, account, rights, atMs, endsAtMs } = event;
      state.tokens.set(id, { id, hash, label, account, rights, madeAtMs: atMs, endsAtMs });
      state.byTokenHash.set(hash, id);
      return;
    }
    case "TokenRevoked":
      dropToken(state, event.token);
      return;
    case "ChangeAsked": {
      const { ask, what, account, by, endsAtMs } = event;
      state.asks.set(ask, { id: ask, what, account, by, endsAtMs });
      return;
    }
    case "ChangeDropped":
      state.asks.delete(event.ask);
      return;
    default:
      changed(state, event);
      return;
  }
}

/** Links for the first administrator that are good at once. Each start of a process makes one; the oldest goes, so that no number of starts uses up all links. */
export const firstLinksMax = 5;

function dropFirstLinks({ links }: Access): void {
  const first = [...links.values()].filter(({ account }) => account === undefined);
  for (const { hash } of first.slice(0, Math.max(0, first.length + 1 - firstLinksMax))) links.delete(hash);
}

type Changing = Exclude<
  AccessEvent,
  {
    type:
      | "AccountMade"
      | "OneTimeLinkMade"
      | "OneTimeLinkUsed"
      | "SignInFailed"
      | "SettingChanged"
      | "ExportMade"
      | "TokenMade"
      | "TokenRevoked"
      | "ChangeAsked"
      | "ChangeDropped";
  }
>;

function made(state: Access, { account: id, name, atMs }: Extract<AccessEvent, { type: "AccountMade" }>): void {
  state.accountsMade = Math.max(state.accountsMade + 1, Number(id.slice(2)) || 0);
  state.byName.set(foldedAccountName(name), id);
  const nothing = { passwordHash: undefined, totp: undefined, recoveryCodes: new Set<string>(), passkeys: new Map<string, Passkey>() };
  state.accounts.set(id, { id, name, madeAtMs: atMs, roles: new Map(), locked: false, oidc: [], signedInAtMs: undefined, ...nothing });
}

function changed(state: Access, event: Changing): void {
  const account = state.accounts.get(event.account);
  if (!account) return;
  index(state, account, event);
  state.accounts.set(account.id, evolveAccount(account, event));
}

/** What is found by something else than the account's id, and what a change of an account ends elsewhere. */
function index(state: Access, account: Account, event: Changing): void {
  switch (event.type) {
    case "PasskeyAdded":
      state.byPasskey.set(event.passkey, account.id);
      return;
    case "PasskeyRemoved":
      state.byPasskey.delete(event.passkey);
      return;
    case "OidcLinked":
      state.byOidc.set(oidcKey(event.name), account.id);
      return;
    case "ProofsReset":
      for (const id of account.passkeys.keys()) state.byPasskey.delete(id);
      for (const { id, account: maker } of [...state.tokens.values()]) if (maker === account.id) dropToken(state, id);
      return;
    case "RoleGiven":
      if (event.role === "admin") closeAsk(state, account.id, "give-admin");
      return;
    case "RoleTaken":
      if (event.role === "admin") closeAsk(state, account.id, "take-admin");
      return;
    case "AccountLocked":
      closeAsk(state, account.id, "lock");
      return;
    case "PasswordSet":
    case "TotpEnrolled":
    case "TotpRemoved":
    case "RecoveryCodesMade":
    case "AccountUnlocked":
    case "SignedIn":
    case "SteppedUp":
    case "SignedOut":
      return;
    default:
      unreachable(event);
  }
}

function dropToken(state: Access, id: string): void {
  const token = state.tokens.get(id);
  if (!token) return;
  state.tokens.delete(id);
  state.byTokenHash.delete(token.hash);
}

function closeAsk(state: Access, account: string | undefined, what: string): void {
  for (const ask of [...state.asks.values()]) if (ask.account === account && ask.what === what) state.asks.delete(ask.id);
}
