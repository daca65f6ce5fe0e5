import { count } from "../../lib/words.ts";
import { Badge } from "../../ui/chip.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Table } from "../../ui/table.tsx";
import { InertAlready } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import type { Blind } from "./queries.ts";

type BlindCase = Blind["case"];

/** What was seen and found of a case, and nothing of what the agent made of it. The server made its text inert. */
export function BlindCasePanels({ of }: { readonly of: BlindCase }) {
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <Alerts of={of} />
      <Found of={of.found} />
      <div className="grid gap-4 xl:grid-cols-2">
        <Assets of={of.assets} />
        <Panel title="Values that were seen">
          {of.observables.length === 0 ? (
            <p className="text-sm text-soft">None was seen.</p>
          ) : (
            <ul className="flex flex-wrap gap-1.5">
              {of.observables.map(({ type, value }) => (
                <li key={`${type} ${value}`} className="max-w-full">
                  <span className="inline-flex max-w-full gap-1 rounded-sm border border-line bg-hover/60 px-1 font-mono text-xs">
                    <span className="text-faint">{type}</span>
                    <InertAlready className="min-w-0 break-all">{value}</InertAlready>
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Panel>
      </div>
    </div>
  );
}

function Alerts({ of: { alerts, alertsTotal, from, to } }: { readonly of: BlindCase }) {
  const inOrder = alerts.toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const left = alertsTotal - alerts.length;
  return (
    <Panel
      title={`${count(alertsTotal)} ${alertsTotal === 1 ? "alert" : "alerts"}, in the order of time`}
      actions={
        <span className="text-xs text-faint">
          <Time at={from} as="utc" /> to <Time at={to} as="utc" />
        </span>
      }
    >
      <ol className="flex flex-col gap-1.5 text-sm">
        {inOrder.map((alert, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: alerts of a sample have no id, and do not move
          <li key={at} className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-3">
            <Time at={alert.at} as="clock" className="text-faint" />
            <span className="min-w-0">
              <InertAlready className="font-medium">{alert.title}</InertAlready>{" "}
              <span className="text-xs text-faint">
                <InertAlready>{alert.product}</InertAlready>
                {alert.rule !== null && (
                  <>
                    {" "}
                    · <InertAlready>{alert.rule}</InertAlready>
                  </>
                )}
              </span>
            </span>
          </li>
        ))}
      </ol>
      {left > 0 && <p className="mt-2 text-xs text-faint">and {count(left)} more of the same case</p>}
    </Panel>
  );
}

function Found({ of: found }: { readonly of: BlindCase["found"] }) {
  return (
    <Panel title="What was asked, and what was found">
      {found.length === 0 ? (
        <p className="text-sm text-soft">Nothing was asked.</p>
      ) : (
        <dl className="flex flex-col gap-2 text-sm">
          {found.map(({ question, says }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: answers of a sample do not move
            <div key={at} className="border-b border-line/60 pb-2 last:border-0 last:pb-0">
              <dt className="text-xs text-faint">
                <InertAlready>{question}</InertAlready>
              </dt>
              <dd>
                <InertAlready>{says}</InertAlready>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}

function Assets({ of: assets }: { readonly of: BlindCase["assets"] }) {
  return (
    <Panel title="Machines and accounts" flush>
      <Table
        says="machines and accounts"
        rows={assets}
        keyOf={({ name, role }) => `${name} ${role}`}
        empty={<p className="p-3 text-sm text-soft">None is named.</p>}
        columns={[
          { id: "name", says: "Name", cell: ({ name }) => <InertAlready className="font-mono text-xs">{name}</InertAlready> },
          { id: "role", says: "Role", cell: ({ role }) => <InertAlready>{role}</InertAlready> },
          { id: "owner", says: "Owner", cell: ({ owner }) => (owner === null ? "–" : <InertAlready>{owner}</InertAlready>) },
          {
            id: "criticality",
            says: "Criticality",
            cell: ({ criticality, known }) =>
              known ? <InertAlready>{criticality}</InertAlready> : <Badge tone="warn">not in the inventory</Badge>,
          },
        ]}
      />
    </Panel>
  );
}
