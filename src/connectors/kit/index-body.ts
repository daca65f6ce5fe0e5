import { z } from "zod";
import { unavailable, unexpectedAnswer } from "./http-refusals.ts";

// What Elasticsearch, OpenSearch and indexers of either kind answer to a search (READ: elastic.co/docs/api, docs.opensearch.org "Search API"): only what we use.

/** One document of an answer. `sort` is what the search was sorted by. */
export const Hit = z.object({
  _index: z.string().min(1).max(512),
  _id: z.string().min(1).max(512),
  _source: z.record(z.string(), z.unknown()).optional(),
  sort: z
    .array(z.union([z.number(), z.string().max(1_024), z.null()]))
    .max(8)
    .optional(),
});
export type Hit = z.output<typeof Hit>;

/** The most documents that one answer is read with. */
const hitsMax = 1_000;

/** An answer with its documents; counts by group are read where they were asked for. */
export const SearchBody = z.object({
  timed_out: z.boolean(),
  _shards: z.object({ total: z.number(), failed: z.number() }),
  hits: z.object({
    total: z.union([z.number(), z.object({ value: z.number() })]).optional(),
    hits: z.array(Hit).max(hitsMax),
  }),
  aggregations: z.unknown().optional(),
});
export type SearchBody = z.output<typeof SearchBody>;

/** Whether some of the index did not answer. */
export const isPart = ({ timed_out, _shards }: SearchBody) => timed_out || _shards.failed > 0;

/** An answer that nothing is missing from: a part of it, taken for the whole, would lose alerts. Throws `connector/unavailable`. */
export function whole(name: string, body: SearchBody): SearchBody {
  if (isPart(body)) throw unavailable(name, 200);
  return body;
}

/** A part of an answer as a schema has it; anything else is `connector/unexpected-answer`. */
export function partOf<Shape extends z.ZodType>(name: string, value: unknown, shape: Shape): z.output<Shape> {
  const read = shape.safeParse(value);
  if (!read.success) throw unexpectedAnswer(name, "a part of the answer has another shape");
  return read.data;
}
