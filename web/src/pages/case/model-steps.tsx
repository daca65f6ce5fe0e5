import { count } from "../../lib/words.ts";
import { type Column, Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import type { HeldCase } from "./queries.ts";

type Call = NonNullable<HeldCase["model"]>["calls"][number];

const columns: readonly Column<Call>[] = [
  { id: "role", says: "asked as", cell: ({ role }) => role },
  { id: "model", says: "model", cell: ({ name }) => <Inert lengthMax={60}>{name}</Inert> },
  { id: "outcome", says: "became of it", cell: ({ outcome }) => (outcome === "accepted" ? "used" : `not used: ${outcome}`) },
  {
    id: "tokens",
    says: "tokens",
    right: true,
    cell: ({ inputTokens, outputTokens, isEstimate }) => `${isEstimate ? "about " : ""}${count(inputTokens + outputTokens)}`,
  },
  { id: "cost", says: "cost", right: true, cell: ({ costMicros }) => (costMicros === 0 ? "–" : (costMicros / 1_000_000).toFixed(4)) },
  { id: "ms", says: "took", right: true, cell: ({ ms }) => `${count(ms)} ms` },
];

/** Each question to a model about the case: what for, what became of it, and what it took. */
export function ModelSteps({ calls }: { readonly calls: readonly Call[] }) {
  if (calls.length === 0) return null;
  return (
    <details className="mt-2">
      <summary className="cursor-pointer text-xs text-soft">Each question to a model</summary>
      <Table says="questions to a model" columns={columns} rows={calls} keyOf={({ id }) => id} />
    </details>
  );
}
