import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { createContext, createElement, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from "react";
import { api } from "./client.ts";

/** How the connection stands. "live": changes arrive as they happen. */
export type LiveState = "connecting" | "live" | "reconnecting" | "offline";
/** Kinds of things that change, as the server names them. */
export type ChangeKind = string;
/** Ids that changed since the last look, by kind; `whole` are kinds of which too much changed to name it, `all` when everything must be read anew. */
export type Changes = {
  readonly all: boolean;
  readonly whole: ReadonlySet<ChangeKind>;
  readonly of: ReadonlyMap<ChangeKind, ReadonlySet<string>>;
};

/** Changes are handed on together, so that a burst costs one look and not a thousand. */
const gatherMs = 250;
/** More ids of one kind than this are "everything". */
const idsMax = 400;
const retryFirstMs = 1_000;
const retryMostMs = 20_000;

/** One stream of the server for the whole console; opened while somebody is signed in. */
export class Live {
  #state: LiveState = "connecting";
  #source: EventSource | undefined;
  #revision: number | undefined;
  #gathered = new Map<ChangeKind, Set<string>>();
  #whole = new Set<ChangeKind>();
  #all = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retryMs = retryFirstMs;
  readonly #listeners = new Set<(changes: Changes) => void>();
  readonly #watchers = new Set<() => void>();

  open(): () => void {
    const again = () => this.#connect();
    addEventListener("online", again);
    addEventListener("offline", again);
    this.#connect();
    return () => {
      removeEventListener("online", again);
      removeEventListener("offline", again);
      clearTimeout(this.#retry);
      clearTimeout(this.#timer);
      this.#source?.close();
      this.#source = undefined;
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

  #connect(): void {
    clearTimeout(this.#retry);
    this.#source?.close();
    if (!navigator.onLine) {
      this.#become("offline");
      return;
    }
    const source = new EventSource(api.urlOf("watchLive", this.#revision === undefined ? {} : { query: { after: this.#revision } }));
    this.#source = source;
    source.addEventListener("hello", (event) => this.#opened(event));
    source.addEventListener("reset", (event) => {
      this.#opened(event);
      this.#all = true;
      this.#later();
    });
    source.addEventListener("change", (event) => this.#changed(event));
    source.addEventListener("many", (event) => this.#many(event));
    source.addEventListener("error", () => this.#lost());
  }

  #opened(event: MessageEvent): void {
    this.#revision = Number(event.lastEventId);
    this.#retryMs = retryFirstMs;
    this.#become("live");
  }

  /** So much of one kind changed at once that nothing is named: lists of that kind are read anew. */
  #many(event: MessageEvent): void {
    this.#heard(event);
    const { kind } = JSON.parse(String(event.data)) as { kind: string };
    this.#gathered.set(kind, this.#gathered.get(kind) ?? new Set());
    this.#whole.add(kind);
    this.#later();
  }

  /** Only the last frame of a look carries a revision: what is asked for after a break begins behind a whole look. */
  #heard(event: MessageEvent): void {
    if (event.lastEventId !== "") this.#revision = Number(event.lastEventId);
  }

  #changed(event: MessageEvent): void {
    this.#heard(event);
    const { kind, id } = JSON.parse(String(event.data)) as { kind: string; id: string };
    const ids = this.#gathered.get(kind) ?? new Set<string>();
    ids.add(id);
    this.#gathered.set(kind, ids);
    if (ids.size > idsMax) this.#whole.add(kind);
    this.#later();
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const changes = { all: this.#all, whole: this.#whole, of: this.#gathered };
      this.#all = false;
      this.#whole = new Set();
      this.#gathered = new Map();
      for (const listener of this.#listeners) listener(changes);
    }, gatherMs);
  }

  #lost(): void {
    this.#source?.close();
    this.#become(navigator.onLine ? "reconnecting" : "offline");
    this.#retry = setTimeout(() => this.#connect(), this.#retryMs);
    this.#retryMs = Math.min(retryMostMs, this.#retryMs * 2);
  }

  #become(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }
}

const LiveContext = createContext<Live | undefined>(undefined);

/** Opens the stream for what is inside, and asks again for what changed: query keys begin with the kind ("case", "alert", "action", "source", "job"). */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [live] = useState(() => new Live());
  useEffect(() => {
    const close = live.open();
    const stop = live.listen((changes) => refresh(client, changes));
    return () => {
      stop();
      close();
    };
  }, [live, client]);
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
