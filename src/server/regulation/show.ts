import type { z } from "zod";
import { isOverLimit, unavailableMinutesMax } from "../../core/regulation/availability.ts";
import type { ClockBoard, Undetermined } from "../../core/regulation/board.ts";
import type { RegulatoryClock } from "../../core/regulation/clocks.ts";
import type { SignedPack } from "../../core/regulation/pack.ts";
import { isFor, type LegalSituation, packApplies } from "../../core/regulation/situation.ts";
import { notLegalAdvice } from "../../core/regulation/words.ts";
import type { RegulationDesk } from "../../engine/regulation/desk.ts";
import type { KeptRegisters } from "../../engine/regulation/registers.ts";
import type { RegulationObligations } from "../contract/regulation-register-shapes.ts";
import type {
  RegulationBoard,
  RegulationClock,
  RegulationPack,
  RegulationUndetermined,
  SelfAvailability,
} from "../contract/regulation-shapes.ts";
import { iso, isoOrNull } from "../http/iso.ts";

/** One clock as it is published. */
export function clockLine(clock: RegulatoryClock): z.input<typeof RegulationClock> {
  const { startedMs, dueMs, statutoryDueMs, submittedMs, startsOn, moved, elapsed, reference, ...rest } = clock;
  return {
    ...rest,
    startsOn: startsOn ?? null,
    started: isoOrNull(startedMs),
    due: isoOrNull(dueMs),
    statutoryDue: isoOrNull(statutoryDueMs),
    moved: moved ?? null,
    elapsed: elapsed ?? null,
    submitted: isoOrNull(submittedMs),
    reference: reference ?? null,
  };
}

const hourMs = 3_600_000;

const undeterminedLine = ({ sinceMs, ...rest }: Undetermined, atMs: number): z.input<typeof RegulationUndetermined> => ({
  ...rest,
  since: iso(sinceMs),
  hours: Math.max(0, (atMs - sinceMs) / hourMs),
});

/** The board as it is published. */
export function boardShown(
  { clocks, undetermined, atMs }: ClockBoard & { readonly atMs: number },
  { situation, problems }: Pick<RegulationDesk, "situation" | "problems">,
  outages: KeptRegisters["outages"],
): z.input<typeof RegulationBoard> {
  const { order } = situation;
  return {
    at: iso(atMs),
    notice: notLegalAdvice,
    entity: [...order.entity],
    memberStates: [...order["member-states"]],
    clocks: clocks.map(clockLine),
    undetermined: undetermined.map((each) => undeterminedLine(each, atMs)),
    availability: availabilityShown(situation, outages),
    problems: [...problems],
  };
}

const minuteMs = 60_000;
/** Outages that one board shows, the newest. */
const outagesMax = 100;

/** Our own outages, where the operator has to answer for them. */
export function availabilityShown(situation: LegalSituation, outages: KeptRegisters["outages"]): z.input<typeof SelfAvailability> {
  const watched = isFor(["managed-service-provider", "managed-security-service-provider"], situation);
  return {
    watched,
    says: watched
      ? "times without a sign of life of any process of Watchkeeper; whether a service was limited for users is for people to say"
      : "signs of life are given where the configuration names a managed (security) service provider",
    outages: outages.slice(-outagesMax).map((each) => ({ ...outageLine(each), overLimit: isOverLimit(each) })),
    limitMinutes: unavailableMinutesMax,
    article: "Reg. 2024/2690 Art. 10",
    mark: "S",
  };
}

/** An outage as it is published. */
export const outageLine = ({ fromMs, toMs }: KeptRegisters["outages"][number]) => ({
  from: iso(fromMs),
  to: iso(toMs),
  minutes: (toMs - fromMs) / minuteMs,
});

/** What the packs ask of this operator at a moment. */
export function obligationsShown({ situation }: Pick<RegulationDesk, "situation">, atMs: number): z.input<typeof RegulationObligations> {
  const { order, book } = situation;
  return {
    notice: notLegalAdvice,
    entity: [...order.entity],
    memberStates: [...order["member-states"]],
    packs: book.packs.map((each) => packLine(each, situation, atMs)),
    rows: book.packs.flatMap(({ pack }) => {
      const applies = packApplies(pack, situation, atMs);
      return pack.clocks.map(({ stage, title, article, mark, says, entities, noon }) => {
        const own = applies.applies && isFor(entities, situation);
        const moves = noon !== undefined && !order["noon-disapplied"] && !noon.except.some((each) => order.entity.includes(each));
        const because = applies.applies && !own ? "not for this operator" : applies.because;
        return { regime: pack.regime, stage, title, article, mark, applies: own, because, says, noon: own && moves };
      });
    }),
    authorities: order.authorities.map((each) => ({ ...each })),
  };
}

function packLine({ pack, digest, key }: SignedPack, situation: LegalSituation, atMs: number): z.input<typeof RegulationPack> {
  const { applies, because } = packApplies(pack, situation, atMs);
  const { name, version, regime, title, effective, flag, texts, unverified } = pack;
  return {
    ...{ name, version, regime, title, digest, key, because, inUse: applies, flag: flag ?? null },
    effectiveFrom: effective.from,
    effectiveUntil: effective.until ?? null,
    texts: texts.map((each) => ({ ...each })),
    unverified: [...unverified],
  };
}
