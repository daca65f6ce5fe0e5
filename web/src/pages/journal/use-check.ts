import { useMutation, useQueryClient } from "@tanstack/react-query";
import { journalApi } from "../../api/journal.ts";
import { useSession } from "../../api/session.ts";
import { type Entry, journalQueries } from "./queries.ts";
import { checkOneEntry, checkRecord } from "./verify/check.ts";
import { keep, keptOf } from "./verify/kept.ts";

/** Checks the record, as the server shows it now, against the key and the checkpoint that this browser has, and keeps the newer one where all of it holds. */
export function useRecordCheck(world: string, key: string | undefined) {
  const client = useQueryClient();
  const tenant = useSession()?.tenant ?? "";
  return useMutation({
    mutationFn: async () => {
      const head = await client.fetchQuery({ ...journalQueries.head(world), staleTime: 0 });
      const growthFrom = (from: number) => journalApi.readConsistencyProof({ params: { world }, query: { from } });
      const now = () => new Date().toISOString();
      const check = await checkRecord(head, { key, kept: keptOf(localStorage, tenant, world) }, { growthFrom, now });
      if (check.kept) keep(localStorage, tenant, world, check.kept);
      return check;
    },
  });
}

/** Checks one entry as it is shown. */
export function useEntryCheck(world: string, entry: Entry) {
  const tenant = useSession()?.tenant ?? "";
  return useMutation({
    mutationFn: async () => {
      const [head, { record, proof }] = await Promise.all([
        journalApi.readRecordHead({ params: { world } }),
        journalApi.readInclusionProof({ params: { world, sequence: entry.sequence } }),
      ]);
      const { sequence, stream, type, hash, recordedAt } = entry;
      const shown = { sequence, stream, type, hash, recordedAtMs: Date.parse(recordedAt) };
      const growthFrom = (from: number) => journalApi.readConsistencyProof({ params: { world }, query: { from } });
      return checkOneEntry(head, { key: undefined, kept: keptOf(localStorage, tenant, world) }, { record, proof, shown, growthFrom });
    },
  });
}
