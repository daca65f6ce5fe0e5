import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Checkbox, Input, Select } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { Once } from "./once.tsx";
import { settingsQueries, type Token, useAttempt, useDeed, useTold } from "./queries.ts";

const dayMs = 86_400_000;
const lasting = [
  ["1", "a day"],
  ["7", "7 days"],
  ["30", "30 days"],
  ["90", "90 days"],
  ["365", "a year"],
] as const;
type Right = Token["rights"][number];

/** Keys for programs, each with some of one's own rights. */
export function TokensPart() {
  const { data, error, refetch } = useQuery(settingsQueries.tokens);
  return (
    <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
      <Panel title="Your tokens" flush>
        {error && <Problem of={error} again={() => void refetch()} />}
        {!data && !error && <Skeleton className="h-40 w-full" />}
        {data && (
          <Table
            columns={columns}
            rows={data.tokens}
            keyOf={({ id }) => id}
            says="your tokens"
            empty={
              <Empty title="No token yet">A program that hands alerts in, or reads cases, shows one in the place of a password.</Empty>
            }
          />
        )}
      </Panel>
      <TokenForm />
    </div>
  );
}

function TokenForm() {
  const session = useSession();
  const [label, setLabel] = useState("");
  const [days, setDays] = useState("90");
  const [chosen, setChosen] = useState<ReadonlySet<Right>>(new Set());
  const [made, setMade] = useState<string>();
  const deed = useDeed();
  const offered: readonly Right[] = [...new Set<Right>([...(session?.rights ?? []), "ingest"])];
  const { attempt, busy, problem } = useAttempt(async () => {
    const endsAt = new Date(Date.now() + Number(days) * dayMs).toISOString();
    const { token } = await deed(() => api.makeToken({ body: { label: label.trim(), rights: [...chosen], endsAt } }));
    setMade(token);
    setLabel("");
  });
  return (
    <Panel title="A new token">
      <form
        className="flex flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          attempt();
        }}
      >
        <Input
          label="What it is for"
          placeholder="the mail gateway"
          required
          maxLength={100}
          value={label}
          onChange={(event) => setLabel(event.target.value)}
        />
        <RightChoice offered={offered} chosen={chosen} onChosen={setChosen} />
        <Select label="It ends after" options={lasting} value={days} onChange={(event) => setDays(event.target.value)} />
        {problem !== undefined && <Problem of={problem} />}
        <Button type="submit" kind="primary" busy={busy} disabled={chosen.size === 0} className="self-start">
          Make it
        </Button>
      </form>
      <Once
        title="The new token"
        says="Give it to the program, as “authorization: Bearer …”."
        lines={made === undefined ? undefined : [made]}
        onClose={() => setMade(undefined)}
      />
    </Panel>
  );
}

const rightWords: Readonly<Record<Right, string>> = {
  read: "look at everything but the record's entries",
  triage: "work on cases",
  respond: "act on containment",
  lead: "lead",
  administer: "administer",
  audit: "read the record",
  ingest: "hand alerts in",
  propose: "propose containment",
};

function RightChoice({
  offered,
  chosen,
  onChosen,
}: {
  readonly offered: readonly Right[];
  readonly chosen: ReadonlySet<Right>;
  readonly onChosen: (chosen: ReadonlySet<Right>) => void;
}) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-xs font-medium text-soft">It may</legend>
      {offered.map((right) => (
        <Checkbox
          key={right}
          label={
            <span>
              {rightWords[right]} <span className="font-mono text-2xs text-faint">{right}</span>
            </span>
          }
          checked={chosen.has(right)}
          onChange={(event) => onChosen(new Set(event.target.checked ? [...chosen, right] : [...chosen].filter((each) => each !== right)))}
        />
      ))}
    </fieldset>
  );
}

function Revoke({ token: { id } }: { readonly token: Token }) {
  const told = useTold();
  return <Button onClick={() => told(() => api.revokeToken({ params: { id } }))}>Revoke</Button>;
}

const columns: readonly Column<Token>[] = [
  { id: "label", says: "What for", cell: ({ label }) => <Inert className="font-medium">{label}</Inert> },
  {
    id: "rights",
    says: "May",
    cell: ({ rights }) => (
      <span className="flex flex-wrap gap-1">
        {rights.map((right) => (
          <Badge key={right}>{right}</Badge>
        ))}
      </span>
    ),
  },
  { id: "ends", says: "Ends", cell: ({ endsAt }) => <Time at={endsAt} /> },
  { id: "used", says: "Used", cell: ({ usedAt }) => (usedAt === null ? <span className="text-faint">never</span> : <Time at={usedAt} />) },
  { id: "revoke", says: "End", cell: (token) => <Revoke token={token} />, right: true },
];
