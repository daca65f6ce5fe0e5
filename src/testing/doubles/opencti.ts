import { type Said, type Seen, startDouble } from "./double.ts";
import { type HeldType, wordOf } from "./reputation.ts";

// OpenCTI's GraphQL interface as far as `me` and `stixCyberObservables` go, from memory of its published schema of version 6 (MEM): filters are groups, errors stand in a 200
// with a code in their extensions, and every observable has indicators of its own with a score and an end.

type Filter = { readonly key: string; readonly values: readonly string[]; readonly operator: string };
const scores = { bad: 90, odd: 50, good: 10, unknown: 0 };

const refuse = (code: string, message: string): Said => ({
  status: 200,
  json: { data: null, errors: [{ message, extensions: { code } }] },
});

function typeOf({ key, values }: Filter): HeldType {
  if (key.startsWith("hashes.")) return "hash";
  if (values[0]?.includes("://")) return "url";
  return /^[0-9.]+$|:/.test(values[0] ?? "") ? "ip" : "domain";
}

function observables([filter]: readonly Filter[]): unknown[] {
  const value = filter?.values[0];
  const word = filter && value !== undefined && filter.operator === "eq" ? wordOf(typeOf(filter), value) : "unknown";
  if (word === "unknown") return [];
  const indicator = {
    id: "i-1",
    name: "An indicator",
    revoked: false,
    valid_until: "2099-01-01T00:00:00.000Z",
    x_opencti_score: scores[word],
  };
  const over = { ...indicator, id: "i-2", valid_until: "2020-01-01T00:00:00.000Z", x_opencti_score: 100 };
  const takenBack = { ...indicator, id: "i-3", revoked: true, x_opencti_score: 100 };
  const edges = [indicator, over, takenBack].map((node) => ({ node }));
  return [{ node: { id: "o-1", observable_value: value, indicators: { edges } } }];
}

export const startOpencti = () =>
  startDouble(({ path, method, header, text }: Seen) => {
    if (path !== "/graphql" || method !== "POST") return { status: 404, json: {} };
    if (header("authorization") !== "Bearer canary-token") return refuse("AUTH_REQUIRED", "You must be logged in to do this.");
    const { query, variables } = JSON.parse(text) as { query: string; variables: { filters?: { filters: Filter[] } } };
    if (/\bme\b/.test(query)) return { status: 200, json: { data: { me: { id: "u-1" } } } };
    return { status: 200, json: { data: { stixCyberObservables: { edges: observables(variables.filters?.filters ?? []) } } } };
  });
