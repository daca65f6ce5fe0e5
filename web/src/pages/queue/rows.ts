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

/** Rows by their ids. They are kept outside of React's state, since thousands of them come and go while one scrolls. */
function useRowStore(search: QueueSearch) {
  const [, draw] = useState(0);
  const store = useMemo(() => {
    const rows = new Map<string, Row>();
    const asked = new Set<string>();
    let near: readonly string[] = [];
    let waits = false;
    const changed = () => {
      if (waits) return;
      waits = true;
      requestAnimationFrame(() => {
        waits = false;
        draw((before) => before + 1);
      });
    };
    const fetch = async (ids: readonly string[]) => {
      for (let from = 0; from < ids.length; from += lookUpMax) {
        const some = ids.slice(from, from + lookUpMax);
        const found = await api.lookUpQueue({ query: { ...search, id: [...some] } }).catch(() => undefined);
        for (const id of some) asked.delete(id);
        for (const row of found?.rows ?? []) rows.set(row.id, row);
        changed();
      }
    };
    return {
      row: (id: string) => rows.get(id),
      renew(ids: readonly string[] | undefined) {
        const held = (ids ?? near).filter((id) => rows.has(id));
        if (held.length > 0) void fetch(held);
      },
      need(ids: readonly string[], from: number, to: number) {
        const first = Math.max(0, Math.floor(from / pieceRows) * pieceRows);
        near = ids.slice(first, Math.ceil((to + 1) / pieceRows) * pieceRows);
        const missing = near.filter((id) => !rows.has(id) && !asked.has(id));
        for (const id of missing) asked.add(id);
        if (missing.length > 0) void fetch(missing);
      },
      put(id: string, change: Partial<CaseRow>) {
        const before = rows.get(id);
        if (before) rows.set(id, { ...before, ...change } as Row);
        changed();
        return () => {
          if (before) rows.set(id, before);
          changed();
        };
      },
    };
  }, [search]);
  return store;
}
