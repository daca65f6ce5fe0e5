import type { Spread } from "./place.ts";

/** Between groups that nothing ties, pixels; and how wide all of them are beside their height. */
const betweenPx = 90;
const aspect = 1.6;
/** Room of each that nothing ties, pixels; and how much wider than high their rows are. */
const looseRoomPx = { x: 90, y: 60 } as const;
const looseAspect = 4;

type Box = {
  readonly group: readonly number[];
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

/** Puts groups that nothing ties beside each other on shelves, the largest first; below what is held where something is. */
export function pack({ places, held }: Spread, groups: readonly (readonly number[])[]): void {
  const boxOf = (group: readonly number[]): Box => {
    const [xs, ys] = [group.map((at) => places[at]!.x), group.map((at) => places[at]!.y)];
    const [left, top] = [Math.min(...xs), Math.min(...ys)];
    return { group, left, top, width: Math.max(...xs) - left + betweenPx, height: Math.max(...ys) - top + betweenPx };
  };
  const isHeld = (group: readonly number[]) => group.some((at) => held[at]);
  const loose = groups.filter((group) => group.length === 1 && !isHeld(group)).flat();
  inRows(places, loose);
  const free = [...groups.filter((group) => group.length > 1 && !isHeld(group)), ...(loose.length > 0 ? [loose] : [])].map(boxOf);
  if (free.length === 0) return;
  const standing = groups.some(isHeld) ? boxOf(groups.filter(isHeld).flat()) : undefined;
  const from = standing ? { x: standing.left, y: standing.top + standing.height } : { x: 0, y: 0 };
  for (const { group, x, y, left, top } of shelved(free))
    for (const at of group) Object.assign(places[at]!, { x: places[at]!.x - left + x + from.x, y: places[at]!.y - top + y + from.y });
}

/** What nothing ties to anything stands in rows. */
function inRows(places: Spread["places"], loose: readonly number[]): void {
  const across = Math.ceil(Math.sqrt(loose.length * looseAspect));
  for (const [rank, at] of loose.entries())
    Object.assign(places[at]!, { x: (rank % across) * looseRoomPx.x, y: Math.floor(rank / across) * looseRoomPx.y });
}

/** On shelves as high as their first group; lower groups stand on each other within. */
function shelved(boxes: readonly Box[]): (Box & { readonly x: number; readonly y: number })[] {
  const area = boxes.reduce((sum, { width, height }) => sum + width * height, 0);
  const room = Math.max(Math.sqrt(area * aspect), ...boxes.map(({ width }) => width));
  let [shelf, shelfHeight, column, columnWidth, filled] = [0, 0, 0, 0, 0];
  return boxes
    .toSorted((a, b) => b.height - a.height || b.width - a.width)
    .map((box) => {
      const fitsBelow = filled > 0 && filled + box.height <= shelfHeight && box.width <= columnWidth;
      if (!fitsBelow) {
        [column, columnWidth, filled] = [column + columnWidth, box.width, 0];
        if (shelfHeight === 0 || column + box.width > room) [shelf, shelfHeight, column] = [shelf + shelfHeight, box.height, 0];
      }
      const put = { ...box, x: column, y: shelf + filled };
      filled += box.height;
      return put;
    });
}
