import { kinds } from "./kinds.ts";
import type { Node } from "./queries.ts";

/** The shape and letter of a kind, as the picture draws it. */
export function KindShape({ kind, hostile = false }: { readonly kind: Node["kind"]; readonly hostile?: boolean }) {
  const { corners, letter } = kinds[kind];
  const points = corners?.map((each, at) => (at % 2 === 0 ? `${each},` : `${each} `)).join("");
  const look = hostile ? "fill-bad-strong stroke-bad" : "fill-raised stroke-faint";
  return (
    <svg aria-hidden viewBox="-1.15 -1.15 2.3 2.3" className="size-5 shrink-0" strokeWidth="0.12">
      {points ? <polygon points={points} className={look} /> : <circle r="1" className={look} />}
      <text
        textAnchor="middle"
        dominantBaseline="central"
        fontSize={letter.length > 1 ? 0.75 : 0.95}
        fontWeight="600"
        className={hostile ? "fill-on-bad" : "fill-soft"}
      >
        {letter}
      </text>
    </svg>
  );
}
