import { type FormEvent, useState } from "react";
import { searchWords } from "../../../../../src/server/contract/evidence.ts";
import { Button } from "../../../ui/button.tsx";
import { Input, Select } from "../../../ui/field.tsx";
import { Conditions } from "./conditions.tsx";
import type { EventQuery } from "./queries.ts";
import { draftOf, type QueryDraft, queryOf } from "./query-draft.ts";

const byMax = 3;
const words = (of: readonly string[], none: string) => [["", none] as const, ...of.map((word) => [word, word] as const)];
const fieldWords = words(searchWords.fields, "nothing");

/** A typed query as a form: it can be changed and asked again. */
export function QueryForm({
  query,
  busy,
  onAsk,
  deed = "Ask again",
}: {
  readonly query: EventQuery;
  /** What the button says: of a query that ran before, that it is asked again. */
  readonly deed?: string;
  readonly busy: boolean;
  readonly onAsk: (query: EventQuery) => void;
}) {
  const [draft, setDraft] = useState(() => draftOf(query));
  const [problem, setProblem] = useState<string>();
  const put = (change: Partial<QueryDraft>) => setDraft({ ...draft, ...change });
  const ask = (event: FormEvent) => {
    event.preventDefault();
    const made = queryOf(draft);
    setProblem("problem" in made ? made.problem : undefined);
    if ("query" in made) onAsk(made.query);
  };
  return (
    <form className="flex flex-col gap-3" onSubmit={ask}>
      <Window draft={draft} put={put} />
      <div>
        <h3 className="mb-1 text-xs font-medium text-soft">Conditions</h3>
        <Conditions group={draft.where} onChange={(where) => put({ where })} />
      </div>
      <Counting draft={draft} put={put} />
      {problem !== undefined && (
        <p role="alert" className="text-sm text-bad">
          {problem}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" kind="primary" busy={busy}>
          {deed}
        </Button>
        <Button kind="quiet" onClick={() => setDraft(draftOf(query))}>
          As it was asked
        </Button>
        <span className="text-xs text-soft">What a search finds is not evidence of a case.</span>
      </div>
    </form>
  );
}

type PartProps = { readonly draft: QueryDraft; readonly put: (change: Partial<QueryDraft>) => void };

function Window({ draft, put }: PartProps) {
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <Select
        label="Dataset"
        options={words(searchWords.datasets, "all of them")}
        value={draft.dataset}
        onChange={(event) => put({ dataset: event.target.value })}
      />
      <Input
        label="Entity"
        placeholder="host:ws-1"
        className="font-mono"
        value={draft.entity}
        maxLength={searchWords.limits.valueLengthMax}
        onChange={(event) => put({ entity: event.target.value })}
      />
      <Input label="From, UTC" className="tabular" value={draft.from} onChange={(event) => put({ from: event.target.value })} />
      <Input label="To, UTC, not with it" className="tabular" value={draft.to} onChange={(event) => put({ to: event.target.value })} />
    </div>
  );
}

function Counting({ draft, put }: PartProps) {
  const { by } = draft;
  const set = (at: number, field: string) => {
    const next = [...by.slice(0, at), field, ...by.slice(at + 1)].filter((each) => each !== "");
    put({ by: next, ...(next.length === 0 && { distinct: "" }) });
  };
  return (
    <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">
      {Array.from({ length: Math.min(byMax, by.length + 1) }, (_, at) => (
        <Select
          // biome-ignore lint/suspicious/noArrayIndexKey: fields to count by stand in their order
          key={at}
          label={at === 0 ? "Count by" : "and by"}
          options={fieldWords}
          value={by[at] ?? ""}
          onChange={(event) => set(at, event.target.value)}
        />
      ))}
      {by.length > 0 && (
        <Select
          label="Distinct values of"
          options={fieldWords}
          value={draft.distinct}
          onChange={(event) => put({ distinct: event.target.value })}
        />
      )}
      <Select
        label="Order"
        options={[
          ["oldest", "oldest first"],
          ["newest", "newest first"],
        ]}
        value={draft.sort}
        onChange={(event) => put({ sort: event.target.value })}
      />
      <Input
        label="Rows at most"
        type="number"
        min={1}
        max={searchWords.limits.rowsMax}
        value={draft.limit}
        onChange={(event) => put({ limit: event.target.value })}
      />
    </div>
  );
}
