import { Link } from "@tanstack/react-router";
import { share } from "../../../lib/words.ts";
import { Panel } from "../../../ui/panel.tsx";
import { Inert } from "../../../ui/text.tsx";
import type { WholeCase } from "../queries.ts";
import type { Attack, Claim } from "./queries.ts";

/** A technique that was found in the matrix, with its claim. */
export type Found = { readonly id: string; readonly name: string; readonly claim: Claim };

/** A technique of the matrix by its id. */
export function techniqueIn({ tactics, elsewhere }: Attack, wanted: string): Found | undefined {
  for (const { techniques } of tactics)
    for (const { id, name, claim, subTechniques } of techniques) {
      if (id === wanted && claim) return { id, name, claim };
      const sub = subTechniques.find((each) => each.id === wanted);
      if (sub) return { ...sub, name: `${name}: ${sub.name}` };
    }
  return elsewhere.find(({ id }) => id === wanted);
}

/** Why we say that the case shows a technique: how sure we are, and every evidence item that says so. */
export function Behind({ whole, found }: { readonly whole: WholeCase; readonly found: Found | undefined }) {
  if (!found)
    return (
      <Panel title="The evidence behind a technique">
        <p className="text-sm text-soft">
          Choose a technique in the matrix. What says so appears here, each item one press from its record.
        </p>
      </Panel>
    );
  const items = new Map(whole.case?.evidence.map((item) => [item.id, item]));
  return (
    <Panel title={found.name}>
      <p className="text-sm text-soft">
        <span className="font-mono text-xs">{found.id}</span>, {share(found.claim.confidence)} sure,{" "}
        {found.claim.evidence.length === 1 ? "by one evidence item" : `by ${found.claim.evidence.length} evidence items`}.
      </p>
      <ul className="mt-2 flex flex-col">
        {found.claim.evidence.map((id) => (
          <li key={id} className="border-t border-line/60 py-1.5 text-sm">
            <Link
              to="/cases/$id"
              params={{ id: whole.id }}
              search={{ part: "evidence", item: id }}
              className="flex items-start justify-between gap-3 hover:underline"
            >
              <Inert lengthMax={260}>{items.get(id)?.says ?? "an item that this case does not list"}</Inert>
              <span className="shrink-0 font-mono text-2xs text-faint">{id}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
