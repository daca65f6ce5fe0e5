import { queryOptions, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { AutonomyWhole, ClassLine, ComparedCase, GrantLine } from "../../../../src/server/contract/autonomy.ts";
import { autonomyApi } from "../../api/autonomy.ts";

export type Whole = z.infer<typeof AutonomyWhole>;
export type Class = z.infer<typeof ClassLine>;
export type Grant = z.infer<typeof GrantLine>;
export type Compared = z.infer<typeof ComparedCase>;
export type Bounds = Whole["bounds"];
export type Simulated = Awaited<ReturnType<typeof autonomyApi.simulateAutonomy>>;
export type Tried = NonNullable<NonNullable<Parameters<typeof autonomyApi.simulateAutonomy>[0]>["body"]>;
/** Which cases of a class are looked at. */
export const looks = ["disagreed", "waiting", "abstained", "agreed"] as const;
export type Look = (typeof looks)[number];

const renewMs = 30_000;
const casesMax = 200;
const endedMax = 50;

/** What the page of autonomy asks. Deeds on grants come over the live line; what people decide of cases is asked for anew every while. */
export const autonomyQueries = {
  whole: queryOptions({
    queryKey: ["grant", "list", "whole"],
    queryFn: ({ signal }) => autonomyApi.readAutonomy({}, { signal }),
    refetchInterval: renewMs,
  }),
  ended: queryOptions({
    queryKey: ["grant", "list", "ended"],
    queryFn: ({ signal }) => autonomyApi.listGrants({ query: { status: "ended", limit: endedMax } }, { signal }),
  }),
  cases: (of: string, which: Look) =>
    queryOptions({
      queryKey: ["grant", "list", "cases", of, which],
      queryFn: ({ signal }) => autonomyApi.listComparedCases({ query: { class: of, which, limit: casesMax } }, { signal }),
    }),
  simulation: (tried: Tried) =>
    queryOptions({
      queryKey: ["grant", "self", "simulation", tried],
      queryFn: ({ signal }) => autonomyApi.simulateAutonomy({ body: tried }, { signal }),
      gcTime: renewMs,
    }),
};

/** Has everything about autonomy asked for anew, after a deed. */
export function useAskAnew(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ["grant", "list"] });
}
