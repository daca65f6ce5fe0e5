import type { TelemetryEvent } from "../../core/event/event.ts";
import { keyedEntitiesOf } from "../../core/observable/entities.ts";
import type { CopyRows } from "./copy-rows.ts";
import { storable, storableKey } from "./storable.ts";

/** The columns of a staged posting, in the order in which `writePostings` writes them. */
export const postingColumns = [
  "entity text",
  "dataset text",
  "action text",
  "from_ms bigint",
  "to_ms bigint",
  "first_no bigint",
  "times bigint[]",
  "ordinals int[]",
  "hosts text[]",
  "users text[]",
] as const;

/** A longer action is not named in the posting, which then stands for any. */
export const postingActionLengthMax = 200;

/** The most host and user names kept per entity and batch; prevalence counts no further than this in one batch. */
export const namesPerPostingMax = 256;

/**
 * Gathers the postings of one batch: a row for each entity and kind of event that mentions it. A search for a few actions of a busy machine
 * then passes over the rest of what it did without looking at it. Mentions are kept as pairs of numbers and put in order by counting at the end:
 * most entities are mentioned once, and an object for each would cost more than all the rest.
 */
export class Postings {
  #subjects = new Subjects();
  #hosts = new Names();
  #users = new Names();
  /** Alternately: number of the subject, place of the event. */
  #mentions: number[] = [];
  /** By place of the event: its time, its host, and where its users end in `#eventUsers`. */
  #times: number[] = [];
  #eventHosts: number[] = [];
  #usersEnd: number[] = [];
  #eventUsers: number[] = [];

  /** Adds the next event of the batch to the posting of each of its entities. */
  add(event: TelemetryEvent): void {
    const ordinal = this.#times.push(event.timeMs) - 1;
    const kind = this.#subjects.kindOf(event);
    this.#eventHosts.push(event.host ? this.#hosts.numberOf(event.host) : none);
    for (const [key, { type }] of keyedEntitiesOf(event)) {
      this.#mentions.push(this.#subjects.numberOf(kind, key), ordinal);
      if (type === "user") this.#eventUsers.push(this.#users.numberOf(key));
    }
    this.#usersEnd.push(this.#eventUsers.length);
  }

  /** Writes one row per entity and kind, in the order of their first mention. */
  write(rows: CopyRows, high: number, low: number): void {
    const { ordinals, ends } = this.#inOrder();
    const hosts = new Distinct(this.#hosts);
    const users = new Distinct(this.#users);
    for (let number = 0; number < ends.length; number++) {
      const { entity, kind } = this.#subjects.at(number);
      const mentioned = ordinals.subarray(ends[number - 1] ?? 0, ends[number]);
      const times = Array.from(mentioned, (ordinal) => this.#times[ordinal]!);
      hosts.begin();
      users.begin();
      for (const ordinal of mentioned) {
        hosts.add(this.#eventHosts[ordinal]!);
        for (let user = this.#usersEnd[ordinal - 1] ?? 0; user < this.#usersEnd[ordinal]!; user++) users.add(this.#eventUsers[user]!);
      }
      rows.row();
      rows.text(storableKey(entity));
      rows.text(kind.dataset);
      if (kind.action.length > postingActionLengthMax) rows.null();
      else rows.text(storable(kind.action));
      rows.int8(smallest(times));
      rows.int8(largest(times));
      rows.int8Halves(high, low);
      rows.int8Array(times);
      rows.int4Array(mentioned);
      rows.textArray(hosts.names());
      rows.textArray(users.names());
    }
  }

  /** Every host of the batch. */
  hosts(): string[] {
    return this.#hosts.all().map(storable);
  }

  /** The places of the events, one subject after the other, and where each one's places end. */
  #inOrder(): { readonly ordinals: Int32Array; readonly ends: Int32Array } {
    const ends = new Int32Array(this.#subjects.count());
    for (let at = 0; at < this.#mentions.length; at += 2) ends[this.#mentions[at]!]!++;
    for (let number = 1; number < ends.length; number++) ends[number]! += ends[number - 1]!;
    const ordinals = new Int32Array(this.#mentions.length / 2);
    const next = Int32Array.from(ends, (_, number) => ends[number - 1] ?? 0);
    for (let at = 0; at < this.#mentions.length; at += 2) ordinals[next[this.#mentions[at]!]!++] = this.#mentions[at + 1]!;
    return { ordinals, ends };
  }
}

const none = -1;

type Kind = Pick<TelemetryEvent, "dataset" | "action"> & { readonly numbers: Map<string, number> };

/** What a posting is about: an entity and a kind of event. Each pair has a number in its batch. */
class Subjects {
  #kinds = new Map<string, Map<string, Kind>>();
  #subjects: { readonly entity: string; readonly kind: Kind }[] = [];

  kindOf({ dataset, action }: TelemetryEvent): Kind {
    const ofDataset = this.#kinds.get(dataset) ?? new Map<string, Kind>();
    const kind = ofDataset.get(action) ?? { dataset, action, numbers: new Map() };
    this.#kinds.set(dataset, ofDataset.set(action, kind));
    return kind;
  }

  numberOf(kind: Kind, entity: string): number {
    const known = kind.numbers.get(entity);
    if (known !== undefined) return known;
    kind.numbers.set(entity, this.#subjects.length);
    return this.#subjects.push({ entity, kind }) - 1;
  }

  at(number: number): { readonly entity: string; readonly kind: Kind } {
    return this.#subjects[number]!;
  }

  count(): number {
    return this.#subjects.length;
  }
}

/** Names and their numbers in one batch: numbers compare faster. */
class Names {
  #numbers = new Map<string, number>();
  #names: string[] = [];

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  name(number: number): string {
    return this.#names[number]!;
  }

  all(): readonly string[] {
    return this.#names;
  }
}

/** Collects different names for one entity after another, without a set for each. */
class Distinct {
  #all: Names;
  /** For each name the entity that it was last seen with. */
  #seenWith: Int32Array;
  #entity = 0;
  #found: string[] = [];

  constructor(all: Names) {
    this.#all = all;
    this.#seenWith = new Int32Array(all.all().length);
  }

  begin(): void {
    this.#entity++;
    this.#found = [];
  }

  add(number: number): void {
    if (number === none || this.#seenWith[number] === this.#entity || this.#found.length >= namesPerPostingMax) return;
    this.#seenWith[number] = this.#entity;
    this.#found.push(storable(this.#all.name(number)));
  }

  names(): readonly string[] {
    return this.#found;
  }
}

const smallest = (values: readonly number[]) => values.reduce((least, value) => Math.min(least, value));
const largest = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value));
