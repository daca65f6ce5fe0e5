import { type JsonObject, objectOf } from "./shape.ts";

/**
 * The record within what a search engine's export puts around it: Elasticsearch and OpenSearch hits (`_source` beside `_index` or `_id`),
 * Splunk results (`result` beside `preview` or `offset`). Anything else is returned as it is.
 */
export function unwrap(record: JsonObject): JsonObject {
  if (Object.hasOwn(record, "_source") && (Object.hasOwn(record, "_index") || Object.hasOwn(record, "_id")))
    return objectOf(record._source) ?? record;
  if (Object.hasOwn(record, "result") && (Object.hasOwn(record, "preview") || Object.hasOwn(record, "offset")))
    return objectOf(record.result) ?? record;
  return record;
}
