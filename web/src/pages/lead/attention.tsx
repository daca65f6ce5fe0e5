import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bot, Landmark, Microscope, Timer } from "lucide-react";
import type { ReactNode } from "react";
import { count, fineShare } from "../../lib/words.ts";
import { Time } from "../../ui/time.tsx";
import { autonomyQueries } from "../autonomy/queries.ts";
import { clockQueries } from "../clocks/queries.ts";
import { governanceQueries } from "../governance/queries.ts";
import { qualityQueries } from "../quality/queries.ts";

const days = 30;

/** The parts behind the lead's desk, each with what of it needs somebody now. */
export function Attention() {
  return (
    <nav aria-label="behind the desk" className="grid gap-3 md:grid-cols-2 2xl:grid-cols-4">
      <QualityWay />
      <AutonomyWay />
      <ClocksWay />
      <GovernanceWay />
    </nav>
  );
}

function QualityWay() {
  const { data } = useQuery(qualityQueries.figures(days));
  const stopped = data?.classes.filter((each) => each.stopped !== null).length ?? 0;
  return (
    <Way
      to="/quality"
      name="Quality"
      icon={<Microscope aria-hidden className="size-4" />}
      urgent={stopped > 0 || (data?.waiting.overdue ?? 0) > 0}
    >
      {data && (
        <>
          {stopped > 0 && <strong className="text-bad">{count(stopped)} classes are stopped. </strong>}
          {data.all.measured
            ? `Missed threats at most ${fineShare(data.all.upperBound)} in ${days} days, of ${count(data.all.cover.covered)} of ${count(data.all.cover.closed)} closings. `
            : "Missed threats: not measured. "}
          {count(data.waiting.samples)} samples wait, {count(data.waiting.overdue)} overdue.
        </>
      )}
    </Way>
  );
}

function AutonomyWay() {
  const { data } = useQuery(autonomyQueries.whole);
  const proposed = data?.grants.filter(({ status }) => status === "proposed").length ?? 0;
  const granted = (data?.grants.length ?? 0) - proposed;
  return (
    <Way to="/autonomy" name="Autonomy" icon={<Bot aria-hidden className="size-4" />} urgent={proposed > 0}>
      {data && (
        <>
          {data.mode === "shadow" ? "Shadow mode: the agent closes nothing. " : `${count(granted)} grants in force. `}
          {proposed > 0 && <strong className="text-warn">{count(proposed)} wait for signatures. </strong>}
          {count(data.waiting)} cases wait in shadow.
        </>
      )}
    </Way>
  );
}

function ClocksWay() {
  const { data } = useQuery(clockQueries.board);
  const late = data?.clocks.filter(({ state }) => state === "late").length ?? 0;
  const alarmed = data?.clocks.filter(({ state, alarm }) => state === "running" && alarm !== "none").length ?? 0;
  const next = data?.clocks.find(({ state, due }) => state === "running" && due !== null);
  const warned = data?.undetermined.filter((each) => each.warned).length ?? 0;
  return (
    <Way to="/clocks" name="Clocks" icon={<Timer aria-hidden className="size-4" />} urgent={late + alarmed + warned > 0}>
      {data && (
        <>
          {late > 0 && <strong className="text-bad">{count(late)} are late. </strong>}
          {alarmed > 0 && <strong className="text-warn">{count(alarmed)} have used half their time or more. </strong>}
          {warned > 0 && <strong className="text-warn">{count(warned)} cases wait for a determination. </strong>}
          {next?.due ? (
            <>
              The next is due <Time at={next.due} />.
            </>
          ) : (
            "No clock runs."
          )}
        </>
      )}
    </Way>
  );
}

function GovernanceWay() {
  const { data: held } = useQuery(governanceQueries.incidents);
  const { data: roster } = useQuery(governanceQueries.roster);
  const open = held?.incidents.filter(({ closed }) => closed === null).length ?? 0;
  const lacking = roster?.warnings.length ?? 0;
  return (
    <Way to="/governance" name="Governance" icon={<Landmark aria-hidden className="size-4" />} urgent={open > 0 || lacking > 0}>
      {held && roster && (
        <>
          {open > 0 && <strong className="text-bad">Serious incidents that are open: {count(open)}. </strong>}
          {lacking > 0 ? (
            <strong className="text-warn">The oversight roster warns: {count(lacking)}.</strong>
          ) : (
            `Overseers of the agent: ${count(roster.overseers.length)}; nothing is lacking in the roster.`
          )}
        </>
      )}
    </Way>
  );
}

function Way({
  to,
  name,
  icon,
  urgent,
  children,
}: {
  readonly to: "/quality" | "/autonomy" | "/clocks" | "/governance";
  readonly name: string;
  readonly icon: ReactNode;
  readonly urgent: boolean;
  readonly children: ReactNode;
}) {
  return (
    <Link
      to={to}
      search={{}}
      className={`min-w-0 rounded-lg border bg-surface px-3 py-2.5 hover:bg-hover ${urgent ? "border-warn/60" : "border-line"}`}
    >
      <span className="flex items-center gap-1.5 text-sm font-semibold">
        {icon}
        {name}
      </span>
      <span className="mt-0.5 block text-sm text-soft">{children}</span>
    </Link>
  );
}
