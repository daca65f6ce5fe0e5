import { Link } from "@tanstack/react-router";
import { Inert } from "../../ui/text.tsx";

const citation = /\[(e-m?\d{1,6})\]/;

/** A sentence of ours that cites evidence: each citation leads to what it cites, and the rest is inert. */
export function Cited({
  id,
  children,
  lengthMax = 1_500,
}: {
  readonly id: string;
  readonly children: string;
  readonly lengthMax?: number;
}) {
  const parts = children.slice(0, lengthMax).split(citation);
  return parts.map((part, at) =>
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a sentence may cite one thing twice
      <EvidenceLink key={`${part} ${at}`} id={id} evidence={part} />
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one sentence have no name of their own
      <Inert key={at} lengthMax={lengthMax}>
        {part}
      </Inert>
    ),
  );
}

/** The way to one piece of evidence. */
export function EvidenceLink({ id, evidence }: { readonly id: string; readonly evidence: string }) {
  return (
    <Link
      to="/cases/$id"
      params={{ id }}
      search={{ part: "evidence", item: evidence }}
      className="mx-0.5 rounded-sm border border-line px-1 font-mono text-2xs text-soft hover:bg-hover hover:text-text"
    >
      {evidence}
    </Link>
  );
}
