import type { CheckedEntry } from "../../core/journal/journal.ts";
import { disclosureOf, isCommitted, openPayload } from "../../core/journal/payload.ts";
import { SocError } from "../../core/soc-error.ts";
import type { StreamKeyName, Vault } from "../../ports/vault.ts";

/** An entry as it can be read: `event` is the JSON text of what happened, undefined where its key is gone. */
export type OpenedEntry = {
  readonly sequence: number;
  readonly stream: string;
  readonly type: string;
  readonly recordedAtMs: number;
  readonly leaf: Uint8Array;
  /** The key that sealed it; undefined for an entry of version 1, which was never sealed. */
  readonly key: StreamKeyName | undefined;
  readonly event: string | undefined;
};

/** Opens checked entries with the keys of a vault, and checks that each payload is the one its record commits to. Refuses (`journal/chain-broken`). */
export async function openEntries(checked: readonly CheckedEntry[], vault: Vault): Promise<readonly OpenedEntry[]> {
  const names = new Map<string, StreamKeyName>();
  for (const { header } of checked)
    if (header.version === 2) names.set(`${header.stream}/${header.key}`, { stream: header.stream, generation: header.key });
  const keys = new Map<string, Uint8Array>();
  if (names.size > 0)
    for (const { stream, generation, key } of await vault.keysToRead([...names.values()])) keys.set(`${stream}/${generation}`, key);
  return checked.map((each) => opened(each, keys));
}

function opened({ entry, header, leaf }: CheckedEntry, keys: ReadonlyMap<string, Uint8Array>): OpenedEntry {
  const { sequence, stream, type, recordedAtMs } = header;
  const plain = { sequence, stream, type, recordedAtMs, leaf };
  if (header.version === 1) return { ...plain, key: undefined, event: header.event };
  const name = { stream, generation: header.key };
  const key = keys.get(`${stream}/${header.key}`);
  if (key === undefined) return { ...plain, key: name, event: undefined };
  const disclosure = disclosureOf(key, header);
  if (!isCommitted(entry, header, disclosure)) throw chainBroken(sequence, "its payload is not the one that its record commits to");
  const event = openPayload(entry.payload, disclosure);
  if (event === undefined) throw chainBroken(sequence, "its payload does not open with the key of its stream");
  return { ...plain, key: name, event };
}

/** The record does not hold together at an entry. */
export const chainBroken = (sequence: number, because: string) =>
  new SocError({
    code: "journal/chain-broken",
    problem: `the journal is damaged at entry ${sequence}: ${because}`,
    remedy: 'keep the data directory as it is, run "watchkeeper journal verify" on it, and restore the last backup into a new one',
    retry: "never",
  });
