import { SocError } from "../core/soc-error.ts";
import { openSources } from "../engine/sources/open-sources.ts";
import type { NamedSource, SourceTold } from "../engine/sources/parts.ts";
import type { IntakeRecord } from "../ports/intake.ts";
import type { PolledSource } from "../ports/source.ts";
import { type FakeClock, fakeClock } from "./fake-clock.ts";
import { MemoryIntake, memorySourceLeases } from "./memory-intake.ts";

export const start = Date.UTC(2026, 0, 5);
export const record = (id: string): IntakeRecord => ({ id, bytes: Buffer.from(`record ${id}`) });
export const failure = (retry: SocError["retry"]) =>
  new SocError({ code: "connector/not-reached", problem: "the product is down", remedy: "start it", retry });

export type Page = Awaited<ReturnType<PolledSource["page"]>>;

/** A product with numbered records that hands out pages of `size`; the cursor is the last number. */
export function numbered(
  parts: {
    total?: number;
    size?: number;
    everyMs?: number;
    page?: (asked: Parameters<PolledSource["page"]>[0], honest: () => Page) => Promise<Page> | Page;
  } = {},
) {
  const { total = 10, size = 3, everyMs = 1_000 } = parts;
  const product = {
    total,
    asked: [] as (string | undefined)[],
    askedAtMs: [] as number[],
    settled: [] as string[],
    clock: undefined as FakeClock | undefined,
  };
  const source: PolledSource = {
    kind: "polled",
    guarantee: "never lost",
    everyMs,
    async page(asked) {
      product.asked.push(asked.cursor);
      product.askedAtMs.push(product.clock?.nowMs() ?? 0);
      const honest = (): Page => {
        const from = Number(asked.cursor ?? 0);
        const to = Math.min(from + size, product.total);
        return {
          records: Array.from({ length: to - from }, (_, index) => record(`${from + index + 1}`)),
          cursor: `${to}`,
          more: to < product.total,
        };
      };
      return parts.page ? parts.page(asked, honest) : honest();
    },
    settled: async (cursor) => void product.settled.push(cursor),
  };
  return { product, source };
}

/** Sources over an intake in memory, worked until the test's time is over. */
export function world(intakeMax?: number) {
  const clock = fakeClock(start);
  const intake = new MemoryIntake(clock, intakeMax);
  const leases = memorySourceLeases(intake, clock);
  const told: SourceTold[] = [];
  let chances = 0;
  const random = { secret: (sizeBytes: number) => ((++chances * 2_654_435_761) % 2 ** 32).toString(16).padStart(sizeBytes * 2, "0") };
  const sourcesOf = (sources: readonly NamedSource[], parts: Partial<Parameters<typeof openSources>[0]> = {}) =>
    openSources({ sources, intake, leases, clock, random, told: (each) => told.push(each), ...parts });
  const workFor = async (sources: readonly NamedSource[], forMs: number, parts?: Partial<Parameters<typeof openSources>[0]>) => {
    const ended = new AbortController();
    const working = sourcesOf(sources, parts).work(ended.signal);
    await clock.sleep(forMs);
    ended.abort();
    await working;
  };
  const ids = async () => (await intake.read(0, 100_000)).map(({ source, id }) => `${source} ${id}`);
  return { clock, intake, leases, told, sourcesOf, workFor, ids };
}
export const numbers = (source: string, total: number) => Array.from({ length: total }, (_, index) => `${source} ${index + 1}`);
