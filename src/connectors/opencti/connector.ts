import { z } from "zod";
import type { Clock } from "../../ports/clock.ts";
import type { Reputation } from "../../ports/connector.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { openReader, type Reader } from "../kit/reader.ts";
import { fact, notAsked, type Subject, subjectOf } from "../kit/subject.ts";
import { askGraph } from "./graph.ts";

const observablesMax = 20;
const indicatorsMax = 50;
const shownMax = 5;

const Settings = z.strictObject({
  ...reachedAt,
  "requests-per-second": z.number().min(0.1).max(100).default(10),
  /** The score of an indicator that makes what it names known-bad, and suspicious. */
  "bad-from": z.int().min(1).max(100).default(75),
  "suspicious-from": z.int().min(1).max(100).default(40),
});
type Settings = z.output<typeof Settings>;

const Indicator = z.object({
  id: z.string(),
  name: z.string().nullish(),
  revoked: z.boolean().nullish(),
  valid_until: z.string().nullish(),
  x_opencti_score: z.number().min(0).max(100).nullish(),
});
const edgesOf = <Node extends z.ZodType>(node: Node, most: number) => z.object({ edges: z.array(z.object({ node })).max(most) });
const Found = z.object({
  stixCyberObservables: edgesOf(
    z.object({ id: z.string(), observable_value: z.string(), indicators: edgesOf(Indicator, indicatorsMax) }),
    observablesMax,
  ),
});
const Me = z.object({ me: z.object({ id: z.string() }) });

/** Fixed texts: values go beside them, as variables. */
const lookUpText = `query LookUp($filters: FilterGroup, $first: Int, $indicators: Int) {
  stixCyberObservables(filters: $filters, first: $first) {
    edges { node { id observable_value
      indicators(first: $indicators) { edges { node { id name revoked valid_until x_opencti_score } } }
    } }
  }
}`;
const meText = "query Me { me { id } }";

/** What the indicators of an OpenCTI platform say of a value. Writes nothing. */
export default defineConnector({
  product: "opencti",
  title: "OpenCTI",
  provenOn: "a double",
  serves: ["reputation"],
  secrets: ["token"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const headers = () => ({ authorization: `Bearer ${secrets.get("token")}` });
    const limits = { perSecond: settings["requests-per-second"] };
    const reader = openReader({ ...originOf(name, settings), headers, limits }, parts);
    return {
      async check(signal) {
        await askGraph(reader, { query: meText, variables: {} }, Me, signal);
        return { says: "it answers, and accepts our token" };
      },
      reputation: {
        name,
        types: ["ip", "domain", "url", "hash"],
        lookUp: (observable, signal) => lookUp({ reader, settings, clock: parts.clock }, subjectOf(observable), signal),
      },
    };
  },
});

type Asking = { readonly reader: Reader; readonly settings: Settings; readonly clock: Clock };

async function lookUp({ reader, settings, clock }: Asking, subject: Subject | undefined, signal: AbortSignal): Promise<Reputation> {
  if (!subject) return notAsked;
  const filter = { key: keyOf(subject), values: [subject.value], operator: "eq", mode: "or" };
  const variables = { filters: { mode: "and", filters: [filter], filterGroups: [] }, first: observablesMax, indicators: indicatorsMax };
  const { edges } = (await askGraph(reader, { query: lookUpText, variables }, Found, signal)).stixCyberObservables;
  // A file's value may be its name; what was asked for is its digest.
  const same = edges.filter(({ node }) => subject.type === "hash" || node.observable_value.toLowerCase() === subject.value.toLowerCase());
  const nowMs = clock.nowMs();
  const indicators = same.flatMap(({ node }) => node.indicators.edges.map((each) => each.node));
  const active = indicators.filter(({ revoked, valid_until: until }) => !revoked && !(until && Date.parse(until) <= nowMs));
  const score = active.reduce((most, each) => Math.max(most, each.x_opencti_score ?? 0), 0);
  const facts = {
    observables: same.length,
    indicators: indicators.length,
    active: active.length,
    score,
    some: active
      .slice(0, shownMax)
      .map((each) => ({ name: fact(each.name), score: each.x_opencti_score ?? null, validUntil: fact(each.valid_until) })),
  };
  if (active.length === 0) return { answer: "unknown", says: "no indicator in OpenCTI that holds names it", facts };
  const says = `${active.length} ${active.length === 1 ? "indicator" : "indicators"} in OpenCTI, with a score of up to ${score}`;
  return {
    answer: score >= settings["bad-from"] ? "known-bad" : score >= settings["suspicious-from"] ? "suspicious" : "unknown",
    says,
    facts,
  };
}

function keyOf({ type, size }: Subject): string {
  if (type !== "hash") return "value";
  return size === 32 ? "hashes.MD5" : size === 40 ? "hashes.SHA-1" : "hashes.SHA-256";
}
