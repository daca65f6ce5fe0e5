import { useMutation } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import type { Entry, Head } from "./queries.ts";
import { checkOneEntry, checkRecord } from "./verify/check.ts";
import { keep, keptOf } from "./verify/kept.ts";

/** Checks the record against the key and the checkpoint that this browser has, and keeps the newer one where all of it holds. */
export function useRecordCheck(head: Head, key: string | undefined) {
  const tenant = useSession()?.tenant ?? "";
  return useMutation({
    mutationFn: async () => {
      const { world } = head;
      const growthFrom = (from: number) => api.readConsistencyProof({ params: { world }, query: { from } });
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
        api.readRecordHead({ params: { world } }),
        api.readInclusionProof({ params: { world, sequence: entry.sequence } }),
      ]);
      const { sequence, stream, type, hash, recordedAt } = entry;
      const shown = { sequence, stream, type, hash, recordedAtMs: Date.parse(recordedAt) };
      const growthFrom = (from: number) => api.readConsistencyProof({ params: { world }, query: { from } });
      return checkOneEntry(head, { key: undefined, kept: keptOf(localStorage, tenant, world) }, { record, proof, shown, growthFrom });
    },
  });
}
