import { nextEpoch } from "../../core/quality-sample/decide-epoch.ts";
import type { Epoch } from "../../core/quality-sample/quality-sample.ts";
import { samplePlan } from "../../stages/quality-sample/plan.ts";
import { type Held, obey } from "./held.ts";

const dayMs = 86_400_000;

/**
 * Begins the next epoch where none is under way, the last is over, or its secret is gone; then reveals those that are over. What a crash left half done goes on:
 * a commitment that was recorded is begun, one that began is revealed. Nothing is closed under a secret whose commitment was not published before.
 */
export async function keepEpochs(held: Held): Promise<void> {
  const { state, log, parts } = held;
  await log.refresh();
  const last = [...state.epochs.values()].at(-1);
  if (last && !last.began) await begin(held, last.number);
  else if (!last || (await isOver(held, last))) await commit(held, nextEpoch(state));
  for (const { number, revealed } of [...state.epochs.values()]) {
    const isPast = state.epochs.get(number + 1)?.began !== undefined;
    if (revealed || !isPast || !(await parts.secrets.has(number))) continue;
    await obey(held, { type: "RevealEpoch", epoch: number, secret: await parts.secrets.reveal(number), atMs: parts.clock.nowMs() });
  }
}

async function isOver({ parts }: Held, { number, began }: Epoch): Promise<boolean> {
  const isOld = began !== undefined && parts.clock.nowMs() - began.atMs >= parts.settings["epoch-days"] * dayMs;
  return isOld || !(await parts.secrets.has(number));
}

async function commit(held: Held, epoch: number): Promise<void> {
  const { parts, state } = held;
  const commitment = await parts.secrets.make(epoch);
  await obey(held, { type: "CommitEpoch", epoch, commitment, plan: samplePlan(state, parts.settings), atMs: parts.clock.nowMs() });
  await begin(held, epoch);
}

/** Only what stands in the record of the watch after the commitment was published is decided on by it. */
async function begin(held: Held, epoch: number): Promise<void> {
  const { parts, log } = held;
  await log.checkpoint({ witness: "may" });
  const after = await parts.watchEnd();
  await obey(held, { type: "BeginEpoch", epoch, after, atMs: parts.clock.nowMs() });
}
