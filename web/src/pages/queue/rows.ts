import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { z } from "zod";
import type { QueueAlert, QueueCase } from "../../../../src/server/contract/queue.ts";
import { api } from "../../api/client.ts";
import { type Changes, useChanges } from "../../api/live.ts";
import type { QueueSearch } from "./search.ts";

export type CaseRow = z.infer<typeof QueueCase>;
export type AlertRow = z.infer<typeof QueueAlert>;
export type Row = CaseRow | AlertRow;

/** Rows are fetched in pieces of this many around what is on the screen. */
const pieceRows = 100;
/** Ids that one request looks up. */
const lookUpMax = 200;
/** However much changes, the order is not read more often. */
const orderEveryMs = 1_000;

/** The queue as the screen needs it: how many rows there are, any of them by its place, and what changed. */
export type QueueRows = {
  readonly count: number;
  /** False where there are more rows than an order holds. */
  readonly whole: boolean;
  readonly ids: readonly string[];
  readonly rowAt: (index: number) => Row | undefined;
  readonly row: (id: string) => Row | undefined;
  readonly priorityAt: (index: number) => number;
  /** Tells which places are on the screen, so that their rows are fetched. */
  readonly need: (from: number, to: number) => void;
  /** Puts a row before the server has said so; gives the way back. */
  readonly put: (id: string, change: Partial<CaseRow>) => () => void;
  readonly isLoading: boolean;
  readonly error: unknown;
  readonly again: () => void;
  /** The order was read before this many changes that may move rows. */
  readonly moved: number;
};

/**
 * The order of the whole queue, and rows as they are needed. Rows on the screen follow the stream within a moment; the order itself is read anew only while
 * `follow` is on (the reader stands at the top), so that nothing moves under a hand that is about to press.
 */
export function useQueueRows(search: QueueSearch, follow: boolean): QueueRows {
  const client = useQueryClient();
  const kind = search.of === "alerts" ? "alert" : "case";
  const orderKey = useMemo(() => [kind, "self", "order", search], [kind, search]);
  const order = useQuery({ queryKey: orderKey, queryFn: ({ signal }) => api.readQueueOrder({ query: search }, { signal }) });
  const ids = order.data?.ids ?? none;
  const store = useRowStore(search);
  const [moved, setMoved] = useState(0);
  const lastMs = useRef(0);
  const again = useCallback(() => {
    lastMs.current = Date.now();
    setMoved(0);
    void client.invalidateQueries({ queryKey: orderKey });
  }, [client, orderKey]);
  useMoves({ kind, follow, again, lastMs, setMoved, renew: store.renew });
  const need = useCallback((from: number, to: number) => store.need(ids, from, to), [store, ids]);
  return {
    count: ids.length,
    whole: order.data?.whole ?? true,
    ids,
    rowAt: (index) => store.row(ids[index] ?? ""),
    row: store.row,
    priorityAt: (index) => Number(order.data?.priorities[index] ?? 0),
    need,
    put: store.put,
    isLoading: order.isPending,
    error: order.error,
    again,
    moved,
  };
}
const none: readonly string[] = [];

type Moves = {
  readonly kind: string;
  readonly follow: boolean;
  readonly again: () => void;
  readonly lastMs: { current: number };
  readonly setMoved: (change: (before: number) => number) => void;
  /** Of everything that is near the screen where no ids are named. */
  readonly renew: (ids: readonly string[] | undefined) => void;
};

/** Heeds the stream: rows that are held are looked up again, and the order is read anew, or said to be old. */
function useMoves({ kind, follow, again, lastMs, setMoved, renew }: Moves): void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (follow) again();
  }, [follow, again]);
  useChanges(
    useCallback(
      ({ all, whole, of }: Changes) => {
        const changed = of.get(kind);
        if (!all && !changed) return;
        renew(all || whole.has(kind) ? undefined : [...(changed ?? [])]);
        if (!follow) return setMoved((before) => before + (changed?.size ?? 1));
        clearTimeout(timer.current);
        timer.current = setTimeout(again, Math.max(0, lastMs.current + orderEveryMs - Date.now()));
      },
      [kind, follow, again, renew, setMoved, lastMs],
    ),
  );
}

/** What the order calls a row: a storm by its own key, which stays when its newest alert is another one. */
const keyOf = (row: Row) => ("storm" in row && row.storm ? row.storm.key : row.id);

/** Rows by their ids. They are kept outside of React's state, since thousands of them come and go while one scrolls. */
function useRowStore(search: QueueSearch) {
  const [, draw] = useState(0);
  return useMemo(() => new RowStore(search, () => draw((before) => before + 1)), [search]);
}

class RowStore {
  readonly #search: QueueSearch;
  readonly #draw: () => void;
  readonly #rows = new Map<string, Row>();
  readonly #asked = new Set<string>();
  #near: readonly string[] = [];
  #waits = false;

  constructor(search: QueueSearch, draw: () => void) {
    this.#search = search;
    this.#draw = draw;
  }

  readonly row = (id: string) => this.#rows.get(id);

  /** Looks rows up again that are held; all that are near the screen where no ids are named, or the ids are not those of the lines. */
  readonly renew = (ids: readonly string[] | undefined) => {
    const named = this.#search.collapse === undefined ? ids : undefined;
    const held = (named ?? this.#near).filter((id) => this.#rows.has(id));
    if (held.length > 0) void this.#fetch(held);
  };

  /** Fetches the pieces of the order that hold these places. */
  readonly need = (ids: readonly string[], from: number, to: number) => {
    const first = Math.max(0, Math.floor(from / pieceRows) * pieceRows);
    this.#near = ids.slice(first, Math.ceil((to + 1) / pieceRows) * pieceRows);
    const missing = this.#near.filter((id) => !this.#rows.has(id) && !this.#asked.has(id));
    for (const id of missing) this.#asked.add(id);
    if (missing.length > 0) void this.#fetch(missing);
  };

  /** Shows a row otherwise until the server says how it is. The way back leaves what came meanwhile, and looks the row up anew. */
  readonly put = (id: string, change: Partial<CaseRow>) => {
    const before = this.#rows.get(id);
    if (before) this.#rows.set(id, { ...before, ...change } as Row);
    this.#changed();
    return () => {
      if (before && this.#rows.get(id)?.revision === before.revision) this.#rows.set(id, before);
      this.#changed();
      void this.#fetch([id]);
    };
  };

  async #fetch(ids: readonly string[]): Promise<void> {
    for (let from = 0; from < ids.length; from += lookUpMax) {
      const some = ids.slice(from, from + lookUpMax);
      const found = await api.lookUpQueue({ query: { ...this.#search, id: [...some] } }).catch(() => undefined);
      for (const id of some) this.#asked.delete(id);
      for (const row of found?.rows ?? []) this.#take(row);
      this.#changed();
    }
  }

  /** An answer that was overtaken by a newer one is old news. */
  #take(row: Row): void {
    const key = keyOf(row);
    if (row.revision >= (this.#rows.get(key)?.revision ?? 0)) this.#rows.set(key, row);
  }

  /** However many rows come at once, they are drawn once. */
  #changed(): void {
    if (this.#waits) return;
    this.#waits = true;
    requestAnimationFrame(() => {
      this.#waits = false;
      this.#draw();
    });
  }
}
