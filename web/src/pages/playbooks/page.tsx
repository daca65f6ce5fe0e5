import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ComponentType, lazy, Suspense, useMemo } from "react";
import { patiently } from "../../lib/fetched.ts";
import { useKeys } from "../../lib/keys.ts";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Skeleton, Spinner } from "../../ui/spinner.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { PlaybookList } from "./list.tsx";
import type { PartProps } from "./part-props.ts";
import { type Line, playbookQueries } from "./queries.ts";

const part = (load: () => Promise<{ readonly default: ComponentType<PartProps> }>) => lazy(() => patiently(load));
const parts = [
  { id: "read", says: "Read", keys: "1", Part: part(() => import("./read-part.tsx")) },
  { id: "graph", says: "Graph", keys: "2", Part: part(() => import("./graph-part.tsx")) },
  { id: "edit", says: "Edit and try", keys: "3", Part: part(() => import("./edit-part.tsx")) },
] as const;

/** The playbooks: which there are, what each asks and weighs, and what another text would have made of past cases. */
export function PlaybooksPage() {
  const list = useQuery(playbookQueries.list);
  return (
    <Page
      title="Playbooks"
      says="What is asked in which situation, of whom, and what each answer weighs. They are data: nothing in them runs."
    >
      {list.error && <Problem of={list.error} again={() => void list.refetch()} />}
      {list.isPending && <Skeleton className="h-80 w-full" />}
      {list.data?.playbooks.length === 0 && (
        <Empty title="There are no playbooks here">
          Put one below playbooks/ of the installation: without any, no case is investigated. The guide to writing playbooks shows every
          field.
        </Empty>
      )}
      {list.data && list.data.playbooks.length > 0 && <Chosen lines={list.data.playbooks} />}
    </Page>
  );
}

/** Which playbook and which part the address names. */
type Asked = { readonly playbook?: string; readonly digest?: string; readonly part?: string };

function Chosen({ lines }: { readonly lines: readonly Line[] }) {
  const asked: Asked = useSearch({ strict: false });
  const navigate = useNavigate();
  const line =
    lines.find(({ name, digest, inUse }) => name === asked.playbook && (asked.digest ? digest === asked.digest : inUse)) ?? lines[0];
  const chosen = parts.some(({ id }) => id === asked.part) ? (asked.part as string) : "read";
  const deeds = useMemo(() => {
    const go = (search: Asked) => void navigate({ to: "/playbooks", search: { ...asked, ...search }, replace: true });
    const by = (step: number) => () => {
      const next = lines[((line ? lines.indexOf(line) : 0) + step + lines.length) % lines.length];
      if (next) go(addressOf(next));
    };
    return [
      { keys: "j", says: "The next playbook", does: by(1) },
      { keys: "k", says: "The playbook before", does: by(-1) },
      ...parts.map(({ id, says, keys }) => ({ keys, says, does: () => go({ part: id }) })),
    ];
  }, [lines, line, navigate, asked]);
  useKeys("Playbooks", deeds);
  if (!line) return null;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[17rem_minmax(0,1fr)]">
      <PlaybookList lines={lines} chosen={line} part={chosen} />
      <Tabs
        says={`parts of the playbook ${line.name}`}
        chosen={chosen}
        onChoose={(id) => void navigate({ to: "/playbooks", search: { ...asked, ...addressOf(line), part: id }, replace: true })}
        tabs={parts.map(({ id, says, Part }) => ({
          id,
          says,
          content:
            id === chosen ? (
              <Suspense fallback={<Spinner says="reading" />}>
                <Part key={line.digest} line={line} />
              </Suspense>
            ) : null,
        }))}
      />
    </div>
  );
}

/** The version in use has no digest in its address, so that the address goes on to show what is in use. */
const addressOf = ({ name, digest, inUse }: Line) => ({ playbook: name, digest: inUse ? "" : digest });
