import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, createElement, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { api } from "./client.ts";
import { type Frame, LiveLine, type LiveState } from "./live-line.ts";
import { useSession } from "./session.ts";

export type { LiveState };

/** Kinds of things that change, as the server names them. */
export type ChangeKind = string;
/** Ids that changed since the last look, by kind; `whole` are kinds of which too much changed to name it, `all` when everything must be read anew. */
export type Changes = {
  readonly all: boolean;
  readonly whole: ReadonlySet<ChangeKind>;
  readonly of: ReadonlyMap<ChangeKind, ReadonlySet<string>>;
};

/** Changes are handed on together, so that a burst costs one look and not a thousand; the first after a quiet while waits for those beside it alone. */
const gatherMs = 250;
const besideMs = 20;
/** More ids of one kind than this are "everything". */
const idsMax = 400;

/** What changes, gathered from the one stream of the server that all windows of a session share. */
export class Live {
  #state: LiveState = "connecting";
  #gathered = new Map<ChangeKind, Set<string>>();
  #whole = new Set<ChangeKind>();
  #all = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #handedOnMs = Number.NEGATIVE_INFINITY;
  readonly #listeners = new Set<(changes: Changes) => void>();
  readonly #watchers = new Set<() => void>();

  open(session: string): () => void {
    const line = new LiveLine({
      name: `watchkeeper-live ${session}`,
      openStream: (after) => new EventSource(api.urlOf("watchLive", after === undefined ? {} : { query: { after } })),
      onFrame: (frame) => this.#heard(frame),
      onState: (state) => this.#become(state),
    });
    addEventListener("online", line.again);
    addEventListener("offline", line.again);
    return () => {
      removeEventListener("online", line.again);
      removeEventListener("offline", line.again);
      clearTimeout(this.#timer);
      line.close();
    };
  }

  readonly state = () => this.#state;
  readonly watch = (watcher: () => void) => {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  };
  readonly listen = (listener: (changes: Changes) => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  #heard({ type, data }: Frame): void {
    if (type === "hello") return;
    if (type === "reset") this.#all = true;
    else if (type === "many") this.#many(data);
    else this.#changed(data);
    this.#later();
  }

  /** So much of one kind changed at once that nothing is named: lists of that kind are read anew. */
  #many(data: string): void {
    const { kind } = JSON.parse(data) as { kind: string };
    this.#gathered.set(kind, this.#gathered.get(kind) ?? new Set());
    this.#whole.add(kind);
  }

  #changed(data: string): void {
    const { kind, id } = JSON.parse(data) as { kind: string; id: string };
    const ids = this.#gathered.get(kind) ?? new Set<string>();
    ids.add(id);
    this.#gathered.set(kind, ids);
    if (ids.size > idsMax) this.#whole.add(kind);
  }

  #later(): void {
    const waitMs = Math.max(besideMs, this.#handedOnMs + gatherMs - performance.now());
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#handedOnMs = performance.now();
      const changes = { all: this.#all, whole: this.#whole, of: this.#gathered };
      this.#all = false;
      this.#whole = new Set();
      this.#gathered = new Map();
      for (const listener of this.#listeners) listener(changes);
    }, waitMs);
  }

  #become(state: LiveState): void {
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }
}

const LiveContext = createContext<Live | undefined>(undefined);

/** Opens the stream for what is inside, and asks again for what changed: query keys begin with the kind ("case", "alert", "action", "source", "job"). */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [live] = useState(() => new Live());
  const session = useSession()?.session;
  useEffect(() => {
    if (session === undefined) return;
    const close = live.open(session);
    const stop = live.listen((changes) => refresh(client, changes));
    return () => {
      stop();
      close();
    };
  }, [live, client, session]);
  return createElement(LiveContext, { value: live }, children);
}

/**
 * Queries of one thing are keyed [kind, id, …] and asked anew when that thing changed; queries over many are keyed [kind, "list", …] and asked anew when any
 * of the kind changed. A list that renews itself row by row is keyed [kind, "self", …] and left alone.
 */
function refresh(client: QueryClient, { all, whole, of }: Changes): void {
  void client.invalidateQueries({
    predicate: ({ queryKey: [kind, which] }) => {
      if (typeof kind !== "string" || which === "self") return false;
      if (all || whole.has(kind)) return kind !== "session";
      const ids = of.get(kind);
      return ids !== undefined && (which === "list" || (typeof which === "string" && ids.has(which)));
    },
  });
}

/** The stream, to listen to changes row by row. */
export const useLive = (): Live | undefined => useContext(LiveContext);

/** How the connection stands. */
export function useLiveState(): LiveState {
  const live = useLive();
  return useSyncExternalStore(live?.watch ?? nothing, live?.state ?? connecting);
}
const nothing = () => () => {};
const connecting = (): LiveState => "connecting";

/** Calls back with each batch of changes while the component is shown. */
export function useChanges(heard: (changes: Changes) => void): void {
  const live = useLive();
  useEffect(() => live?.listen(heard), [live, heard]);
}
