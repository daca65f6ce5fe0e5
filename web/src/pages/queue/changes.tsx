import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { History } from "lucide-react";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { tellProblem } from "../../ui/toast.tsx";

const key = ["case", "list", "changes"] as const;
const words = {
  new: "new",
  verdict: "concluded otherwise",
  escalated: "escalated",
  reopened: "reopened",
  closed: "closed",
  merged: "merged",
} as const;

/** What changed since the reader last looked, and the mark that says that they have. */
export function ChangesSince() {
  const [open, setOpen] = useState(false);
  const client = useQueryClient();
  const changes = useQuery({ queryKey: key, queryFn: ({ signal }) => api.readChangesSince({}, { signal }) });
  const looked = useMutation({
    mutationFn: (revision: number) => api.markLooked({ body: { revision } }),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
    onError: tellProblem,
  });
  const data = changes.data;
  if (!data) return null;
  if (data.since === null)
    return (
      <Button kind="quiet" icon={<History aria-hidden className="size-3.5" />} onClick={() => looked.mutate(data.revision)}>
        Mark from here on
      </Button>
    );
  return (
    <>
      <Button kind="quiet" icon={<History aria-hidden className="size-3.5" />} onClick={() => setOpen(true)}>
        {data.counts.cases === 0 ? "Nothing new" : `${count(data.counts.cases)} changed`} since you looked
      </Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Since you last looked" says={<Sums data={data} />} wide>
        <ChangedList data={data} onLeave={() => setOpen(false)} />
        <div className="mt-4 flex justify-end">
          <Button
            kind="primary"
            busy={looked.isPending}
            onClick={() => {
              looked.mutate(data.revision);
              setOpen(false);
            }}
          >
            I have seen these
          </Button>
        </div>
      </Dialog>
    </>
  );
}

type Data = Awaited<ReturnType<typeof api.readChangesSince>>;

function Sums({ data: { since, counts } }: { readonly data: Data }) {
  const said = (Object.keys(words) as (keyof typeof words)[])
    .filter((each) => counts[each] > 0)
    .map((each) => `${count(counts[each])} ${words[each]}`);
  return (
    <span>
      {since && <Time at={since.at} />}: {said.length === 0 ? "no case changed" : said.join(", ")}
    </span>
  );
}

function ChangedList({ data: { cases, counts }, onLeave }: { readonly data: Data; readonly onLeave: () => void }) {
  return (
    <ul className="flex max-h-[50dvh] flex-col overflow-auto">
      {cases.map(({ row, changes }) => (
        <li key={row.id} className="flex items-center gap-3 border-b border-line/60 py-1.5 text-sm">
          <Link to="/cases/$id" params={{ id: row.id }} onClick={onLeave} className="min-w-0 flex-1 truncate font-medium hover:underline">
            <Inert lengthMax={140}>{row.title}</Inert>
          </Link>
          {changes.map((each) => (
            <Badge key={each} tone={each === "escalated" || each === "reopened" ? "warn" : "plain"}>
              {words[each]}
            </Badge>
          ))}
          <Time at={row.lastTime} className="text-xs text-faint" />
        </li>
      ))}
      {counts.cases > cases.length && <li className="py-2 text-xs text-faint">and {count(counts.cases - cases.length)} more</li>}
    </ul>
  );
}
