import type { TelemetryEvent } from "../../core/event/event.ts";
import { entitiesOf } from "../../core/observable/entities.ts";
import { observableKey } from "../../core/observable/observable.ts";
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

/** The events of one batch that mention one entity. Hosts and users are numbers of the batch's own lists. */
type Posting = {
  readonly key: string;
  readonly times: number[];
  readonly ordinals: number[];
  readonly hosts: number[];
  readonly users: number[];
};

/** Gathers the postings of one batch. */
export class Postings {
  #byKey = new Map<string, Posting>();
  #hosts = new Names();
  #users = new Names();

  /** Adds the event at this place of the batch to the posting of each of its entities. */
  add(event: TelemetryEvent, ordinal: number): void {
    const host = event.host ? this.#hosts.numberOf(event.host) : undefined;
    const found: Posting[] = [];
    const users: number[] = [];
    for (const observable of entitiesOf(event)) {
      const key = observableKey(observable);
      if (observable.type === "user") users.push(this.#users.numberOf(key));
      found.push(this.#posting(key));
    }
    for (const posting of found) {
      posting.times.push(event.timeMs);
      posting.ordinals.push(ordinal);
      if (host !== undefined) addName(posting.hosts, host);
      for (const user of users) addName(posting.users, user);
    }
  }

  /** Writes one row per entity; entities in the order of their first mention. */
  write(rows: CopyRows, high: number, low: number): void {
    for (const { key, times, ordinals, hosts, users } of this.#byKey.values()) {
      rows.row();
      rows.text(storableKey(key));
      rows.int8(smallest(times));
      rows.int8(largest(times));
      rows.int8Halves(high, low);
      rows.int8Array(times);
      rows.int4Array(ordinals);
      rows.textArray(this.#hosts.named(hosts));
      rows.textArray(this.#users.named(users));
    }
  }

  /** Every host of the batch. */
  hosts(): string[] {
    return this.#hosts.all();
  }

  #posting(key: string): Posting {
    let posting = this.#byKey.get(key);
    if (!posting) {
      posting = { key, times: [], ordinals: [], hosts: [], users: [] };
      this.#byKey.set(key, posting);
    }
    return posting;
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
    return this.#names.push(storable(name)) - 1;
  }

  named(numbers: readonly number[]): string[] {
    return numbers.map((number) => this.#names[number]!);
  }

  all(): string[] {
    return this.#names;
  }
}

function addName(names: number[], name: number): void {
  if (names.length < namesPerPostingMax && !names.includes(name)) names.push(name);
}

const smallest = (values: readonly number[]) => values.reduce((least, value) => Math.min(value, least));
const largest = (values: readonly number[]) => values.reduce((most, value) => Math.max(value, most));
