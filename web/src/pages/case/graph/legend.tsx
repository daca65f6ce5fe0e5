import { KindShape } from "./kind-shape.tsx";
import { kinds, type Rarity, rarityWords } from "./kinds.ts";
import type { Node } from "./queries.ts";
import { rarityLooks } from "./style.ts";

/** What shapes, sizes and rings mean, for the kinds that are there. */
export function Legend({ nodes }: { readonly nodes: readonly Node[] }) {
  const there = (Object.keys(kinds) as Node["kind"][]).filter((kind) => nodes.some((node) => node.kind === kind));
  const hostile = nodes.some((node) => node.hostile);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line px-3 py-1.5 text-2xs text-soft">
      <ul className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {there.map((kind) => (
          <li key={kind} className="inline-flex items-center gap-1">
            <KindShape kind={kind} />
            {kinds[kind].says}
          </li>
        ))}
        {hostile && (
          <li className="inline-flex items-center gap-1 font-medium text-bad">
            <span
              aria-hidden
              className="inline-flex size-3.5 items-center justify-center rounded-full bg-bad text-2xs font-bold text-ground"
            >
              !
            </span>
            known as bad
          </li>
        )}
      </ul>
      <ul aria-label="how rare" className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {(Object.keys(rarityLooks) as Rarity[]).map((rarity) => (
          <li key={rarity} className="inline-flex items-center gap-1">
            <Ring rarity={rarity} />
            {rarityWords[rarity]}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Ring({ rarity }: { readonly rarity: Rarity }) {
  const { size, line, ring } = rarityLooks[rarity];
  return (
    <span
      aria-hidden
      className="inline-block shrink-0 rounded-full border-faint"
      style={{ width: size / 2.2, height: size / 2.2, borderStyle: line, borderWidth: line === "double" ? 3 : Math.max(1, ring * 0.8) }}
    />
  );
}
