import { Link } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { type RefObject, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { Inert } from "../../ui/text.tsx";
import { FacetMenu } from "./facet-menu.tsx";
import { type QueueSearch, toggled, wordFilters, wordsOf } from "./search.ts";

type BarProps = {
  readonly search: QueueSearch;
  readonly onSearch: (search: QueueSearch) => void;
  readonly field: RefObject<HTMLInputElement | null>;
};

/** What the list holds, as chips that come off one by one; all of it is the page's address. */
export function FilterBar({ search, onSearch, field }: BarProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 px-4 pb-2">
      <SearchField search={search} onSearch={onSearch} field={field} key={search.text ?? ""} />
      <FacetMenu search={search} onSearch={onSearch} />
      <Link to="/ask" className="text-xs text-soft underline underline-offset-2 hover:text-text">
        Search all events
      </Link>
      {wordFilters.map((name) => {
        const words = wordsOf(search, name);
        if (words.length === 0) return null;
        const { [name]: _gone, ...rest } = search;
        return (
          <Chip
            key={name}
            name={name}
            onRemove={() =>
              onSearch(words.length > 1 && name !== "state" ? toggled(search, name, words.at(-1) ?? "") : (rest as QueueSearch))
            }
          >
            {words.map((word, at) => (
              <span key={word}>
                {at > 0 && <span className="font-normal text-faint"> or </span>}
                <Inert lengthMax={50}>{word}</Inert>
              </span>
            ))}
          </Chip>
        );
      })}
      {(["from", "to", "case"] as const).map((name) => {
        const { [name]: word, ...rest } = search;
        return typeof word === "string" ? (
          <Chip key={name} name={name} onRemove={() => onSearch(rest as QueueSearch)}>
            {word}
          </Chip>
        ) : null;
      })}
      <span className="flex-1 phone:hidden" />
      <Sorting search={search} onSearch={onSearch} />
    </div>
  );
}

function SearchField({ search, onSearch, field }: BarProps) {
  const [text, setText] = useState(search.text ?? "");
  return (
    <form
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        const { text: _before, ...rest } = search;
        onSearch((text.trim() === "" ? rest : { ...rest, text: text.trim() }) as QueueSearch);
        field.current?.blur();
      }}
      className="flex h-7 items-center gap-2 rounded-md border border-line-strong bg-ground px-2 focus-within:border-accent-strong phone:h-10 phone:w-full"
    >
      <Search aria-hidden className="size-3.5 text-faint" />
      <input
        ref={field}
        type="search"
        aria-label="words of the title"
        placeholder="Words of the title  /"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
        className="w-52 bg-transparent text-sm outline-none placeholder:text-faint phone:w-full"
      />
    </form>
  );
}

const sorts = [
  ["priority", "most urgent first"],
  ["severity", "gravest first"],
  ["newest", "newest first"],
  ["oldest", "oldest first"],
  ["activity", "last changed first"],
] as const;

function Sorting({ search, onSearch }: Omit<BarProps, "field">) {
  return (
    <div className="flex items-center gap-2">
      {search.of === "alerts" && (
        <Button
          kind="quiet"
          aria-pressed={search.collapse === "storm"}
          onClick={() => onSearch({ ...search, collapse: search.collapse === "storm" ? undefined : "storm" } as QueueSearch)}
        >
          {search.collapse === "storm" ? "Storms in one line" : "Every alert"}
        </Button>
      )}
      <label className="flex items-center gap-2 text-xs text-faint">
        <span className="sr-only">order</span>
        <select
          value={search.sort ?? "priority"}
          onChange={(event) => onSearch({ ...search, sort: event.target.value } as QueueSearch)}
          className="h-7 rounded-md border border-line bg-surface px-1.5 text-sm text-soft phone:h-10"
        >
          {sorts.map(([value, says]) => (
            <option key={value} value={value}>
              {says}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
