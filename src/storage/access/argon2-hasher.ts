import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { refusedAccess } from "../../core/access/refusal.ts";
import type { PasswordHasher } from "../../ports/password-hasher.ts";

/** What one hash costs: memory in KiB, passes over it, lanes. */
export type Argon2Cost = { readonly memoryKib: number; readonly passes: number; readonly lanes: number };

/** RFC 9106, section 4, second recommended option; above the least that OWASP asks for (19 MiB, 2 passes, 1 lane). */
export const argon2Cost: Argon2Cost = { memoryKib: 65_536, passes: 3, lanes: 4 };

const hashBytes = 32;
const saltBytes = 16;
const version = 19;
/** At once, and in the queue: together the most memory and time that strangers can make us spend. */
const runningMax = 2;
const waitingMax = 64;
const busyAfterMs = 2_000;
/** What a stored hash may ask for at most: whoever writes the table must not be able to stop us. */
const memoryKibMax = 262_144;
const passesMax = 16;
const lanesMax = 16;

type Stored = Argon2Cost & { readonly salt: Buffer; readonly tag: Buffer };

/** Passwords hashed by argon2id, `runningMax` at a time. */
export function openPasswordHasher(cost: Argon2Cost = argon2Cost): PasswordHasher {
  const inTurn = boundedTurns();
  const decoy: Stored = { ...cost, salt: randomBytes(saltBytes), tag: randomBytes(hashBytes) };
  return {
    hash: (password) =>
      inTurn(async () => {
        const salt = randomBytes(saltBytes);
        return phcText({ ...cost, salt, tag: await derived(password, cost, salt) });
      }),
    verify: (password, hash) =>
      inTurn(async () => {
        const stored = hash === undefined ? undefined : parsed(hash);
        const against = stored ?? decoy;
        const isSame = timingSafeEqual(await derived(password, against, against.salt), against.tag);
        return isSame && stored !== undefined;
      }),
    isOutdated(hash) {
      const stored = parsed(hash);
      return !stored || stored.memoryKib < cost.memoryKib || stored.passes < cost.passes;
    },
  };
}

function derived(password: string, { memoryKib, passes, lanes }: Argon2Cost, salt: Buffer): Promise<Buffer> {
  const parameters = { message: password, nonce: salt, parallelism: lanes, tagLength: hashBytes, memory: memoryKib, passes };
  return new Promise((settle, fail) => argon2("argon2id", parameters, (error, key) => (error ? fail(error) : settle(key))));
}

const base64 = (bytes: Buffer) => bytes.toString("base64").replaceAll("=", "");

/** The PHC string format. */
const phcText = ({ memoryKib, passes, lanes, salt, tag }: Stored) =>
  `$argon2id$v=${version}$m=${memoryKib},t=${passes},p=${lanes}$${base64(salt)}$${base64(tag)}`;

const phcPattern = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{43})$/;

function parsed(text: string): Stored | undefined {
  const [, memory, passes, lanes, salt = "", tag = ""] = phcPattern.exec(text) ?? [];
  if (memory === undefined) return undefined;
  const cost = { memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) };
  const isBounded = cost.memoryKib <= memoryKibMax && cost.passes <= passesMax && cost.lanes <= lanesMax;
  if (!isBounded || cost.passes < 1 || cost.lanes < 1 || cost.memoryKib < 8 * cost.lanes) return undefined;
  return { ...cost, salt: Buffer.from(salt, "base64"), tag: Buffer.from(tag, "base64") };
}

/** So many at once, so many in a queue; everybody else is sent away for a moment (`access/busy`). */
function boundedTurns(): <Outcome>(work: () => Promise<Outcome>) => Promise<Outcome> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= runningMax) {
      if (waiting.length >= waitingMax)
        throw refusedAccess("access/busy", "too many passwords are being checked just now", { afterMs: busyAfterMs });
      await new Promise<void>((settle) => waiting.push(settle));
    } else running++;
    try {
      return await work();
    } finally {
      // The turn goes on to whoever waits longest.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
