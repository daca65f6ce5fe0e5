import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Panel } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";
import { evidenceQueries } from "../case/evidence/queries.ts";
import { caseQueries } from "../case/queries.ts";
import type { Action } from "./queries.ts";

const itemsShownMax = 6;
const unknownsShownMax = 4;

/** What the action rests on, in the words of the evidence, and what the case does not know: whoever says yes has read both here. */
export function RestsOn({ action }: { readonly action: Action }) {
  const { evidence } = action;
  const { id } = action.case;
  return (
    <Panel title="What it rests on">
      <ul className="flex flex-col gap-2 text-sm">
        {evidence.slice(0, itemsShownMax).map((item) => (
          <li key={item.id} className="flex items-start justify-between gap-3">
            <Item caseId={id} evidence={item.id} />
          </li>
        ))}
        {evidence.length === 0 && <li className="text-soft">It names no evidence.</li>}
      </ul>
      {evidence.length > itemsShownMax && (
        <p className="mt-2 text-xs text-faint">and {evidence.length - itemsShownMax} more, under Evidence of the case</p>
      )}
      <Unknown caseId={id} />
    </Panel>
  );
}

function Item({ caseId, evidence }: { readonly caseId: string; readonly evidence: string }) {
  const { data, error } = useQuery(evidenceQueries.item(caseId, evidence));
  return (
    <>
      <span className="min-w-0">
        {data ? (
          <Inert lengthMax={300}>{data.item.says}</Inert>
        ) : (
          <span className="text-faint">{error ? "it cannot be read" : "reading"}</span>
        )}
        {data?.item.trust === "attacker-writable" && <span className="text-xs text-warn"> an attacker could have written it</span>}
      </span>
      <Link
        to="/cases/$id"
        params={{ id: caseId }}
        search={{ part: "evidence", item: evidence }}
        className="shrink-0 rounded-sm border border-line px-1.5 font-mono text-2xs hover:bg-hover"
      >
        {evidence}
      </Link>
    </>
  );
}

function Unknown({ caseId }: { readonly caseId: string }) {
  const { data } = useQuery(caseQueries.whole(caseId));
  const unknowns = data?.case?.unknowns ?? [];
  if (unknowns.length === 0) return null;
  return (
    <>
      <h3 className="mt-4 mb-1 text-xs font-semibold text-warn">Not known</h3>
      <ul className="flex list-disc flex-col gap-0.5 pl-4 text-sm text-soft">
        {unknowns.slice(0, unknownsShownMax).map((each) => (
          <li key={each}>
            <Inert lengthMax={300}>{each}</Inert>
          </li>
        ))}
      </ul>
      {unknowns.length > unknownsShownMax && (
        <p className="text-xs text-faint">and {unknowns.length - unknownsShownMax} more in the case</p>
      )}
    </>
  );
}
