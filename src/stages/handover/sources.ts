import type { HandoverFact, HandoverSection, SourceCount } from "../../core/handover/text.ts";
import { serviceWorld } from "../../core/service/service-record.ts";
import type { SourceHealth } from "../../ports/intake.ts";
import type { HandoverFindings } from "./findings.ts";
import { cite, factOf, many, moment, quoted, said, sectionOf, span } from "./words.ts";

/** A source whose oldest record waits longer than this is behind. */
const behindMsMax = 10 * 60_000;
/** A clock that is further off than this is said. */
const skewMsMax = 5 * 60_000;

/** Connectors and sources that do not do what they should, each with what to do. */
export function sourcesSection({ connectors, connected, sources, period }: HandoverFindings): HandoverSection {
  const facts = [
    ...(connected === 0 ? [nothingConnected(sources)] : []),
    ...connectors.toSorted(byName).map(({ name, problem, remedy }) =>
      factOf({
        key: `connector:${name}`,
        urgency: "now",
        says: `The connector ${quoted(name)} does not work: ${said(problem)}.`,
        next: remedy === null ? null : `${capital(said(remedy))}.`,
        cites: [cite("connector", name)],
      }),
    ),
    ...sources.toSorted((a, b) => (a.source < b.source ? -1 : 1)).flatMap((each) => sourceFact(each, period.toMs)),
  ];
  return sectionOf("sources", facts);
}

/** That nothing is in trouble where nothing is connected would be a false comfort. */
function nothingConnected(sources: HandoverFindings["sources"]): HandoverFact {
  const handed = sources.map(({ source }) => quoted(source)).toSorted();
  const only =
    handed.length === 0
      ? ""
      : ` What is here was handed over as ${handed.slice(0, namedMax).join(", ")}${handed.length > namedMax ? " and others" : ""}.`;
  return factOf({
    key: "connected:nothing",
    urgency: "this-shift",
    says: `Nothing is connected: no product is read, and nothing is written back or carried out.${only}`,
    next: "Connect a product, or know that what happens there is not seen.",
    cites: [cite("record", serviceWorld)],
  });
}

/** Sources that one sentence names. */
const namedMax = 5;

const byName = (a: { readonly name: string }, b: { readonly name: string }) => (a.name < b.name ? -1 : 1);
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function sourceFact({ source, state, problem, remedy, behindMs, waiting, skewMs }: SourceHealth, nowMs: number): HandoverFact[] {
  const cites = [cite("source", source)];
  const found: HandoverFact[] = [];
  if (state === "failing")
    found.push(
      factOf({
        key: `source:${source}`,
        urgency: "now",
        says: `The source ${quoted(source)} fails: ${said(problem ?? "it says no more")}.`,
        next: remedy === undefined ? null : `${capital(said(remedy))}.`,
        cites,
      }),
    );
  if (behindMs > behindMsMax)
    found.push(
      factOf({
        key: `behind:${source}`,
        urgency: "this-shift",
        says: `Records of ${quoted(source)} wait ${span(behindMs)} to be read (${many(waiting, "record")}).`,
        next: "See whether the watch runs and keeps up.",
        cites,
      }),
    );
  if (skewMs !== undefined && Math.abs(skewMs) > skewMsMax)
    found.push(
      factOf({
        key: `skew:${source}`,
        urgency: "to-know",
        says: `The clock of ${quoted(source)} is ${span(Math.abs(skewMs))} ${skewMs > 0 ? "ahead of" : "behind"} ours as of ${moment(nowMs)}; times of its alerts are off by that.`,
        cites,
      }),
    );
  return found;
}

/** What each source handed over in the period, counted from what the handover before counted; a source that was never counted is counted from its beginning. */
export function countsOf({ sources, before }: Pick<HandoverFindings, "sources" | "before">): SourceCount[] {
  const known = new Map(before?.sources.map((each) => [each.source, each]));
  return sources
    .map(({ source, accepted, deadLettered }) => ({
      source,
      accepted,
      inPeriod: Math.max(0, accepted - (known.get(source)?.accepted ?? 0)),
      deadLettered,
    }))
    .toSorted((a, b) => (a.source < b.source ? -1 : 1));
}
