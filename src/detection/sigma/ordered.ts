/** Items in the order of their times, oldest first; equal times in the order of arrival. */
export type Ordered<Item> = {
  /** Puts an item in its place: at the end at once, elsewhere by halving. */
  readonly put: (item: Item) => void;
  readonly first: () => Item | undefined;
  readonly last: () => Item | undefined;
  readonly shift: () => void;
  /** Drops what the test refuses. */
  readonly keep: (isKept: (item: Item) => boolean) => void;
  readonly size: () => number;
};

const slackMin = 1_024;

/** An empty queue; what is shifted away costs no moving until half of the memory is gone. */
export function openOrdered<Item>(timeOf: (item: Item) => number): Ordered<Item> {
  let items: Item[] = [];
  let from = 0;
  const placeOf = (timeMs: number): number => {
    let [low, high] = [from, items.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (timeOf(items[middle]!) <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    put: (item) => {
      const timeMs = timeOf(item);
      const place = items.length === from || timeOf(items.at(-1)!) <= timeMs ? items.length : placeOf(timeMs);
      if (place === items.length) items.push(item);
      else if (place === from && from > 0) items[--from] = item;
      else items.splice(place, 0, item);
    },
    first: () => items[from],
    last: () => (items.length > from ? items.at(-1) : undefined),
    shift: () => {
      from++;
      if (from < slackMin || from * 2 < items.length) return;
      items = items.slice(from);
      from = 0;
    },
    keep: (isKept) => {
      items = items.slice(from).filter(isKept);
      from = 0;
    },
    size: () => items.length - from,
  };
}
