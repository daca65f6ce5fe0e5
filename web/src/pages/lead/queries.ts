import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { Figures as FiguresShape, NoisyRules, Workload } from "../../../../src/server/contract/measures.ts";
import { measureApi } from "../../api/measures.ts";

export type Figures = z.infer<typeof FiguresShape>;
export type Alarms = Awaited<ReturnType<typeof measureApi.listAlarms>>;
export type Exercise = Awaited<ReturnType<typeof measureApi.listExercises>>["exercises"][number];
export type Rules = z.infer<typeof NoisyRules>;
export type Work = z.infer<typeof Workload>;
export type Share = Figures["override"]["rate"];
export type Durations = Figures["approval"]["all"];
export type Definition = Figures["flow"]["definition"];

/** Which period, and what somebody puts in the place of our assumptions, minutes. */
export type Asked = {
  readonly days: number;
  readonly zone: string;
  readonly closedMinutes?: number | undefined;
  readonly preparedMinutes?: number | undefined;
  readonly overruledMinutes?: number | undefined;
};
const dayMs = 86_400_000;
const renewMs = 60_000;

/** The period as the server takes it; it ends now, to the minute, so that asking twice is one question. */
export function periodOf({ days, zone, closedMinutes, preparedMinutes, overruledMinutes }: Asked, nowMs = Date.now()) {
  const toMs = Math.ceil(nowMs / renewMs) * renewMs;
  const iso = (atMs: number) => new Date(atMs).toISOString();
  return {
    from: iso(toMs - days * dayMs),
    to: iso(toMs),
    zone,
    ...(closedMinutes !== undefined && { "minutes-per-closed-alert": closedMinutes }),
    ...(preparedMinutes !== undefined && { "minutes-per-prepared-case": preparedMinutes }),
    ...(overruledMinutes !== undefined && { "minutes-per-overruled-case": overruledMinutes }),
  };
}

const renewed = { refetchInterval: renewMs, placeholderData: <Data>(before: Data) => before } as const;

/** What the lead's desk asks. */
export const leadQueries = {
  figures: (asked: Asked) =>
    queryOptions({
      queryKey: ["measure", "figures", asked],
      queryFn: ({ signal }) => measureApi.readFigures({ query: periodOf(asked) }, { signal }),
      ...renewed,
    }),
  alarms: () =>
    queryOptions({
      queryKey: ["measure", "alarms"],
      queryFn: ({ signal }) => measureApi.listAlarms({}, { signal }),
      ...renewed,
    }),
  exercises: () =>
    queryOptions({
      queryKey: ["measure", "exercises"],
      queryFn: ({ signal }) => measureApi.listExercises({ query: { limit: 1 } }, { signal }),
      ...renewed,
    }),
  exerciseHistory: () =>
    queryOptions({
      queryKey: ["measure", "exercises", "history"],
      queryFn: ({ signal }) => measureApi.listExercises({ query: { limit: 20 } }, { signal }),
      ...renewed,
    }),
  rules: ({ days, zone }: Asked) =>
    queryOptions({
      queryKey: ["measure", "rules", days, zone],
      queryFn: ({ signal }) => measureApi.readNoisyRules({ query: { ...periodOf({ days, zone }), limit: 40 } }, { signal }),
      ...renewed,
    }),
  workload: ({ days, zone }: Asked) =>
    queryOptions({
      queryKey: ["measure", "workload", days, zone],
      queryFn: ({ signal }) => measureApi.readWorkload({ query: periodOf({ days, zone }) }, { signal }),
      ...renewed,
    }),
};
