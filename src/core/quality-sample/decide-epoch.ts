import { commitmentOf } from "./draw.ts";
import type { Epoch, QualitySampleEvent, QualitySamples, WatchPlace } from "./quality-sample.ts";
import { refusedSample } from "./refusal.ts";
import type { SamplePlan } from "./stratum.ts";

/** What may be asked of epochs: commit to a secret, begin once that is published, reveal once the next has begun. */
export type EpochCommand =
  | { readonly type: "CommitEpoch"; readonly epoch: number; readonly commitment: string; readonly plan: SamplePlan; readonly atMs: number }
  | { readonly type: "BeginEpoch"; readonly epoch: number; readonly after: WatchPlace; readonly atMs: number }
  | { readonly type: "RevealEpoch"; readonly epoch: number; readonly secret: string; readonly atMs: number };

/** The number of the epoch that is committed to next: one more than there were. */
export const nextEpoch = ({ epochs }: QualitySamples): number => Math.max(0, ...epochs.keys()) + 1;

/** What another process did already comes to nothing. Refuses a secret that is not the one that was committed to, and what comes too early. */
export function decideEpoch(command: EpochCommand, state: QualitySamples): readonly QualitySampleEvent[] {
  const { epoch, atMs } = command;
  const held = state.epochs.get(epoch);
  switch (command.type) {
    case "CommitEpoch": {
      if (held) return [];
      if (epoch !== nextEpoch(state) || (epoch > 1 && !state.epochs.get(epoch - 1)?.began)) throw tooEarly(epoch);
      return [{ type: "EpochCommitted", epoch, commitment: command.commitment, plan: command.plan, atMs }];
    }
    case "BeginEpoch":
      if (!held) throw tooEarly(epoch);
      return held.began ? [] : [{ type: "EpochBegan", epoch, after: command.after, atMs }];
    case "RevealEpoch":
      if (held?.revealed) return [];
      if (!held || !state.epochs.get(epoch + 1)?.began) throw tooEarly(epoch);
      if (commitmentOf(Buffer.from(command.secret, "hex")) !== held.commitment)
        throw refusedSample("quality/bad-secret", `the secret of epoch ${epoch} is not the one that was committed to`);
      return [{ type: "EpochRevealed", epoch, secret: command.secret, atMs }];
  }
}

/** The epoch whose secret decides on what was closed at a place of the watch's record; undefined before the first. */
export function epochAt({ epochs }: QualitySamples, place: WatchPlace): Epoch | undefined {
  return [...epochs.values()].findLast(({ began }) => began !== undefined && !isBefore(place, began.after));
}

/** Segments are named in their order. */
const isBefore = (one: WatchPlace, other: WatchPlace) =>
  one.world < other.world || (one.world === other.world && one.sequence < other.sequence);

const tooEarly = (epoch: number) => refusedSample("quality/out-of-order", `it is not the turn of epoch ${epoch}`);
