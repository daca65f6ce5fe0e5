import { ArrowDown, ArrowUp, Minus } from "lucide-react";
import { visible } from "../../../../../src/server/contract/inert.ts";
import { count } from "../../../lib/words.ts";
import { Badge } from "../../../ui/chip.tsx";
import { ChosenList } from "../../../ui/chosen-list.tsx";
import { Inert } from "../../../ui/text.tsx";
import { type Item, isListed, type Side, sideOf, sides } from "./sides.ts";

const lineHeight = 62;

/** Which way evidence points, to filter by. */
export function SideFilter({
  items,
  chosen,
  onChoose,
}: {
  readonly items: readonly Item[];
  readonly chosen: Side | undefined;
  readonly onChoose: (side: Side | undefined) => void;
}) {
  const all = [undefined, ...sides];
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="sr-only">which evidence is listed</legend>
      {all.map((side) => (
        <button
          key={side ?? "all"}
          type="button"
          aria-pressed={side === chosen}
          onClick={() => onChoose(side)}
          className={`h-7 rounded-md px-2 text-xs font-medium whitespace-nowrap phone:h-10 ${side === chosen ? "bg-chosen text-text" : "text-soft hover:bg-hover hover:text-text"}`}
        >
          {side ?? "all"} <span className="tabular text-faint">{count(items.filter((item) => isListed(item, side)).length)}</span>
        </button>
      ))}
    </fieldset>
  );
}

/** Evidence of the case in lines: what was asked, what it says, which way it points and how far. */
export function ItemList({
  items,
  chosen,
  onChoose,
}: {
  readonly items: readonly Item[];
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}) {
  return (
    <ChosenList
      says="evidence of the case"
      rows={items}
      {...{ lineHeight, chosen }}
      line={(item, isChosen) => <ItemLine item={item} isChosen={isChosen} onChoose={() => onChoose(item.id)} />}
    />
  );
}

function ItemLine({ item, isChosen, onChoose }: { readonly item: Item; readonly isChosen: boolean; readonly onChoose: () => void }) {
  const { id, says, question, tool, group, trust, pressing, by } = item;
  return (
    <button
      type="button"
      onClick={onChoose}
      aria-current={isChosen || undefined}
      title={`${visible(question)}\n${visible(`${tool} · ${group}`)}`}
      className={`relative flex h-full w-full items-start gap-2 border-b border-line/60 px-3 py-1.5 text-left ${isChosen ? "bg-chosen before:absolute before:inset-y-0 before:left-0 before:w-[3px] before:bg-accent" : "hover:bg-hover/70"}`}
    >
      <Weight of={item} />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm">
          <Inert lengthMax={200}>{says}</Inert>
        </span>
        <span className="block truncate text-xs text-soft">
          <Inert lengthMax={160}>{question}</Inert>
        </span>
        <span className="flex items-center gap-2 truncate text-2xs text-faint">
          <span className="font-mono">{id}</span>
          <span className="truncate">{trust}</span>
          {pressing && <Badge tone="accent">pressing</Badge>}
          {by === "model" && <Badge tone="warn">led to by a model, not weighed</Badge>}
        </span>
      </span>
    </button>
  );
}

/** How far evidence moves the odds, and which way: a shape, a sign and a number. */
export function Weight({ of }: { readonly of: Item }) {
  const side = sideOf(of);
  const Icon = side === "for" ? ArrowUp : side === "against" ? ArrowDown : Minus;
  const colour = side === "for" ? "text-critical" : side === "against" ? "text-good" : "text-faint";
  return (
    <span className={`mt-0.5 inline-flex w-12 shrink-0 items-center gap-0.5 font-mono text-xs ${colour}`}>
      <Icon aria-hidden className="size-3" />
      <span className="sr-only">{side === "nothing" ? "moves nothing " : `${side} malicious `}</span>
      {Math.abs(of.weight).toFixed(of.weight !== 0 && Math.abs(of.weight) < 0.05 ? 3 : 1)}
    </span>
  );
}
