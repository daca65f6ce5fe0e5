import { isPerson, type Person } from "../person/person.ts";
import { type Access, type AccessActor, type Account, accountNamed, adminsOf } from "./account.ts";
import { quotedName, refusedAccess } from "./refusal.ts";

/** Accounts that one tenant has. */
export const accountsMax = 10_000;
/** Tokens that have not ended. */
export const tokensPerAccountMax = 50;
/** Keys of one person, on devices or in hand. */
export const passkeysPerAccountMax = 20;
/** Links that were not used and have not ended. */
export const linksMax = 200;
/** Changes that wait for a second administrator. */
export const asksMax = 200;
/** Settings whose change is on the record. */
export const settingsMax = 1_000;
/** The longest reason that is recorded here, in characters. */
export const reasonLengthMax = 500;
/** The longest name of a token, passkey or setting, in characters. */
export const labelLengthMax = 100;

/** The longest description of something that was taken out, in characters: names, and the reason. */
export const exportLengthMax = 1_000;

/** The account with this id. Refuses (`access/unknown-account`). */
export function accountHeld(state: Access, id: string): Account {
  const account = state.accounts.get(id);
  if (!account) throw refusedAccess("access/unknown-account", `there is no account ${quotedName(id)}`);
  return account;
}

/** The account behind a person of the journal. */
export function accountOfPerson(state: Access, person: Person): Account | undefined {
  const account = accountNamed(state, person.slice("person:".length));
  return account && `person:${account.name}` === person ? account : undefined;
}

/** Refuses (`access/not-allowed`) whoever does not administer now: neither an administrator who was locked, nor a session of before. */
export function requireAdmin(state: Access, by: AccessActor): void {
  if (by === "machine") return;
  const admin = isPerson(by) ? accountOfPerson(state, by) : undefined;
  if (!admin || admin.locked || !admin.roles.has("admin"))
    throw refusedAccess("access/not-allowed", `${quotedName(by)} is not an administrator`);
}

/** Refuses (`access/last-admin`) what would leave nobody who administers. */
export function requireAdminLeft(state: Access, without: Account): void {
  if (adminsOf(state).some(({ id }) => id !== without.id)) return;
  if (without.roles.has("admin") && !without.locked)
    throw refusedAccess("access/last-admin", `${quotedName(without.name)} is the last administrator`);
}

/** Refuses (`access/no-reason`) what says nothing, or is a document. */
export function requireSaid(because: string): void {
  if (because.trim() === "" || because.length > reasonLengthMax)
    throw refusedAccess("access/no-reason", `this needs a reason of at most ${reasonLengthMax} characters`);
}

/** Refuses (`access/too-many`) one more where there are as many as there may be. */
export function requireRoom(count: number, max: number, what: string): void {
  if (count >= max) throw refusedAccess("access/too-many", `there are ${max} ${what} already`);
}
