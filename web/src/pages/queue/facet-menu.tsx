import { useQuery } from "@tanstack/react-query";
import { Check, ListFilter } from "lucide-react";
import { Popover } from "radix-ui";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { facetWords } from "./facet-words.ts";
import { type QueueSearch, toggled, type WordFilter, wordFilters, wordsOf } from "./search.ts";

/** Adds and removes filters; each word says how many lines it would leave. */
export function FacetMenu({ search, onSearch }: { readonly search: QueueSearch; readonly onSearch: (search: QueueSearch) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button icon={<ListFilter aria-hidden className="size-3.5" />}>Filter</Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          className="z-50 flex h-[min(26rem,70dvh)] w-[min(34rem,95vw)] overflow-hidden rounded-lg border border-line-strong bg-raised shadow-float"
        >
          <Facets search={search} onSearch={onSearch} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Facets({ search, onSearch }: { readonly search: QueueSearch; readonly onSearch: (search: QueueSearch) => void }) {
  const [name, setName] = useState<WordFilter>("severity");
  const { sort: _sort, collapse: _collapse, ...filter } = search;
  const facets = useQuery({
    queryKey: [search.of === "alerts" ? "alert" : "case", "self", "facets", filter],
    queryFn: ({ signal }) => api.readFacets({ query: filter }, { signal }),
    placeholderData: (before) => before,
  });
  const names = wordFilters.filter((each) => search.of !== "alerts" || each !== "assignee");
  const held = wordsOf(search, name);
  const { words, says } = facetWords(facets.data?.[name], held);
  return (
    <>
      <ul className="w-32 shrink-0 overflow-auto border-r border-line p-1">
        {names.map((each) => (
          <li key={each}>
            <button
              type="button"
              aria-current={each === name}
              onClick={() => setName(each)}
              className="flex h-7 w-full items-center justify-between rounded-sm px-2 text-sm hover:bg-hover aria-[current=true]:bg-chosen phone:h-10"
            >
              {each}
              {wordsOf(search, each).length > 0 && <span className="tabular text-2xs text-accent">{wordsOf(search, each).length}</span>}
            </button>
          </li>
        ))}
      </ul>
      <div className="min-w-0 flex-1 overflow-auto p-1">
        {facets.isPending && <Spinner says="counting" />}
        {words.map(({ value, count: held }) => (
          <FacetWord
            key={value}
            value={value}
            held={held}
            chosen={wordsOf(search, name).includes(value)}
            onPress={() => onSearch(toggled(search, name, value))}
          />
        ))}
        {says && <p className="px-2 py-1.5 text-xs text-faint">{says}</p>}
      </div>
    </>
  );
}

function FacetWord({
  value,
  held,
  chosen,
  onPress,
}: {
  readonly value: string;
  readonly held: number | undefined;
  readonly chosen: boolean;
  readonly onPress: () => void;
}) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={chosen}
      onClick={onPress}
      className="flex min-h-7 w-full items-center gap-2 rounded-sm px-2 text-left text-sm hover:bg-hover phone:min-h-10"
    >
      <span
        className={`inline-flex size-3.5 shrink-0 items-center justify-center rounded-sm border ${chosen ? "border-accent bg-accent text-on-accent" : "border-line-strong"}`}
      >
        {chosen && <Check aria-hidden className="size-3" />}
      </span>
      <Inert className="flex-1" lengthMax={80}>
        {value}
      </Inert>
      {held !== undefined && <span className="tabular text-xs text-faint">{count(held)}</span>}
    </button>
  );
}
