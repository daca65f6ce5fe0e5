import type { Burst } from "./window.ts";

/** Bounds on the bursts remembered as told; past them the groups told about longest ago go, and a late part of theirs may be told anew. */
export const toldLimits = { burstsMax: 200_000, burstsPerGroupMax: 10_000 } as const;

/** Which bursts were told. A burst that overlaps one that was told, in the same group, is that one. */
export type Told = {
  readonly note: (key: string, burst: Burst) => void;
  /** True for a burst that was not told yet; notes it. */
  readonly isNew: (key: string, burst: Burst) => boolean;
};

/** An empty memory. */
export function openTold(): Told {
  const byKey = new Map<string, Burst[]>();
  let size = 0;
  const note: Told["note"] = (key, burst) => {
    const bursts = byKey.get(key) ?? [];
    bursts.push(burst);
    size++;
    if (bursts.length > toldLimits.burstsPerGroupMax) size -= bursts.splice(0, bursts.length >> 1).length;
    byKey.delete(key);
    byKey.set(key, bursts);
    for (const [oldest, gone] of byKey) {
      if (size <= toldLimits.burstsMax) break;
      size -= gone.length;
      byKey.delete(oldest);
    }
  };
  return {
    note,
    isNew: (key, burst) => {
      const same = byKey.get(key)?.find(({ fromMs, toMs }) => burst.fromMs <= toMs && burst.toMs >= fromMs);
      if (same) {
        same.fromMs = Math.min(same.fromMs, burst.fromMs);
        same.toMs = Math.max(same.toMs, burst.toMs);
        return false;
      }
      note(key, burst);
      return true;
    },
  };
}
