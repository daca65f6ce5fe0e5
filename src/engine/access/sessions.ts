import { type Account, personOf, rightsOfAccount } from "../../core/access/account.ts";
import { refusedAccess } from "../../core/access/refusal.ts";
import { hashOfSecret, isSameText, secretBytes } from "../../core/access/secret-text.ts";
import type { Who } from "../../core/access/who.ts";
import type { SessionRow } from "../../ports/access-store.ts";
import type { AccessParts, Caller } from "./parts.ts";

/** A session ends when nothing was asked in it for so long, and in any case so long after it began. Milliseconds. */
export const idleMaxMs = 30 * 60_000;
export const sessionLastsMs = 12 * 3_600_000;
/** How often it is written down that a session was used. */
const seenEveryMs = 60_000;
/** A session that is handed out: `text` goes into the cookie, `csrf` beside it. */
export type Handed = {
  readonly text: string;
  readonly csrf: string;
  readonly id: string;
  readonly account: Account;
  readonly steppedUpAtMs: number | undefined;
};

const idBytes = 12;
const agentLengthMax = 200;
const addressLengthMax = 64;

type Parts = Pick<AccessParts, "tenant" | "record" | "store" | "box" | "clock" | "random">;

/** A new session of an account. Its fact is recorded already; nothing else knows the secret that it gives. */
export async function beginSession(
  parts: Parts,
  account: Account,
  id: string,
  how: { readonly word: string; readonly isStrong: boolean; readonly caller: Caller },
): Promise<Handed> {
  const secret = parts.random.secret(secretBytes);
  const nowMs = parts.clock.nowMs();
  const row: SessionRow = {
    hash: hashOfSecret(secret),
    id,
    account: account.id,
    madeAtMs: nowMs,
    seenAtMs: nowMs,
    steppedUpAtMs: how.isStrong ? nowMs : undefined,
    how: how.word,
    address: storable(how.caller.address, addressLengthMax),
    agent: storable(how.caller.agent, agentLengthMax),
  };
  await parts.store.sessions.begin(row);
  return handed(parts, account, row, secret);
}

/** The id of the next session. */
export const newSessionId = ({ random }: Pick<AccessParts, "random">) => `s-${random.secret(idBytes)}`;

const storable = (text: string, lengthMax: number) =>
  text
    .toWellFormed()
    .replace(/\p{Cc}/gu, " ")
    .slice(0, lengthMax);

function handed(parts: Parts, account: Account, row: SessionRow, secret: string): Handed {
  return {
    text: `${parts.tenant}.${secret}.${sealOf(parts, row)}`,
    csrf: csrfOf(parts, row),
    id: row.id,
    account,
    steppedUpAtMs: row.steppedUpAtMs,
  };
}

/** Binds what a row says to a key that is not in the database: whoever writes rows there makes no session that counts, for nobody and no step-up. */
const sealOf = ({ box }: Pick<AccessParts, "box">, { hash, id, account, madeAtMs, steppedUpAtMs }: SessionRow) =>
  box.code("session", JSON.stringify([hash, id, account, madeAtMs, steppedUpAtMs ?? 0]));

/** What our own page sends with everything that changes something; made for one session and one secret of it. */
export const csrfOf = ({ box }: Pick<AccessParts, "box">, { hash }: Pick<SessionRow, "hash">) => box.code("csrf", hash);

/** The tenant and the parts of a session's text; undefined for what can be none. */
export function readSessionText(text: string): { readonly tenant: string; readonly secret: string; readonly seal: string } | undefined {
  const [, tenant, secret, seal] = /^([a-z0-9][a-z0-9-]{0,62})\.([0-9a-f]{64})\.([0-9a-f]{64})$/.exec(text) ?? [];
  return tenant !== undefined && secret !== undefined && seal !== undefined ? { tenant, secret, seal } : undefined;
}

/** A session as a request shows it. */
export type Session = { readonly row: SessionRow; readonly account: Account; readonly who: Who };

/** The session behind a text. Undefined for one that is not there, has ended, was tampered with, or whose account may not come in any more. */
export async function sessionOf(parts: Parts, text: string): Promise<Session | undefined> {
  const read = readSessionText(text);
  if (!read || read.tenant !== parts.tenant) return undefined;
  const row = await parts.store.sessions.find(hashOfSecret(read.secret));
  if (!row || !isSameText(read.seal, sealOf(parts, row))) return undefined;
  const nowMs = parts.clock.nowMs();
  // A clock that was set back is no reason to trust a session longer.
  if (nowMs - row.madeAtMs > sessionLastsMs || nowMs - row.seenAtMs > idleMaxMs || row.madeAtMs - nowMs > idleMaxMs) return undefined;
  const account = (await parts.record.state()).accounts.get(row.account);
  if (!account || account.locked) return undefined;
  if (nowMs - row.seenAtMs >= seenEveryMs) await parts.store.sessions.seen(row.hash, nowMs);
  const stepped = row.steppedUpAtMs === undefined ? {} : { steppedUpAtMs: row.steppedUpAtMs };
  const who: Who = { tenant: parts.tenant, person: personOf(account), session: row.id, rights: rightsOfAccount(account), ...stepped };
  return { row, account, who };
}

/** The same session under a new secret, stepped up now. Refuses (`access/not-signed-in`) when it ended meanwhile. */
export async function steppedUp(parts: Parts, { row, account }: Session): Promise<Handed> {
  const secret = parts.random.secret(secretBytes);
  const next = { ...row, hash: hashOfSecret(secret), steppedUpAtMs: parts.clock.nowMs() };
  if (!(await parts.store.sessions.rotate(row.hash, next.hash, next.steppedUpAtMs)))
    throw refusedAccess("access/not-signed-in", "this session has ended");
  return handed(parts, account, next, secret);
}
