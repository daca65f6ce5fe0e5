import { type Double, type Said, startDouble } from "./double.ts";
import { openIndexes } from "./search-index.ts";

// An OpenSearch, as Wazuh's indexer is one: basic login, then searches and documents by their ids (docs.opensearch.org: "Search", "Index document", "Get document", and what the security plugin says with 401
// and 403; READ). `deny` takes the right to one index away.

/** Starts it; more paths may be answered beside those of documents. */
export async function startIndexer(
  more: (method: string, path: string, text: string, query: URLSearchParams) => Said | undefined = () => undefined,
) {
  const indexes = openIndexes();
  const denied = new Set<string>();
  const login = `Basic ${Buffer.from("keeper:canary-password").toString("base64")}`;
  const double: Double = await startDouble((seen) => {
    if (seen.header("authorization") !== login) return { status: 401, json: { error: "Unauthorized" } };
    const [index = ""] = seen.path.split("/").slice(1).map(decodeURIComponent);
    if (denied.has(index))
      return {
        status: 403,
        json: { error: { type: "security_exception", reason: "no permissions for [indices:data/read/search]" }, status: 403 },
      };
    return (
      more(seen.method, seen.path, seen.text, seen.query) ??
      indexes.answer(seen.method, seen.path, seen.text) ?? {
        status: 400,
        json: { error: { type: "illegal_argument_exception" }, status: 400 },
      }
    );
  });
  return { double, indexes, deny: (index: string) => void denied.add(index) };
}
