/** Work that no answer waits for: how long it takes tells a stranger nothing. */
export type Background = {
  /** Begins it, unless too much is under way already: then it is told, and not done. */
  readonly begin: (work: () => Promise<unknown>) => void;
  /** When nothing of it is under way any more. */
  readonly settled: () => Promise<void>;
};

/** The most that is under way at one time. */
export const backgroundMax = 256;

/** Opens it; what fails is told. */
export function openBackground(trouble: (error: unknown) => void): Background {
  const underWay = new Set<Promise<unknown>>();
  return {
    begin(work) {
      if (underWay.size >= backgroundMax) {
        trouble(new Error(`more than ${backgroundMax} notes of sign-in are under way`));
        return;
      }
      const done = work()
        .catch(trouble)
        .finally(() => underWay.delete(done));
      underWay.add(done);
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}
