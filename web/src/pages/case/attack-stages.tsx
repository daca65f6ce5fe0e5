import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Severity } from "../../ui/severity.tsx";
import { Inert } from "../../ui/text.tsx";
import { caseQueries } from "./queries.ts";

/** What happened, stage by stage: the gravest fact of each, by the alerts' own ratings and whatever they weigh in the sum. */
export function AttackStages({ id }: { readonly id: string }) {
  const { data } = useQuery(caseQueries.reasoning(id));
  if (!data || data.stages.length === 0) return null;
  return (
    <section className="mt-3" aria-label="The attack, stage by stage">
      <h3 className="text-xs font-semibold text-faint">The attack, stage by stage</h3>
      <ol className="mt-1 flex flex-col">
        {data.stages.map(({ tactic, technique, evidence, says, severity }) => (
          <li
            key={tactic}
            className="grid grid-cols-[9rem_1fr_6rem_4.5rem] gap-x-2.5 gap-y-0.5 border-t border-line/60 py-1.5 text-sm phone:grid-cols-[1fr_auto_auto]"
          >
            <span className="text-soft">{tactic}</span>
            <Link
              to="/cases/$id"
              params={{ id }}
              search={{ part: "evidence", item: evidence }}
              className="min-w-0 hover:underline phone:order-last phone:col-span-3"
            >
              <Inert lengthMax={240}>{says}</Inert>
            </Link>
            <span>{severity !== null && <Severity is={severity} />}</span>
            <span className="text-right font-mono text-2xs text-faint" title={technique.name}>
              {technique.id}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** The rest of what counts, so that nothing of the sum is left untold. */
export function Further({ id, named }: { readonly id: string; readonly named: readonly string[] }) {
  const { data } = useQuery(caseQueries.reasoning(id));
  const rest = data?.hypotheses[0]?.steps.filter(({ evidence, counted }) => counted && !named.includes(evidence)) ?? [];
  if (rest.length === 0) return null;
  const weight = rest.reduce((sum, each) => sum + each.weight, 0);
  return (
    <p className="border-t border-line/60 pt-2 text-xs text-faint">
      {rest.length} more: {weight >= 0 ? "+" : "−"}
      {Math.abs(weight).toFixed(1)} together. Weights are added, and a sum ends at ±12; each rule after the gravest counts half as much as
      the one before it.
    </p>
  );
}
