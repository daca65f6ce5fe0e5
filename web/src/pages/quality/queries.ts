import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { MissedRate } from "../../../../src/server/contract/missed-rate.ts";
import type {
  BlindSample,
  EpochLine,
  JudgedSample,
  QualityFigures,
  SampledClassLine,
} from "../../../../src/server/contract/quality-samples.ts";
import { measureApi } from "../../api/measures.ts";
import { qualityApi } from "../../api/quality.ts";

export type Blind = z.infer<typeof BlindSample>;
export type Judged = z.infer<typeof JudgedSample>;
export type Figures = z.infer<typeof QualityFigures>;
export type ClassLine = z.infer<typeof SampledClassLine>;
export type Rate = z.infer<typeof MissedRate>;
export type Epoch = z.infer<typeof EpochLine>;

export type Simulated = Awaited<ReturnType<typeof qualityApi.simulateQualitySettings>>;
export type Tried = Partial<Record<keyof Simulated["settings"]["now"], number>>;
export type SimulatedAlarms = Awaited<ReturnType<typeof measureApi.simulateAlarms>>;
export type TriedAlarms = Partial<Record<"false-alarms-per-month" | "history-weeks-min", number>>;

const dayMs = 86_400_000;
const renewMs = 60_000;
const linesMax = 50;

/** A period that ends now, to the minute, so that asking twice is one question. */
function periodOf(days: number, nowMs = Date.now()) {
  const toMs = Math.ceil(nowMs / renewMs) * renewMs;
  return { from: new Date(toMs - days * dayMs).toISOString(), to: new Date(toMs).toISOString() };
}

/** What the page of quality samples asks. */
export const qualityQueries = {
  /** The next sample is not asked for anew by itself: it does not change under the hands of whoever judges it. */
  next: queryOptions({
    queryKey: ["quality-sample", "self", "next"],
    queryFn: ({ signal }) => qualityApi.nextQualitySample({}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnMount: "always",
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  }),
  figures: (days: number) =>
    queryOptions({
      queryKey: ["quality-sample", "list", "figures", days],
      queryFn: ({ signal }) => qualityApi.readQualityFigures({ query: periodOf(days) }, { signal }),
      refetchInterval: renewMs,
      placeholderData: <Data>(before: Data) => before,
    }),
  judged: (outcome: Judged["outcome"] | undefined) =>
    queryOptions({
      queryKey: ["quality-sample", "list", "judged", outcome ?? "all"],
      queryFn: ({ signal }) =>
        qualityApi.listJudgedSamples({ query: { limit: linesMax, ...(outcome !== undefined && { outcome }) } }, { signal }),
    }),
  epochs: queryOptions({
    queryKey: ["quality-sample", "list", "epochs"],
    queryFn: ({ signal }) => qualityApi.listQualityEpochs({ query: { limit: linesMax } }, { signal }),
  }),
  simulation: (tried: Tried) =>
    queryOptions({
      queryKey: ["quality-sample", "self", "simulation", tried],
      queryFn: ({ signal }) => qualityApi.simulateQualitySettings({ query: tried }, { signal }),
      placeholderData: <Data>(before: Data) => before,
      gcTime: renewMs,
    }),
  alarmSimulation: (tried: TriedAlarms) =>
    queryOptions({
      queryKey: ["quality-sample", "self", "alarm-simulation", tried],
      queryFn: ({ signal }) => measureApi.simulateAlarms({ query: tried }, { signal }),
      placeholderData: <Data>(before: Data) => before,
      gcTime: renewMs,
    }),
};
