import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { HandOver, Intake } from "../../ports/intake.ts";
import type { Random } from "../../ports/random.ts";
import type { AlertSource } from "../../ports/source.ts";
import type { SourceLeases } from "../../ports/source-lease.ts";

/** A source under the name of its connector. `lookBackMs` is how far back it is asked the first time. */
export type NamedSource = { readonly name: string; readonly source: AlertSource; readonly lookBackMs?: number };

/** What became of a source just now, for the log. */
export type SourceTold =
  | { readonly source: string; readonly told: "taken" | "given-up" | "running" }
  | { readonly source: string; readonly told: "listening"; readonly where: string }
  | { readonly source: string; readonly told: "failing"; readonly problem: SocError };

/** What running sources needs. */
export type SourcesParts = {
  readonly sources: readonly NamedSource[];
  readonly intake: Pick<Intake, "handOver" | "cursorOf" | "heard" | "health">;
  readonly leases: SourceLeases;
  readonly clock: Clock;
  readonly random: Random;
  readonly told?: (each: SourceTold) => void;
};

/** One source while this process runs it. `signal` ends when it must not be touched any more. */
export type Running = Omit<SourcesParts, "sources" | "leases"> & {
  readonly named: NamedSource;
  readonly handOver: HandOver;
  readonly signal: AbortSignal;
};

/** Notes how a source fares, when that changes. What cannot be noted is noted the next time. */
export function hearing({ intake, named: { name }, told }: Pick<Running, "intake" | "named" | "told">) {
  let said: string | undefined;
  const say = async (now: Parameters<Intake["heard"]>[1], key: string) => {
    if (said === key) return;
    said = key;
    await intake.heard(name, now).catch(() => {
      said = undefined;
    });
  };
  return {
    async well(): Promise<void> {
      if (said !== "running") told?.({ source: name, told: "running" });
      await say({ state: "running" }, "running");
    },
    async failing(problem: SocError): Promise<void> {
      told?.({ source: name, told: "failing", problem });
      await say({ state: "failing", problem: problem.problem, remedy: problem.remedy }, `failing ${problem.code} ${problem.problem}`);
    },
  };
}

/** What a source threw, as a person can use it. */
export function problemOf(cause: unknown): SocError {
  if (cause instanceof SocError) return cause;
  return new SocError({
    code: "source/ended",
    problem: "the source ended without saying why",
    remedy: "look at the product that it listens to or asks; if that is well, report the detail in the log",
    retry: { afterMs: 0 },
    detail: String(cause),
    cause,
  });
}
