import type { HandOver, SourceHealth } from "../../ports/intake.ts";
import type { AlertSource } from "../../ports/source.ts";
import type { HeldSource } from "../../ports/source-lease.ts";
import { sourceLimits } from "./limits.ts";
import { listen } from "./listen.ts";
import type { NamedSource, SourcesParts } from "./parts.ts";
import { pause } from "./pause.ts";
import { poll } from "./poll.ts";

/** The sources of one tenant, as one process runs them. */
export type Sources = {
  /** Keeps every source going until aborted; each for itself, so that none waits for another. Never throws. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  /** How every source fares, those included that nobody has heard of yet. */
  readonly health: () => Promise<readonly SourceHealth[]>;
};

/** Sources ready to be worked. Those that must be alone are worked by whichever process holds their lease. */
export function openSources(parts: SourcesParts): Sources {
  return {
    async work(signal) {
      await Promise.all(
        parts.sources.map((named) => (mustBeAlone(named.source) ? keepAlone(parts, named, signal) : keepOpen(parts, named, signal))),
      );
    },
    async health() {
      const known = await parts.intake.health();
      const names = new Set(known.map(({ source }) => source));
      const unheard = parts.sources.filter(({ name }) => !names.has(name)).map(({ name }) => ({ ...nothingYet, source: name }));
      return [...known, ...unheard].sort((a, b) => (a.source < b.source ? -1 : 1));
    },
  };
}

const nothingYet: Omit<SourceHealth, "source"> = {
  accepted: 0,
  repeated: 0,
  deadLettered: 0,
  waiting: 0,
  lastReceivedMs: undefined,
  behindMs: 0,
  skewMs: undefined,
  state: "off",
  problem: undefined,
  remedy: undefined,
};

const mustBeAlone = (source: AlertSource) => source.kind === "polled" || source.alone;

/** A source that every process may run. */
async function keepOpen(parts: SourcesParts, named: NamedSource, signal: AbortSignal): Promise<void> {
  await run(parts, named, parts.intake.handOver, signal);
  await parts.intake.heard(named.name, { state: "off" }).catch(() => {});
}

/** Takes the lease whenever it is free, and works the source while it stands. */
async function keepAlone(parts: SourcesParts, named: NamedSource, signal: AbortSignal): Promise<void> {
  const { leases, clock, told, intake } = parts;
  while (!signal.aborted) {
    // A store that does not answer is asked again, like one that says no.
    const held = await leases.take(named.name).catch(() => undefined);
    if (held) {
      told?.({ source: named.name, told: "taken" });
      const isOurs = await workHeld(parts, named, held, signal);
      told?.({ source: named.name, told: "given-up" });
      // Said while the lease still stands, so that it is not said over the next one's words.
      if (isOurs) await intake.heard(named.name, { state: "off" }).catch(() => {});
      await held.release().catch(() => {});
    }
    await pause(clock, sourceLimits.lookMs, signal);
  }
}

/** Works a source until aborted or until its lease is lost, gives signs of life meanwhile, and tells whether it was ours to the end. */
async function workHeld(parts: SourcesParts, named: NamedSource, held: HeldSource, signal: AbortSignal): Promise<boolean> {
  const lost = new AbortController();
  const done = new AbortController();
  const either = AbortSignal.any([signal, lost.signal]);
  const living = keepLease(parts, held, done.signal, () => lost.abort());
  try {
    await run(parts, named, held.handOver, either);
  } catch {
    // Somebody else holds it.
    lost.abort();
  }
  done.abort();
  await living;
  return !lost.signal.aborted;
}

/** Gives signs of life; a lease that could not be renewed for as long as it lasts counts as lost. */
async function keepLease({ leases, clock }: SourcesParts, held: HeldSource, signal: AbortSignal, lose: () => void): Promise<void> {
  let aliveMs = clock.nowMs();
  while (!signal.aborted) {
    await pause(clock, Math.min(sourceLimits.lookMs, leases.leaseMs / 4), signal);
    if (signal.aborted) return;
    const askedMs = clock.nowMs();
    const isOurs = await held.renew().catch(() => undefined);
    if (isOurs) aliveMs = askedMs;
    if (isOurs === false || clock.nowMs() - aliveMs >= leases.leaseMs) return lose();
  }
}

function run(parts: SourcesParts, named: NamedSource, handOver: HandOver, signal: AbortSignal): Promise<void> {
  const running = { ...parts, named, handOver, signal };
  return named.source.kind === "polled" ? poll(running, named.source) : listen(running, named.source);
}
