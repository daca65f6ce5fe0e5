import { type Access, type AccessActor, type Account, hasSecondFactor } from "../../core/access/account.ts";
import type { AccessCommand } from "../../core/access/command.ts";
import { linkLastsMs } from "../../core/access/decide-link.ts";
import { type Right, rightsOfAll } from "../../core/access/right.ts";
import { hashOfSecret, secretBytes, tokenText } from "../../core/access/secret-text.ts";
import type { AccessParts } from "./parts.ts";

type Parts = Pick<AccessParts, "tenant" | "record" | "store" | "clock" | "random">;

const askIdBytes = 8;
const tokenIdBytes = 8;

/** A fresh id for something that may have to wait for a second administrator. */
export const newAskId = ({ random }: Pick<AccessParts, "random">) => `ask-${random.secret(askIdBytes)}`;

/** A link for an account, or for the first administrator; undefined while another administrator has to say yes. The secret is given once and kept nowhere. */
export async function makeLink(
  parts: Parts,
  by: AccessActor,
  account: string | undefined,
): Promise<{ readonly secret: string; readonly endsAtMs: number } | undefined> {
  const secret = parts.random.secret(secretBytes);
  const atMs = parts.clock.nowMs();
  const endsAtMs = atMs + linkLastsMs;
  const facts = await parts.record.obey({
    type: "MakeLink",
    by,
    link: hashOfSecret(secret),
    endsAtMs,
    ask: newAskId(parts),
    atMs,
    ...(account !== undefined && { account }),
  });
  return facts.some(({ type }) => type === "OneTimeLinkMade") ? { secret, endsAtMs } : undefined;
}

/** Does something about an account, and ends its sessions where it may not come in any more. */
export async function obeyAbout(parts: Parts, command: AccessCommand): Promise<"done" | "waits"> {
  const facts = await parts.record.obey(command);
  for (const fact of facts) {
    if (fact.type === "AccountLocked" || fact.type === "ProofsReset") await parts.store.sessions.end(fact.account, {});
  }
  const isDone = facts.some(({ type }) => type !== "ChangeAsked");
  const isWaiting =
    !isDone && "account" in command && [...(await parts.record.state()).asks.values()].some(({ account }) => account === command.account);
  return isWaiting ? "waits" : "done";
}

/** A token: its text is given once and kept nowhere. */
export async function makeToken(
  parts: Parts,
  account: Account,
  order: { readonly label: string; readonly rights: readonly Right[]; readonly endsAtMs: number },
): Promise<{ readonly id: string; readonly text: string }> {
  const text = tokenText(parts.tenant, parts.random.secret(secretBytes));
  const id = `t-${parts.random.secret(tokenIdBytes)}`;
  await parts.record.obey({
    type: "MakeToken",
    account: account.id,
    token: id,
    hash: hashOfSecret(text),
    ...order,
    atMs: parts.clock.nowMs(),
  });
  return { id, text };
}

/** People as an administrator may see them: no hash, no key, no secret. Sorted by name. */
export function peopleView(state: Access) {
  return [...state.accounts.values()]
    .map((account) => ({
      id: account.id,
      name: account.name,
      roles: [...account.roles.keys()].toSorted(),
      locked: account.locked,
      hasPassword: account.passwordHash !== undefined,
      hasSecondFactor: hasSecondFactor(account),
      passkeys: account.passkeys.size,
      providers: account.oidc.map(({ issuer }) => issuer),
      madeAtMs: account.madeAtMs,
      signedInAtMs: account.signedInAtMs ?? null,
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The people who may work on cases, by name: whoever asks first, and nobody who is locked out. */
export function colleaguesView(state: Access, asker: string): readonly string[] {
  const names = [...state.accounts.values()]
    .filter(({ locked, roles }) => !locked && rightsOfAll(roles.keys()).has("triage"))
    .map(({ name }) => name);
  return names.toSorted((a, b) => Number(b === asker) - Number(a === asker) || (a < b ? -1 : 1));
}

/** What waits for a second administrator. */
export function asksView(state: Access, nowMs: number) {
  return [...state.asks.values()]
    .filter(({ endsAtMs }) => endsAtMs > nowMs)
    .map(({ id, what, account, by, endsAtMs }) => ({ id, what, account, name: state.accounts.get(account)?.name ?? "", by, endsAtMs }));
}
