import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Eye, RotateCcw } from "lucide-react";
import { useState } from "react";
import { api, onceKey } from "../../api/client.ts";
import { useMay } from "../../api/session.ts";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Select } from "../../ui/field.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { type Column, Table } from "../../ui/table.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { tell, tellProblem } from "../../ui/toast.tsx";
import { LetterDialog } from "./letter-dialog.tsx";
import { More } from "./more.tsx";
import { connectorQueries, type Letter } from "./queries.ts";
import type { ConnectorSearch } from "./search.ts";

type PartProps = { readonly search: ConnectorSearch; readonly go: (next: ConnectorSearch) => void };

/** Records that could not be read: why, what they are, and a way to put them back once that is mended. */
export default function LettersPart({ search, go }: PartProps) {
  const source = search.name;
  const query = useInfiniteQuery(connectorQueries.letters(source));
  const [shown, setShown] = useState<Letter>();
  const letters = query.data?.pages.flatMap((page) => page.letters) ?? [];
  return (
    <>
      <SourceFilter source={source} go={go} />
      {query.error && <Problem of={query.error} again={() => void query.refetch()} />}
      {query.isPending ? (
        <Skeleton className="h-32 w-full" />
      ) : (
        <Panel flush>
          <Table
            says="dead letters"
            columns={columns(setShown)}
            rows={letters}
            keyOf={({ letter }) => String(letter)}
            empty={none(source)}
          />
          <More query={query} />
        </Panel>
      )}
      <LetterDialog letter={shown} onClose={() => setShown(undefined)} />
    </>
  );
}

const none = (source: string | undefined) => (
  <Empty title={source === undefined ? "There are no dead letters" : "This source has no dead letters"}>
    What no format can read is kept here with its reason instead of being dropped. It can be put back once what was wrong is mended.
  </Empty>
);

const columns = (show: (letter: Letter) => void): readonly Column<Letter>[] => [
  { id: "at", says: "When", cell: ({ at }) => <Time at={at} /> },
  { id: "source", says: "Source", cell: ({ source }) => <Inert>{source}</Inert> },
  {
    id: "reason",
    says: "Why",
    cell: ({ reason, says }) => (
      <div className="min-w-60">
        <Badge tone="warn">{reason.replaceAll("-", " ")}</Badge>
        <p className="mt-0.5 max-w-prose text-soft">
          <Inert>{says}</Inert>
        </p>
      </div>
    ),
  },
  {
    id: "record",
    says: "Record",
    cell: ({ recordId }) => (
      <Inert lengthMax={48} className="font-mono text-xs">
        {recordId}
      </Inert>
    ),
  },
  {
    id: "deeds",
    says: "",
    right: true,
    cell: (letter) => (
      <span className="flex justify-end gap-1.5">
        {letter.position !== null && (
          <Button kind="quiet" icon={<Eye aria-hidden className="size-3.5" />} onClick={() => show(letter)}>
            Look
          </Button>
        )}
        <Replay of={letter} />
      </span>
    ),
  },
];

function Replay({ of: { letter, replayedAt } }: { readonly of: Letter }) {
  const client = useQueryClient();
  const mayTriage = useMay("triage");
  const replay = useMutation({
    mutationFn: () => api.replayDeadLetter({ params: { letter } }, { idempotencyKey: onceKey() }),
    onSuccess: ({ accepted, repeated }) => {
      tell(accepted > 0 ? `${count(accepted)} put back; it is read anew.` : `Nothing new came of it: ${count(repeated)} known already.`);
      return client.invalidateQueries({ queryKey: ["source"] });
    },
    onError: tellProblem,
  });
  if (replayedAt !== null)
    return (
      <span className="self-center text-xs whitespace-nowrap text-faint">
        put back <Time at={replayedAt} />
      </span>
    );
  if (!mayTriage) return null;
  return (
    <Button icon={<RotateCcw aria-hidden className="size-3.5" />} busy={replay.isPending} onClick={() => replay.mutate()}>
      Put back
    </Button>
  );
}

function SourceFilter({ source, go }: { readonly source: string | undefined; readonly go: PartProps["go"] }) {
  const { data } = useQuery(connectorQueries.sources);
  const names = (data?.sources ?? []).filter(({ deadLettered }) => deadLettered > 0).map((each) => each.source);
  const all = source !== undefined && !names.includes(source) ? [...names, source] : names;
  if (all.length === 0) return null;
  return (
    <div className="mb-3 w-64">
      <Select
        label="Of the source"
        value={source ?? ""}
        onChange={({ target: { value } }) => go({ part: "dead-letters", ...(value !== "" && { name: value }) })}
        options={[["", "every source"], ...all.map((name) => [name, name] as const)]}
      />
    </div>
  );
}
