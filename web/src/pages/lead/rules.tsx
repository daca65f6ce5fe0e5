import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { count, share } from "../../lib/words.ts";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Formula, ShareFigure } from "./figure.tsx";
import { type Asked, leadQueries } from "./queries.ts";

/** Noise is what was closed, too. */
const anyState = ["open", "escalated", "closed"];

/** Rules by the noise they make, and how often each was right. */
export function RulesPanel({ asked }: { readonly asked: Asked }) {
  const rules = useQuery(leadQueries.rules(asked));
  return (
    <Panel title="Noisy rules" flush actions={rules.data && <Formula of={rules.data.definition.people} />}>
      {rules.isPending && (
        <div className="p-3">
          <Spinner says="counting" />
        </div>
      )}
      {rules.error && <Problem of={rules.error} again={() => void rules.refetch()} />}
      {rules.data && (
        <Table
          says="noisy rules"
          rows={rules.data.rules}
          keyOf={({ product, rule }) => `${product} ${rule}`}
          empty={<p className="p-3 text-sm text-soft">No rule raised an alert in this period.</p>}
          columns={[
            {
              id: "rule",
              says: "Rule",
              cell: ({ rule, product }) => (
                <Link to="/" search={{ of: "alerts", state: anyState, rule: [rule], collapse: "storm" }} className="hover:underline">
                  <Inert lengthMax={90}>{rule}</Inert> <span className="text-xs text-faint">{product}</span>
                </Link>
              ),
            },
            { id: "alerts", says: "Alerts", right: true, cell: ({ alerts }) => count(alerts) },
            { id: "share", says: "Of all", right: true, cell: ({ share: of }) => (of.measured ? share(of.share) : "–") },
            { id: "handed", says: "To people", right: true, cell: ({ handedToPeople }) => count(handedToPeople) },
            { id: "people", says: "Right, by people", cell: ({ people }) => <ShareFigure of={people.precision} /> },
            { id: "agent", says: "Right, by the agent", cell: ({ agent }) => <ShareFigure of={agent.precision} /> },
          ]}
        />
      )}
      {rules.data && rules.data.others.rules > 0 && (
        <p className="px-3 py-2 text-xs text-faint">
          and {count(rules.data.others.rules)} more rules with {count(rules.data.others.alerts)} alerts
        </p>
      )}
    </Panel>
  );
}
