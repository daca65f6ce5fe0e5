import { chainStart, type JournalEntry, verify } from "../../core/journal/journal.ts";
import { SocError } from "../../core/soc-error.ts";
import type { JournalStore } from "../../ports/journal-store.ts";
import { memoryVault } from "../keys/memory-vault.ts";
import { memoryPublication } from "../transparency/memory-publication.ts";

/** A journal store that forgets everything when it is dropped, its keys too; keeps the promises of `journal-store-contract.ts`. */
export function memoryJournalStore(parts: Partial<Pick<JournalStore, "vault" | "publication">> = {}): JournalStore {
  const kept: JournalEntry[] = [];
  return {
    async append(entries) {
      const last = kept.at(-1);
      const from = last ? { ...chainStart, sequence: last.sequence + 1, previous: last.hash } : chainStart;
      const checked = verify(entries, undefined, from);
      if (!checked.intact) throw refused(checked.sequence, checked.because);
      kept.push(...entries.map((entry) => ({ ...entry })));
    },
    read: async (from, limit) => kept.slice(from, from + limit),
    async head() {
      const last = kept.at(-1);
      return last && { sequence: last.sequence, hash: last.hash };
    },
    mayHoldPlain: false,
    vault: parts.vault ?? memoryVault(),
    publication: parts.publication ?? memoryPublication(),
  };
}

const refused = (sequence: number, because: string) =>
  new SocError({
    code: because.includes("hash") ? "journal/chain-broken" : "journal/out-of-order",
    problem: `journal entry ${sequence} does not continue the stored journal: ${because}`,
    remedy: "start again from the stored head",
    retry: "never",
  });
