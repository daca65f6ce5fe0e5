import { useMutation, useQueryClient } from "@tanstack/react-query";
import { journalApi } from "../../api/journal.ts";
import { count } from "../../lib/words.ts";
import { tell } from "../../ui/toast.tsx";
import { journalQueries } from "./queries.ts";

/** Has what is written by now signed and published; what could not be proven before is asked again. */
export function useSigning(world: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => journalApi.makeCheckpoint({ params: { world } }),
    onSuccess: async (now) => {
      client.setQueryData(journalQueries.head(world).queryKey, now);
      tell(`Signed and published over ${count(now.entries)} entries.`);
      await client.invalidateQueries({ queryKey: journalQueries.proofs(world) });
    },
  });
}
