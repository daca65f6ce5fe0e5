import { Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { type Block, blocksOf } from "./card.ts";

const lengthMax = 4_000;

/** What a model is for, what it was made of, how well it does, and where it fails: as whoever trained it wrote it. */
export function ModelCard({ of: card }: { readonly of: string }) {
  return (
    <div className="mt-2 flex flex-col gap-3 border-t border-line pt-3 text-sm">
      {blocksOf(card).map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a card stand in their order and never move
        <Piece key={at} of={block} />
      ))}
    </div>
  );
}

function Piece({ of: block }: { readonly of: Block }) {
  if (block.kind === "heading") return <h3 className="mt-1 text-xs font-semibold text-faint">{block.text}</h3>;
  if (block.kind === "table") return <CardTable of={block} />;
  if (block.kind === "text")
    return (
      <p className="max-w-prose whitespace-pre-line">
        <Inert lengthMax={lengthMax}>{block.text}</Inert>
      </p>
    );
  return (
    <ul className="flex max-w-prose list-disc flex-col gap-1 pl-5">
      {block.items.map((item) => (
        <li key={item}>
          <Inert lengthMax={lengthMax}>{item}</Inert>
        </li>
      ))}
    </ul>
  );
}

function CardTable({ of: { head, rows } }: { readonly of: Extract<Block, { kind: "table" }> }) {
  const columns = head.map((says, at) => ({
    id: `${at}`,
    says,
    cell: (row: readonly string[]) => <Inert lengthMax={lengthMax}>{row[at] ?? ""}</Inert>,
  }));
  return <Table says={head.join(", ")} columns={columns} rows={rows} keyOf={(row) => row.join("|")} />;
}
