import { queryOptions, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import { CardFields, type OversightRoster, type SeriousIncidentWhole } from "../../../../src/server/contract/governance.ts";
import { governanceApi } from "../../api/governance.ts";

export type Fields = z.infer<typeof CardFields>;
/** The card as it is shown, and as it was said: the digest is of the latter. */
export type Card = { readonly fields: Fields; readonly text: string; readonly digest: string; readonly markdown: string };
export type Roster = z.infer<typeof OversightRoster>;
export type Overseer = Roster["overseers"][number];
export type Competence = Overseer["competences"][number];
export type Incident = z.infer<typeof SeriousIncidentWhole>;

const renewMs = 60_000;

/** What the page of governance asks. Nothing of it comes over the live line, so it is asked for anew every while. */
export const governanceQueries = {
  card: queryOptions({
    queryKey: ["governance", "card"],
    queryFn: async ({ signal }): Promise<Card> => {
      const { card, digest, markdown } = await governanceApi.readSystemCard({}, { signal });
      return { fields: CardFields.parse(card), text: JSON.stringify(card), digest, markdown };
    },
    staleTime: renewMs,
  }),
  roster: queryOptions({
    queryKey: ["governance", "roster"],
    queryFn: ({ signal }) => governanceApi.readOversightRoster({}, { signal }),
    refetchInterval: renewMs,
  }),
  incidents: queryOptions({
    queryKey: ["governance", "incidents"],
    queryFn: ({ signal }) => governanceApi.listSeriousIncidents({}, { signal }),
    refetchInterval: renewMs,
  }),
};

/** Puts the roster that a deed answered with in the place of the one that was shown. */
export function useRosterTaken(): (roster: Roster) => void {
  const client = useQueryClient();
  return (roster) => {
    client.setQueryData(governanceQueries.roster.queryKey, roster);
    void client.invalidateQueries({ queryKey: governanceQueries.card.queryKey });
  };
}

/** Has incidents, and what stands on them, asked for anew after a deed. */
export function useAskIncidentsAnew(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: governanceQueries.incidents.queryKey });
    void client.invalidateQueries({ queryKey: governanceQueries.card.queryKey });
    void client.invalidateQueries({ queryKey: ["grant", "list"] });
  };
}
