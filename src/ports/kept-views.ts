import type { Person } from "../core/person/person.ts";

/** A list as a person keeps it: a name, what the queue is asked, and the columns that are shown. */
export type KeptView = {
  readonly id: string;
  readonly by: Person;
  readonly name: string;
  /** Everybody of the tenant sees it. */
  readonly shared: boolean;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly columns: readonly string[];
  readonly changedAtMs: number;
};

/** The most views that one person keeps. */
export const keptViewsMax = 100;
/** The most shared views that are listed. */
export const sharedViewsMax = 500;

/**
 * What people keep of their looking: views, and how far each has looked. Plain rows, no facts: losing them costs a minute. All of it belongs to one tenant.
 * `put` refuses (`views/too-many`, `views/name-taken`).
 */
export type KeptViews = {
  /** The person's own and the shared ones, by name. */
  readonly list: (person: Person) => Promise<readonly KeptView[]>;
  readonly one: (id: string) => Promise<KeptView | undefined>;
  /** Adds a view, or replaces the one of this id. */
  readonly put: (view: KeptView) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  /** How far a person has looked; never goes back. Gives the mark as it stands. */
  readonly mark: (person: Person, mark: Looked) => Promise<Looked>;
  readonly marked: (person: Person) => Promise<Looked | undefined>;
};

/** A revision of the views up to which somebody has looked, and when. */
export type Looked = { readonly revision: number; readonly atMs: number };
