import { Search, X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Input } from "../../ui/field.tsx";
import type { EntryFilter } from "./queries.ts";

const minuteLength = 16;

/** Which entries are looked for. Nothing is asked until it is sent: each look is on the record. */
export function SearchForm({ filter, onFilter }: { readonly filter: EntryFilter; readonly onFilter: (filter: EntryFilter) => void }) {
  const [stream, setStream] = useState(filter.stream ?? "");
  const [type, setType] = useState(filter.type ?? "");
  const [from, setFrom] = useState(filter.from?.slice(0, minuteLength) ?? "");
  const [to, setTo] = useState(filter.to?.slice(0, minuteLength) ?? "");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onFilter(filterOf(stream.trim(), type.trim(), from, to));
  };
  const isEmpty = Object.keys(filter).length === 0;
  return (
    <form onSubmit={submit} role="search" aria-label="entries" className="flex flex-col gap-2">
      <div className="grid grid-cols-2 gap-2">
        <Input
          label="Stream"
          placeholder="case-…"
          maxLength={128}
          spellCheck={false}
          value={stream}
          onChange={(event) => setStream(event.target.value)}
        />
        <Input
          label="Type"
          placeholder="CaseOpened"
          maxLength={128}
          spellCheck={false}
          value={type}
          onChange={(event) => setType(event.target.value)}
        />
      </div>
      <div className="grid grid-cols-2 items-end gap-2 sm:grid-cols-[1fr_1fr_auto]">
        <Input label="From (UTC)" type="datetime-local" value={from} onChange={(event) => setFrom(event.target.value)} />
        <Input label="Before (UTC)" type="datetime-local" value={to} onChange={(event) => setTo(event.target.value)} />
        <div className="col-span-2 flex gap-2 sm:col-span-1">
          <Button type="submit" kind="primary" className="h-8" icon={<Search aria-hidden className="size-4" />}>
            Look
          </Button>
          {!isEmpty && (
            <Button className="h-8" icon={<X aria-hidden className="size-4" />} onClick={() => onFilter({})}>
              All
            </Button>
          )}
        </div>
      </div>
    </form>
  );
}

const filterOf = (stream: string, type: string, from: string, to: string): EntryFilter => ({
  ...(stream !== "" && { stream }),
  ...(type !== "" && { type }),
  ...(from !== "" && { from: `${from}:00Z` }),
  ...(to !== "" && { to: `${to}:00Z` }),
});
