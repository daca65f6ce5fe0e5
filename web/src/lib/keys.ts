import { useEffect, useSyncExternalStore } from "react";

/**
 * A key and what it does, as the help lists it. `keys` is "j", "Shift+A", "Mod+k" (Ctrl or Command), or two in a row: "g q". `unlisted` is a key that works
 * elsewhere, and says here why not: neither the help nor the palette offers it.
 */
export type KeyDeed = {
  readonly keys: string;
  readonly says: string;
  readonly does: () => void;
  readonly inFields?: boolean;
  readonly unlisted?: true;
};
/** Deeds of one part of the page; the part that was shown last comes first. */
type Layer = { readonly title: string; readonly deeds: readonly KeyDeed[] };

let layers: readonly Layer[] = [];
let listed: readonly Layer[] = [];
const watchers = new Set<() => void>();
let before: { readonly key: string; readonly atMs: number } | undefined;
/** The second key of two comes this soon, milliseconds. */
const togetherMs = 900;

const put = (next: readonly Layer[]) => {
  layers = next;
  listed = next.map(({ title, deeds }) => ({ title, deeds: deeds.filter(({ unlisted }) => unlisted === undefined) }));
  for (const watcher of watchers) watcher();
};

/** Keys that work while the component is shown. Memoise `deeds`. Nothing happens while somebody types, or in a dialog, unless the deed says so. */
export function useKeys(title: string, deeds: readonly KeyDeed[]): void {
  useEffect(() => {
    const layer = { title, deeds };
    put([layer, ...layers]);
    return () => put(layers.filter((each) => each !== layer));
  }, [title, deeds]);
}

/** All keys that work now, for the help. */
export function useKeyList(): readonly Layer[] {
  return useSyncExternalStore(watch, () => listed);
}
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
};

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key : event.key;
  const modifier = event.ctrlKey || event.metaKey ? "Mod+" : "";
  const shift = event.shiftKey && event.key.length > 1 ? "Shift+" : "";
  return `${modifier}${event.altKey ? "Alt+" : ""}${shift}${key}`;
}

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
const inDialog = (target: EventTarget | null) =>
  target instanceof Element && target.closest('[role="dialog"],[role="menu"],[role="listbox"]') !== null;
/** Enter and the space bar belong to the button or link that has the focus. */
const isPress = (event: KeyboardEvent) =>
  (event.key === "Enter" || event.key === " ") && event.target instanceof Element && event.target.closest("a,button,summary") !== null;

function heard(event: KeyboardEvent): void {
  if (event.defaultPrevented || (event.repeat && event.key === "Enter")) return;
  const name = nameOf(event);
  const together = before && event.timeStamp - before.atMs < togetherMs ? `${before.key} ${name}` : undefined;
  before = { key: name, atMs: event.timeStamp };
  const quiet = isField(event.target) || inDialog(event.target) || isPress(event);
  for (const wanted of together ? [together, name] : [name])
    for (const { deeds } of layers) {
      const deed = deeds.find(({ keys }) => keys === wanted);
      if (!deed || (quiet && !deed.inFields)) continue;
      event.preventDefault();
      before = undefined;
      deed.does();
      return;
    }
}
if (typeof document !== "undefined") document.addEventListener("keydown", heard);
