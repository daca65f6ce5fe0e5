import type pg from "pg";

/** The most month tables; events of further months share one table. */
export const monthsMax = 240;

type Month = { readonly name: string; readonly fromMs: number; readonly toMs: number };

/** Makes the month tables that batches need, each once. Which table holds an event changes no answer. */
export class Months {
  #made = new Map<string, Promise<unknown>>();

  /** Returns when every month of these times has its table, or is known to share one. */
  async ensure(pool: pg.Pool, timesMs: Iterable<number>): Promise<void> {
    await Promise.all(monthsOf(timesMs).map((month) => this.#ensureOne(pool, month)));
  }

  #ensureOne(pool: pg.Pool, { name, fromMs, toMs }: Month): Promise<unknown> | undefined {
    const making = this.#made.get(name);
    if (making || this.#made.size >= monthsMax) return making;
    const statement = "SELECT watchkeeper.ensure_month($1, $2, $3, $4)";
    const made = pool.query(statement, [name, fromMs, toMs, monthsMax]).catch((cause) => {
      this.#made.delete(name);
      throw cause;
    });
    this.#made.set(name, made);
    return made;
  }
}

/** The different months of some times, at most `monthsMax`. */
function monthsOf(timesMs: Iterable<number>): Month[] {
  const months = new Map<string, Month>();
  let last: Month | undefined;
  for (const timeMs of timesMs) {
    if (last && timeMs >= last.fromMs && timeMs < last.toMs) continue;
    last = monthOf(timeMs);
    if (last && months.size < monthsMax) months.set(last.name, last);
  }
  return [...months.values()];
}

const firstYear = 1970;
const lastYear = 2199;

function monthOf(timeMs: number): Month | undefined {
  const time = new Date(timeMs);
  const year = time.getUTCFullYear();
  if (!(year >= firstYear && year <= lastYear)) return undefined;
  const month = time.getUTCMonth();
  const name = `events_${year}${String(month + 1).padStart(2, "0")}`;
  return { name, fromMs: Date.UTC(year, month), toMs: Date.UTC(year, month + 1) };
}
