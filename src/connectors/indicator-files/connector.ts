import { z } from "zod";
import { markingOf, strictest } from "../../core/evidence/marking.ts";
import { answerOf, lookUpAnswers } from "../../core/indicator/answer.ts";
import type { IndicatorIndex, Sighting } from "../../core/indicator/index.ts";
import { endsAtMs } from "../../core/indicator/indicator.ts";
import { observableTypes } from "../../core/observable/observable.ts";
import type { InvestigatorTool } from "../../ports/tool.ts";
import { quoted } from "../kit/quoted.ts";

const Question = z.object({ observable: z.object({ type: z.enum(observableTypes), value: z.string().max(16_384) }), atMs: z.int() });
const shownMax = 20;

/** Looks an observable up in the indicator files. Validity is judged at the time of the case, so that an old case reads the same next year. */
export function lookUpTool(index: IndicatorIndex): InvestigatorTool<z.infer<typeof Question>> {
  return {
    name: "intelligence/look-up",
    summary: "What the indicator lists say of an address, domain, link, file or sender at the time of the case.",
    input: Question,
    answers: lookUpAnswers,
    trust: "intelligence",
    async ask({ observable, atMs }) {
      const sightings = index.lookUp(observable, atMs);
      const answer = answerOf(sightings);
      const sources = [...new Set(sightings.map(({ indicator }) => indicator.source))].sort();
      const marking = strictest(
        sightings.flatMap(({ indicator }) => (indicator.marking === undefined ? [] : markingOf(indicator.marking))),
      );
      const value = quoted(observable.value);
      const sentence = {
        "known-bad": `${value} is known from attacks, by ${sources.length} ${sources.length === 1 ? "source" : "sources"} (${sources.slice(0, 3).map(quoted).join(", ")}).`,
        suspicious: `${value} is called suspicious by ${sources.slice(0, 3).map(quoted).join(", ")}.`,
        expired: `${value} was listed by ${sources.slice(0, 3).map(quoted).join(", ")}, but no longer at the time of the case.`,
        "known-good": `${value} is on a list of ordinary things (${sources.slice(0, 3).map(quoted).join(", ")}).`,
        unknown: index.size === 0 ? `No indicator list is loaded, so nothing is known of ${value}.` : `No indicator list names ${value}.`,
      }[answer];
      return {
        answer,
        says: sentence,
        records: [],
        recordsTotal: 0,
        facts: { indicators: index.size, sightings: sightings.slice(0, shownMax).map(factsOf), sightingsTotal: sightings.length },
        ...(marking && { marking }),
      };
    },
  };
}

function factsOf({ indicator, isExact, isExpired }: Sighting): Record<string, unknown> {
  const time = (timeMs: number | undefined) => (timeMs === undefined ? null : new Date(timeMs).toISOString());
  const { kind, match, type, value, source, confidence, labels, marking, validFromMs } = indicator;
  return {
    kind,
    match,
    type,
    value: value.slice(0, 512),
    source,
    confidence,
    labels: labels.slice(0, 10),
    marking: marking ?? null,
    validFrom: time(validFromMs),
    endsAt: time(endsAtMs(indicator)),
    isExact,
    isExpired,
  };
}
