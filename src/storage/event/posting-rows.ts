import type { TelemetryEvent } from "../../core/event/event.ts";
import { keyedEntitiesOf } from "../../core/observable/entities.ts";
import type { CopyRows } from "./copy-rows.ts";
import { storable, storableKey } from "./storable.ts";

/** The columns of a staged posting, in the order in which `writePostings` writes them. */
export const postingColumns = [
  "entity text",
  "from_ms bigint",
  "to_ms bigint",
  "first_no bigint",
  "times bigint[]",
  "ordinals int[]",
  "hosts text[]",
  "users text[]",
] as const;

/** The most host and user names kept per entity and batch; prevalence counts no further than this in one batch. */
export const namesPerPostingMax = 256;

/**
 * Gathers the postings of one batch. Mentions are kept as pairs of numbers and put in order by counting at the end:
 * most entities are mentioned once, and an object for each would cost more than all the rest.
 */
export class Postings {
  #entities = new Names();
  #hosts = new Names();
  #users = new Names();
  /** Alternately: number of the entity, place of the event. */
  #mentions: number[] = [];
  /** By place of the event: its time, its host, and where its users end in `#eventUsers`. */
  #times: number[] = [];
  #eventHosts: number[] = [];
  #usersEnd: number[] = [];
  #eventUsers: number[] = [];

  /** Adds the next event of the batch to the posting of each of its entities. */
  add(event: TelemetryEvent): void {
    const ordinal = this.#times.push(event.timeMs) - 1;
    this.#eventHosts.push(event.host ? this.#hosts.numberOf(event.host) : none);
    for (const [key, { type }] of keyedEntitiesOf(event)) {
      this.#mentions.push(this.#entities.numberOf(key), ordinal);
      if (type === "user") this.#eventUsers.push(this.#users.numberOf(key));
    }
    this.#usersEnd.push(this.#eventUsers.length);
  }

  /** Writes one row per entity; entities in the order of their first mention. */
  write(rows: CopyRows, high: number, low: number): void {
    const { ordinals, ends } = this.#inOrder();
    const hosts = new Distinct(this.#hosts);
    const users = new Distinct(this.#users);
    for (let entity = 0; entity < ends.length; entity++) {
      const mentioned = ordinals.subarray(ends[entity - 1] ?? 0, ends[entity]);
      const times = Array.from(mentioned, (ordinal) => this.#times[ordinal]!);
      hosts.begin();
      users.begin();
      for (const ordinal of mentioned) {
        hosts.add(this.#eventHosts[ordinal]!);
        for (let user = this.#usersEnd[ordinal - 1] ?? 0; user < this.#usersEnd[ordinal]!; user++) users.add(this.#eventUsers[user]!);
      }
      rows.row();
      rows.text(storableKey(this.#entities.name(entity)));
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

  /** The places of the events, one entity after the other, and where each entity's places end. */
  #inOrder(): { readonly ordinals: Int32Array; readonly ends: Int32Array } {
    const ends = new Int32Array(this.#entities.all().length);
    for (let at = 0; at < this.#mentions.length; at += 2) ends[this.#mentions[at]!]!++;
    for (let entity = 1; entity < ends.length; entity++) ends[entity]! += ends[entity - 1]!;
    const ordinals = new Int32Array(this.#mentions.length / 2);
    const next = Int32Array.from(ends, (_, entity) => ends[entity - 1] ?? 0);
    for (let at = 0; at < this.#mentions.length; at += 2) ordinals[next[this.#mentions[at]!]!++] = this.#mentions[at + 1]!;
    return { ordinals, ends };
  }
}

const none = -1;

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
