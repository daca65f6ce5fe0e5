import { useCallback, useState } from "react";

/** As much of a store as is used: a browser's, or a test's. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;
/** A longer draft is not kept. UTF-16 units. */
const lengthMax = 1_048_576;
const placeOf = (key: string) => `watchkeeper-draft ${key}`;

/** The draft that is kept under a key; undefined where there is none. */
export function draftKept<Value>(store: Store, key: string): Value | undefined {
  try {
    const text = store.getItem(placeOf(key));
    return text === null ? undefined : (JSON.parse(text) as Value);
  } catch {
    return undefined;
  }
}

/** Keeps a draft, or forgets the one there was: what is as it was to begin with is none. A full store keeps nothing, and nobody is disturbed by that. */
export function keepDraft<Value>(store: Store, key: string, value: Value, original: Value): void {
  const text = JSON.stringify(value);
  try {
    if (text === JSON.stringify(original) || text.length > lengthMax) store.removeItem(placeOf(key));
    else store.setItem(placeOf(key), text);
  } catch {
    return;
  }
}

/** State that a look at another page, or reading this one anew, does not take away; it ends with the window. `key` names what it is a draft of, to its version. */
export function useDraft<Value>(key: string, original: Value): readonly [Value, (value: Value) => void] {
  const [value, setValue] = useState(() => draftKept<Value>(sessionStorage, key) ?? original);
  const set = useCallback(
    (next: Value) => {
      setValue(next);
      keepDraft(sessionStorage, key, next, original);
    },
    [key, original],
  );
  return [value, set];
}
