/** Times for alerts of a double, as the contract suite wants them: apart, all at once, or late; near to now, since sources look back from now. */
export function alertTimes(nowMs: number = Date.now()) {
  const hourMs = 3_600_000;
  const batchMs = 300_000;
  let nextMs = nowMs - 4 * hourMs;
  let firstMs = nextMs;
  let offMs = 0;
  return {
    of(count: number, how: "apart" | "at once" | "late"): readonly number[] {
      if (how === "late") {
        firstMs -= batchMs;
        return Array.from({ length: count }, (_, index) => firstMs + index * 1_000);
      }
      nextMs += batchMs;
      return Array.from({ length: count }, (_, index) => nextMs + offMs + (how === "apart" ? index * 1_000 : 0));
    },
    /** The product's clock is off by so much. */
    setOff: (byMs: number) => {
      offMs = byMs;
    },
  };
}
