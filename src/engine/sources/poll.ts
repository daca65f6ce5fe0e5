import { SocError } from "../../core/soc-error.ts";
import type { Delivery } from "../../ports/intake.ts";
import type { PolledSource } from "../../ports/source.ts";
import { deliveriesOf } from "./deliveries.ts";
import { sourceLimits } from "./limits.ts";
import { hearing, problemOf, type Running } from "./parts.ts";
import { chanceOf, orLeft, pause, retryDelayMs } from "./pause.ts";

/** Asks a source round after round until its signal is aborted, or until the lease is another's (throws `queue/fenced`). */
export async function poll(running: Running, source: PolledSource): Promise<void> {
  const { clock, random, signal } = running;
  const heard = hearing(running);
  // What was durable before a crash may not have been told to the source.
  const round = new Round(running, source);
  for (let failures = 0; !signal.aborted; ) {
    try {
      const isMore = await round.go();
      failures = 0;
      await heard.well();
      await pause(clock, isMore ? 0 : Math.max(source.everyMs, sourceLimits.everyMsMin), signal);
    } catch (cause) {
      if (signal.aborted) return;
      const problem = problemOf(cause);
      if (problem.code === "queue/fenced") throw problem;
      await heard.failing(problem);
      await pause(clock, retryDelayMs(++failures, problem, chanceOf(random)), signal);
    }
  }
}

/** Pages from the kept cursor on. After a failure the cursor is read again: what the failed page left is what counts. */
class Round {
  #running: Running;
  #source: PolledSource;
  #sinceMs: number;
  #isUnsettled = true;

  constructor(running: Running, source: PolledSource) {
    this.#running = running;
    this.#source = source;
    this.#sinceMs = running.clock.nowMs() - (running.named.lookBackMs ?? sourceLimits.lookBackMs);
  }

  /** Whether to go on at once: there was more when the round was over, and it brought something new. */
  async go(): Promise<boolean> {
    const { intake, named, signal } = this.#running;
    let cursor = await intake.cursorOf(named.name);
    if (cursor !== undefined && this.#isUnsettled) await this.#settle(cursor);
    const seen = new Set<string | undefined>([cursor]);
    let isNew = false;
    for (let pages = 0; pages < sourceLimits.pagesMax && !signal.aborted; pages++) {
      const page = await this.#ask((asking) => this.#source.page({ cursor, sinceMs: this.#sinceMs, signal: asking }));
      const accepted = await this.#keep(page);
      if (page.cursor !== cursor || accepted > 0) await this.#settle(page.cursor);
      cursor = page.cursor;
      isNew ||= accepted > 0;
      if (!page.more) return false;
      if (seen.has(cursor) && accepted === 0) throw pagesRepeat();
      seen.add(cursor);
    }
    return isNew;
  }

  /** Asks with a limit in time, after which the source is left behind. */
  async #ask<Answer>(question: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
    const { clock, signal } = this.#running;
    const late = new AbortController();
    const answered = new AbortController();
    void pause(clock, sourceLimits.pageMs, AbortSignal.any([answered.signal, signal])).then(() => late.abort());
    const either = AbortSignal.any([signal, late.signal]);
    try {
      const answer = await orLeft(clock, question(either), sourceLimits.stopMs, either);
      if (answer === undefined && either.aborted) throw tooLate();
      return answer as Answer;
    } finally {
      answered.abort();
    }
  }

  async #settle(cursor: string): Promise<void> {
    this.#isUnsettled = true;
    const { settled } = this.#source;
    if (settled) await this.#ask((signal) => settled(cursor, signal));
    this.#isUnsettled = false;
  }

  async #keep(page: Omit<Delivery, "source">): Promise<number> {
    let accepted = 0;
    for (const delivery of deliveriesOf(this.#running.named.name, page)) accepted += await this.#handOver(delivery);
    return accepted;
  }

  /** Holds the one page for as long as the intake is full. */
  async #handOver(delivery: Delivery): Promise<number> {
    const { handOver, clock, signal, random } = this.#running;
    for (;;) {
      try {
        return (await handOver(delivery)).accepted;
      } catch (cause) {
        if (!(cause instanceof SocError) || cause.code !== "intake/full" || signal.aborted) throw cause;
        await pause(clock, retryDelayMs(1, cause, chanceOf(random)), signal);
      }
    }
  }
}

const pagesRepeat = () =>
  new SocError({
    code: "source/pages-repeat",
    problem: "the product says that there is more, and gives the place that it gave before",
    remedy: "look for a known fault in the product's paging, and update it; it is asked again later",
    retry: { afterMs: 30_000 },
  });

const tooLate = () =>
  new SocError({
    code: "source/too-late",
    problem: `the product did not answer within ${sourceLimits.pageMs / 1_000} seconds`,
    remedy: "see whether the product answers, and how quickly; ask it for smaller pages",
    retry: { afterMs: 5_000 },
  });
