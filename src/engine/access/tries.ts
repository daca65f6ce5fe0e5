import { foldedAccountName } from "../../core/access/account.ts";
import { type AttemptLimit, accountLimit, addressLimit, deviceLimit, factorLimit, networkOf } from "../../core/access/lockout.ts";
import { refusedAccess } from "../../core/access/refusal.ts";
import { isSameText } from "../../core/access/secret-text.ts";
import type { AccessParts, Caller } from "./parts.ts";

type Parts = Pick<AccessParts, "store" | "box" | "clock" | "random" | "record" | "background">;

/** One try, counted already. */
export type Try = {
  /** It went well: what counted for this person alone is forgotten, what others share is taken back. */
  readonly good: () => Promise<void>;
};

const deviceIdBytes = 16;

/** What a browser keeps so that it is known again when this account signs in: no secret of the account, and no way in. */
export function makeDevice({ box, random }: Pick<AccessParts, "box" | "random">, name: string): string {
  const id = random.secret(deviceIdBytes);
  return `${id}.${deviceCode(box, id, name)}`;
}

const deviceCode = (box: AccessParts["box"], id: string, name: string) => box.code("device", JSON.stringify([id, foldedAccountName(name)]));

/** The device's id, when this account signed in on it before. */
function deviceOf({ box }: Pick<AccessParts, "box">, device: string | undefined, name: string): string | undefined {
  const [, id, code] = /^([0-9a-f]{32})\.([0-9a-f]{64})$/.exec(device ?? "") ?? [];
  return id !== undefined && code !== undefined && isSameText(code, deviceCode(box, id, name)) ? id : undefined;
}

/**
 * Counts a try with a password before it is looked at. Refuses (`access/too-soon`) while a wait stands. A name that nobody has counts like any other, and is
 * kept as a code only.
 */
export async function tryPassword(parts: Parts, name: string, caller: Caller): Promise<Try> {
  const device = deviceOf(parts, caller.device, name);
  if (device !== undefined) return counted(parts, [{ subject: `device:${device}`, limit: deviceLimit }], []);
  const own = `account:${parts.box.code("attempts", foldedAccountName(name))}`;
  const shared = `address:${networkOf(caller.address)}`;
  return counted(parts, [{ subject: own, limit: accountLimit }], [{ subject: shared, limit: addressLimit }]);
}

/** The same for a second factor of an account whose password was right, or of a session. */
export async function tryFactor(parts: Parts, account: string, device: string | undefined, name: string): Promise<Try> {
  const known = deviceOf(parts, device, name);
  return counted(parts, [{ subject: known === undefined ? `factor:${account}` : `factor:${account}:${known}`, limit: factorLimit }], []);
}

/** The same for what is shown in a session that is there: whoever tries elsewhere, with the account's password too, does not hold it up. */
export async function tryInSession(parts: Parts, session: string): Promise<Try> {
  return counted(parts, [{ subject: `session:${session}`, limit: factorLimit }], []);
}

/** The same for links and for what a provider sends back: by address alone. */
export async function tryAddress(parts: Parts, caller: Caller): Promise<Try> {
  return counted(parts, [], [{ subject: `address:${networkOf(caller.address)}`, limit: addressLimit }]);
}

type Counter = { readonly subject: string; readonly limit: AttemptLimit };

async function counted({ store, clock }: Parts, own: readonly Counter[], shared: readonly Counter[]): Promise<Try> {
  const reserved = await store.attempts.reserve([...own, ...shared], clock.nowMs());
  const waitMs = Math.max(0, ...reserved.map((each) => ("waitMs" in each ? each.waitMs : 0)));
  if (waitMs > 0) throw refusedAccess("access/too-soon", "too many tries failed", { afterMs: waitMs });
  return {
    async good() {
      for (const { subject } of own) await store.attempts.clear(subject);
      for (const { subject } of shared) await store.attempts.giveBack(subject);
    },
  };
}

/** Never waits: it only counts, so that failures are recorded at 1, 2, 4, 8 … in a row. */
const countOnly: AttemptLimit = { freeMax: Number.MAX_SAFE_INTEGER, waitMaxMs: 0, forgottenMs: 24 * 3_600_000 };

/**
 * Puts a failure on the record, beside the answer and not before it: how long the answer takes does not tell whether there is such an account. Failures for
 * names that nobody has are one count, so that inventing names fills nothing.
 */
export function noteFailure(parts: Parts, account: string | undefined, caller: Caller): void {
  parts.background.begin(async () => {
    const atMs = parts.clock.nowMs();
    const subject = account ?? "unknown";
    const [reserved] = await parts.store.attempts.reserve([{ subject: `failed:${subject}`, limit: countOnly }], atMs);
    const count = reserved && "failures" in reserved ? reserved.failures : 0;
    await parts.record.obey({ type: "NoteFailure", subject, count, address: networkOf(caller.address), atMs });
  });
}

/** After a success the next failure is the first again. */
export const forgetFailures = ({ store }: Pick<AccessParts, "store">, account: string) => store.attempts.clear(`failed:${account}`);
