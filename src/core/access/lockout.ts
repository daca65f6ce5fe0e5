/** How tries that failed are counted: for an account from anywhere, for an address, and for a device on which the account signed in before. */
export type Attempts = { readonly failures: number; readonly lastMs: number };

/** What a kind of counter allows: tries without any wait, the longest wait, and after how long without a try it is forgotten. Milliseconds. */
export type AttemptLimit = { readonly freeMax: number; readonly waitMaxMs: number; readonly forgottenMs: number };

/**
 * From anywhere: short, because whoever knows a name can cause it. It ends by itself, what comes meanwhile is not looked at and does not prolong it, and it
 * holds neither for a device that the account signed in on before nor for a passkey: nobody can be locked out for ever.
 */
export const accountLimit: AttemptLimit = { freeMax: 5, waitMaxMs: 60_000, forgottenMs: 24 * 3_600_000 };
/** One address (a /64 of IPv6), whatever accounts it tries. */
export const addressLimit: AttemptLimit = { freeMax: 10, waitMaxMs: 15 * 60_000, forgottenMs: 24 * 3_600_000 };
/** A device that showed that it was used by this account before. */
export const deviceLimit: AttemptLimit = { freeMax: 5, waitMaxMs: 15 * 60_000, forgottenMs: 24 * 3_600_000 };

/** Second factors of one account, from whoever knows its password: a code of six digits is not to be found by trying. */
export const factorLimit: AttemptLimit = { freeMax: 5, waitMaxMs: 3_600_000, forgottenMs: 24 * 3_600_000 };

const firstWaitMs = 1_000;
const doublingsMax = 30;

/** How long, from now, nothing is looked at; 0 when the next try counts. Doubles with each failure beyond the free ones. */
export function waitMs(attempts: Attempts | undefined, limit: AttemptLimit, nowMs: number): number {
  if (!attempts || isForgotten(attempts, limit, nowMs) || attempts.failures <= limit.freeMax) return 0;
  const doublings = Math.min(attempts.failures - limit.freeMax - 1, doublingsMax);
  const wait = Math.min(firstWaitMs * 2 ** doublings, limit.waitMaxMs);
  // A clock that was set back makes nobody wait longer than the longest wait.
  return Math.max(0, Math.min(attempts.lastMs + wait - nowMs, limit.waitMaxMs));
}

/** The counter after another failure. */
export function failedAgain(attempts: Attempts | undefined, limit: AttemptLimit, nowMs: number): Attempts {
  const failures = !attempts || isForgotten(attempts, limit, nowMs) ? 0 : attempts.failures;
  return { failures: failures + 1, lastMs: nowMs };
}

const isForgotten = ({ lastMs }: Attempts, { forgottenMs }: AttemptLimit, nowMs: number) => nowMs - lastMs >= forgottenMs;

/** The network that an address counts for: IPv4 as it is, IPv6 its first 64 bits (one customer has at least that many). Anything else is one network. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(address)) return address;
  if (!/^[0-9a-f:.]{2,45}(?:%.*)?$/i.test(address) || !address.includes(":")) return "unknown";
  const [before = "", after] = address.split("%")[0]!.toLowerCase().split("::");
  const head = before.split(":").filter((group) => group !== "");
  const tail = (after ?? "").split(":").filter((group) => group !== "");
  const zeros = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const groups = [...head, ...Array.from({ length: zeros }, () => "0"), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
