import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useKeys } from "../../../lib/keys.ts";
import type { Search } from "../../../lib/search.ts";
import { Empty } from "../../../ui/empty.tsx";
import { ItemList, SideFilter } from "../evidence/item-list.tsx";
import { ItemWhole } from "../evidence/item-whole.tsx";
import { type Item, isListed, type Side, sides } from "../evidence/sides.ts";
import type { PartProps } from "../part-props.ts";

/** What the verdict rests on: every evidence item, and the chosen one whole. Nothing in it is live. */
export default function EvidencePart({ whole }: PartProps) {
  const held = whole.case;
  const items = useMemo(() => [...(held?.evidence ?? []), ...(held?.model?.evidence ?? [])], [held]);
  if (items.length === 0)
    return (
      <Empty title="No evidence yet">
        The agent is still asking. What it was answered appears here;{" "}
        <Link to="/cases/$id" params={{ id: whole.id }} search={{ part: "alerts" }} className="text-accent hover:underline">
          the records of its alerts
        </Link>{" "}
        are there already.
      </Empty>
    );
  return <Items id={whole.id} items={items} />;
}

function Items({ id, items }: { readonly id: string; readonly items: readonly Item[] }) {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const side = sides.find((each) => each === search.side);
  const listed = useMemo(() => items.filter((item) => isListed(item, side)), [items, side]);
  const wanted = typeof search.item === "string" && search.item !== "" ? search.item : undefined;
  const chosen = wanted ?? listed[0]?.id;
  const go = useCallback(
    (item: string | undefined, its: Side | undefined) =>
      void navigate({
        to: "/cases/$id",
        params: { id },
        search: { part: "evidence", ...(item !== undefined && { item }), ...(its && { side: its }) },
        replace: true,
      }),
    [navigate, id],
  );
  useItemKeys(listed, chosen, (item) => go(item, side));
  return (
    <div className="grid gap-4 lg:grid-cols-[24rem_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-2 lg:sticky lg:top-3 lg:h-[calc(100dvh-5rem)]">
        <SideFilter items={items} chosen={side} onChoose={(its) => go(undefined, its)} />
        {listed.length === 0 ? (
          <p className="p-3 text-sm text-soft">No evidence of this kind. Choose “all” to see the rest.</p>
        ) : (
          <ItemList items={listed} chosen={chosen} onChoose={(item) => go(item, side)} />
        )}
      </div>
      <div className="min-w-0">{chosen !== undefined && <ItemWhole id={id} evidence={chosen} />}</div>
    </div>
  );
}

function useItemKeys(listed: readonly Item[], chosen: string | undefined, go: (item: string) => void): void {
  const deeds = useMemo(() => {
    const move = (by: number) => {
      const at = listed.findIndex(({ id }) => id === chosen);
      const next = listed[Math.max(0, Math.min(listed.length - 1, at + by))];
      if (next) go(next.id);
    };
    return [
      { keys: "j", says: "Next evidence", does: () => move(1) },
      { keys: "k", says: "Evidence before", does: () => move(-1) },
    ];
  }, [listed, chosen, go]);
  useKeys("Evidence", deeds);
}
