import { addressLimit } from "../../core/access/lockout.ts";
import type { AccessParts } from "./parts.ts";
import { idleMaxMs, sessionLastsMs } from "./sessions.ts";

/** The most counters of tries that are kept: inventing names and addresses takes this much room and no more. */
export const attemptsMax = 200_000;

/** Forgets what has ended, and publishes what is not published yet. */
export async function tidyUp({
  store,
  record,
  clock,
  background,
}: Pick<AccessParts, "store" | "record" | "clock" | "background">): Promise<void> {
  const nowMs = clock.nowMs();
  await store.sessions.forget(nowMs - sessionLastsMs, nowMs - idleMaxMs);
  await store.spent.forget(nowMs);
  await store.attempts.forget(nowMs - addressLimit.forgottenMs, attemptsMax);
  await background.settled();
  await record.settle();
}
