import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { useMay } from "../../../api/session.ts";
import { useKeys } from "../../../lib/keys.ts";
import type { Search } from "../../../lib/search.ts";
import { count } from "../../../lib/words.ts";
import { Button } from "../../../ui/button.tsx";
import { Empty, Problem } from "../../../ui/empty.tsx";
import { Skeleton } from "../../../ui/spinner.tsx";
import { Inert } from "../../../ui/text.tsx";
import { AlertWhole } from "../alerts/alert-whole.tsx";
import { AlertList } from "../alerts/list.tsx";
import type { AlertRow } from "../alerts/queries.ts";
import { SplitDialog } from "../alerts/split-dialog.tsx";
import { type ListedAlerts, useAlertRows } from "../alerts/use-rows.ts";
import type { PartProps } from "../part-props.ts";

const wordOf = (search: Search, name: string) => {
  const held = search[name];
  return typeof held === "string" && held !== "" ? held : undefined;
};

/** The alerts of the case, or those that name one entity, each with why it is in it, and the chosen one whole. Several are split off at once. */
export default function AlertsPart({ whole }: PartProps) {
  const { id } = whole;
  const search = useSearch({ strict: false }) as Search;
  const entity = wordOf(search, "entity");
  const listed = useAlertRows(id, entity);
  const { rows } = listed;
  const navigate = useNavigate();
  const chosen = wordOf(search, "alert") ?? rows[0]?.id;
  const go = useCallback(
    (alert: string) =>
      void navigate({ to: "/cases/$id", params: { id }, search: { part: "alerts", ...(entity && { entity }), alert }, replace: true }),
    [navigate, id, entity],
  );
  const goToFirst = () => {
    takeNone();
    void navigate({ to: "/cases/$id", params: { id }, search: { part: "alerts", ...(entity && { entity }) }, replace: true });
  };
  const may = useMay("triage") && whole.alerts > 1 && whole.mergedInto === null;
  const { taken, take, takeNone } = useTaken();
  useAlertKeys({ rows, chosen, go, take: may ? take : undefined });
  if (listed.error && rows.length === 0) return <Problem of={listed.error} again={listed.again} />;
  if (listed.isPending) return <Skeleton className="h-72 w-full" />;
  if (rows.length === 0)
    return <Empty title="No alert is here">Its alerts moved to another case, by a merge or a split; the history says when and why.</Empty>;
  return (
    <div className="grid gap-4 lg:grid-cols-[24rem_minmax(0,1fr)]">
      <div className="flex min-w-0 flex-col gap-2 lg:sticky lg:top-3 lg:h-[calc(100dvh-5rem)]">
        <Told listed={listed} id={id} />
        <AlertList {...listed} chosen={chosen} onChoose={go} onNear={listed.near} taken={may ? taken : undefined} onTake={take} />
        {taken.size > 0 && <Taken id={id} rows={rows} taken={taken} onNone={takeNone} onDone={goToFirst} />}
      </div>
      <div className="min-w-0">{chosen !== undefined && <AlertWhole key={chosen} whole={whole} alert={chosen} />}</div>
    </div>
  );
}

function Told({ listed: { total, label }, id }: { readonly listed: ListedAlerts; readonly id: string }) {
  const alerts = total === 1 ? "1 alert" : `${count(total)} alerts`;
  if (label === undefined) return <p className="text-xs text-soft">{alerts}, oldest first. Times are UTC.</p>;
  return (
    <p className="text-xs text-soft">
      {alerts} that {total === 1 ? "names" : "name"} <Inert lengthMax={120}>{label}</Inert>, oldest first.{" "}
      <Link to="/cases/$id" params={{ id }} search={{ part: "alerts" }} className="text-accent hover:underline">
        All of the case
      </Link>
    </p>
  );
}

function useTaken() {
  const [taken, setTaken] = useState<ReadonlySet<string>>(new Set());
  const take = useCallback(
    (alert: string) =>
      setTaken((before) => {
        const now = new Set(before);
        if (!now.delete(alert)) now.add(alert);
        return now;
      }),
    [],
  );
  return { taken, take, takeNone: useCallback(() => setTaken(new Set()), []) };
}

type TakenProps = {
  readonly id: string;
  readonly rows: readonly AlertRow[];
  readonly taken: ReadonlySet<string>;
  readonly onNone: () => void;
  readonly onDone: () => void;
};

/** What can be done with those that are chosen, in the order of the list. */
function Taken({ id, rows, taken, onNone, onDone }: TakenProps) {
  const [asking, setAsking] = useState(false);
  const alerts = rows.flatMap((row) => (taken.has(row.id) ? [row.id] : []));
  return (
    <div
      role="toolbar"
      aria-label="acts on the chosen alerts"
      className="flex items-center gap-1.5 rounded-lg border border-line-strong bg-raised p-1.5"
    >
      <span className="tabular flex-1 px-2 text-sm font-medium">{count(alerts.length)} chosen</span>
      <Button onClick={() => setAsking(true)}>Split off</Button>
      <Button kind="quiet" onClick={onNone}>
        None
      </Button>
      <SplitDialog id={id} alerts={alerts} open={asking} onClose={() => setAsking(false)} onDone={onDone} />
    </div>
  );
}

type AlertKeys = {
  readonly rows: readonly AlertRow[];
  readonly chosen: string | undefined;
  readonly go: (alert: string) => void;
  readonly take: ((alert: string) => void) | undefined;
};

function useAlertKeys({ rows, chosen, go, take }: AlertKeys): void {
  const deeds = useMemo(() => {
    const move = (by: number) => {
      const at = rows.findIndex(({ id }) => id === chosen);
      const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
      if (next) go(next.id);
    };
    return [
      { keys: "j", says: "Next alert", does: () => move(1) },
      { keys: "k", says: "Alert before", does: () => move(-1) },
      ...(take ? [{ keys: "x", says: "Choose it, to split off", does: () => chosen !== undefined && take(chosen) }] : []),
    ];
  }, [rows, chosen, go, take]);
  useKeys("Alerts", deeds);
}
