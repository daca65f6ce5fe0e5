import { type ChainPoint, type JournalEntry, seal } from "../../core/journal/journal.ts";
import { disclosureOf, sealPayload } from "../../core/journal/payload.ts";
import type { SealedHeader } from "../../core/journal/record.ts";
import type { Vault } from "../../ports/vault.ts";

/** A fact as text, and the stream that it belongs to. */
export type FactText = { readonly stream: string; readonly type: string; readonly event: string };

/** Seals facts behind a point of the chain, all with one time. Makes the keys that are missing; they are durable before this returns. */
export async function sealFacts(facts: readonly FactText[], at: ChainPoint, vault: Vault): Promise<JournalEntry[]> {
  const streams = [...new Set(facts.map(({ stream }) => stream))];
  const keys = new Map((await vault.keysToWrite(streams)).map((each) => [each.stream, each]));
  const entries: JournalEntry[] = [];
  for (const { stream, type, event } of facts) {
    const key = keys.get(stream);
    if (!key) throw new Error(`the vault gave no key for the stream "${stream}"`);
    const sequence = at.sequence + entries.length;
    const header: Omit<SealedHeader, "commitment"> = {
      version: 2,
      sequence,
      stream,
      type,
      recordedAtMs: at.latestMs,
      previous: entries.at(-1)?.hash ?? at.previous,
      tenant: vault.pseudonym,
      key: key.generation,
    };
    const { payload, commitment } = sealPayload(event, disclosureOf(key.key, header), vault.freshNonce());
    entries.push(seal({ ...header, commitment }, payload));
  }
  return entries;
}
