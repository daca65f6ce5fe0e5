import type { MeasureLine } from "../core/measure/line.ts";
import type { Tally } from "../core/measure/tally.ts";
import type { CountedPlace, Measures, TallyRow } from "../ports/measures.ts";

/** Counts in memory, each change kept as it came, and added up when it is asked for. */
export function memoryMeasures(): Measures & { readonly tallies: Tally[] } {
  const places = new Map<string, CountedPlace>();
  const lines = new Map<string, string>();
  const tallies: Tally[] = [];
  let kept: number | undefined;
  const drop = () => {
    places.clear();
    lines.clear();
    tallies.length = 0;
  };
  return {
    tallies,
    async open(version) {
      if (kept !== undefined && kept !== version) drop();
      kept = version;
      return { places: [...places.values()], lines: [...lines.values()].map((line) => JSON.parse(line) as MeasureLine) };
    },
    async put(counted) {
      const { before, place } = counted;
      if ((places.get(place.world)?.sequence ?? 0) !== before) return false;
      places.set(place.world, place);
      for (const { kind, id } of counted.gone) lines.delete(`${kind} ${id}`);
      for (const line of counted.lines) lines.set(`${line.kind} ${line.id}`, JSON.stringify(line));
      tallies.push(...counted.tallies);
      return true;
    },
    totals: async (family, fromSlot, toSlot) =>
      added(tallies.filter((each) => each.family === family && each.slot >= fromSlot && each.slot < toSlot)),
    series: async (family, bounds) =>
      bounds.slice(1).flatMap((to, stretch) => {
        const from = bounds[stretch] ?? to;
        const rows = added(tallies.filter((each) => each.family === family && each.slot >= from && each.slot < to));
        return rows.map((row) => ({ ...row, stretch }));
      }),
    async countedUpToMs() {
      const times = [...places.values()].map(({ latestMs }) => latestMs);
      return times.length === 0 ? undefined : Math.max(...times);
    },
    drop: async () => drop(),
  };
}

function added(tallies: readonly Tally[]): TallyRow[] {
  const rows = new Map<string, { key: Tally["key"]; n: number; sum: number }>();
  for (const { key, n, sum } of tallies) {
    const name = JSON.stringify(key);
    const held = rows.get(name);
    rows.set(name, { key, n: n + (held?.n ?? 0), sum: sum + (held?.sum ?? 0) });
  }
  return [...rows]
    .filter(([, { n }]) => n !== 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, row]) => row);
}
