import { Attribute, Change, type Control, type Filter } from "ldapts";
import type { DirectoryEntry } from "./session.ts";

/** What an entry says of its account, as it goes into the record and as undo puts it back. */
export type AccountState = { readonly locked: boolean; readonly value: string | null };

/** How one kind of directory names accounts and locks them. Pure: entries in, changes out. */
export type Dialect = {
  readonly product: string;
  /** Attributes that `idOf`, `stateOf` and `whyNot` read. */
  readonly attributes: readonly string[];
  readonly nameAttributes: readonly string[];
  /** What people's accounts have in common. */
  readonly people: Filter;
  /** An id that outlives renaming, and is never given out twice. */
  readonly idOf: (entry: DirectoryEntry) => string | undefined;
  /** Where the entry of an id is looked for. */
  readonly questionOf: (id: string, base: string) => { readonly base: string; readonly scope: "base" | "sub"; readonly filter: Filter };
  /** The entry to change, and what must hold of it at that moment, so that a rename in between changes nobody else's account. */
  readonly aimAt: (id: string, entry: DirectoryEntry) => { readonly dn: string; readonly controls: readonly Control[] };
  /** Why this entry is never touched, whatever was approved. */
  readonly whyNot: (entry: DirectoryEntry) => string | undefined;
  readonly stateOf: (entry: DirectoryEntry) => AccountState;
  /** From the state just read to a locked account; undefined when it is one. */
  readonly lock: (now: AccountState) => readonly Change[] | undefined;
  /** Back to `before`; undefined when there is nothing of ours to take away, a reason when it is no longer ours. */
  readonly unlock: (now: AccountState, before: AccountState) => readonly Change[] | { readonly notOurs: string } | undefined;
  /** What a lock leaves untouched, for the people who rely on it. */
  readonly survives: string;
};

/**
 * One value for another in one atomic change: it fails when the entry no longer has exactly `from` (RFC 4511, 4.6: deleting a value that is not there is
 * an error), so nobody else's change is ever overwritten.
 */
export function exchange(attribute: string, from: string | null, to: string | null): readonly Change[] {
  const change = (operation: "add" | "delete", value: string) =>
    new Change({ operation, modification: new Attribute({ type: attribute, values: [value] }) });
  return [...(from === null ? [] : [change("delete", from)]), ...(to === null ? [] : [change("add", to)])];
}
