import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { share } from "../../lib/words.ts";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { caseQueries, type Reasoning } from "./queries.ts";
import { WouldChange } from "./would-change.tsx";

type Hypothesis = Reasoning["hypotheses"][number];
/** The scale never ends nearer to zero than this, log-odds. */
const reachMin = 4;

/** How each piece of evidence moved the hypotheses: where it began, every step, where it stands, and the lines at which it is decided. */
export function Waterfall({ id }: { readonly id: string }) {
  const reasoning = useQuery(caseQueries.reasoning(id));
  if (reasoning.error) return <Problem of={reasoning.error} again={() => void reasoning.refetch()} />;
  if (!reasoning.data) return <Skeleton className="h-40 w-full" />;
  const { hypotheses, decided } = reasoning.data;
  return (
    <Panel title="How the evidence moved it">
      {decided && (
        <p className="mb-3 rounded-md border border-accent/50 bg-chosen px-3 py-2 text-sm">
          {decided.by.replace(/^person:/, "")} decided otherwise, and that stands over the sum: <Inert>{decided.because}</Inert>
        </p>
      )}
      <div className="flex flex-col gap-5">
        {hypotheses.map((hypothesis) => (
          <Steps key={hypothesis.claim} id={id} hypothesis={hypothesis} />
        ))}
      </div>
      <WouldChange reasoning={reasoning.data} />
    </Panel>
  );
}

function Steps({ id, hypothesis }: { readonly id: string; readonly hypothesis: Hypothesis }) {
  const { claim, prior, steps, logOdds, probability, decidedAt: decisive } = hypothesis;
  const reach = Math.max(reachMin, Math.abs(prior), Math.abs(decisive) + 0.5, ...steps.map(({ after }) => Math.abs(after)));
  const at = (value: number) => `${(50 + (value / reach) * 48).toFixed(2)}%`;
  const counted = steps.filter((step) => step.counted || step.moved !== 0);
  const moves = counted.filter(({ weight, moved }) => Math.max(Math.abs(weight), Math.abs(moved)) >= toldFrom);
  const small = counted.filter((step) => !moves.includes(step));
  const still = steps.length - counted.length;
  return (
    <section aria-label={claim}>
      <h3 className="flex flex-wrap items-baseline justify-between gap-2 text-sm font-medium">
        <Inert lengthMax={200}>{claim}</Inert>
        <span className="tabular font-normal text-soft">
          {share(probability)} <span className="text-xs text-faint">({signed(logOdds)} log-odds)</span>
        </span>
      </h3>
      <div className="mt-2 flex flex-col">
        <Bar label="before any evidence" from={0} to={prior} at={at} tone="plain" decisive={decisive} />
        {moves.map(({ evidence, says, weight, own, moved, after, because }) => (
          <Link
            key={evidence}
            to="/cases/$id"
            params={{ id }}
            search={{ part: "evidence", item: evidence }}
            className="rounded-sm hover:bg-hover"
            title={because}
          >
            <Bar
              label={says}
              from={after - moved}
              to={after}
              at={at}
              tone={weight > 0 ? "up" : "down"}
              decisive={decisive}
              weighs={weighsWords(weight, own, moved)}
            />
          </Link>
        ))}
        <Bar label="where it stands" from={0} to={logOdds} at={at} tone="sum" decisive={decisive} />
      </div>
      <p className="mt-1 text-xs text-faint">
        {small.length > 0 && `${small.length} more, each below ${toldFrom}: ${signed(sumOf(small))} together. `}
        The broken line is where it is decided.{" "}
        {still > 0 && `${still} answers moved nothing: they told nothing new, or lean on one that counts already.`}
      </p>
    </section>
  );
}

/** Log-odds below which items are told together. */
const toldFrom = 0.05;
const sumOf = (steps: readonly { readonly moved: number }[]) => steps.reduce((sum, { moved }) => sum + moved, 0);

/** What an item weighs where the sum shows less of it, and what it says by itself where graver rules count before it. */
function weighsWords(weight: number, own: number | null, moved: number): string | undefined {
  const parts = [
    ...(Math.abs(weight - moved) >= toldFrom ? [`weighs ${signed(weight)}`] : []),
    ...(own !== null && Math.abs(own - weight) >= toldFrom ? [`alone ${signed(own)}`] : []),
  ];
  return parts.length === 0 ? undefined : parts.join(", ");
}

type BarProps = {
  /** Beside the label, where the bar shows less than the item weighs. */
  readonly weighs?: string | undefined;
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly at: (value: number) => string;
  readonly tone: "plain" | "up" | "down" | "sum";
  readonly decisive: number;
};
const fills = { plain: "bg-line-strong", up: "bg-critical", down: "bg-good", sum: "bg-accent" } as const;

function Bar({ label, from, to, at, tone, decisive, weighs }: BarProps) {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  return (
    <div className="grid h-6 grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)_3.5rem] items-center gap-3 text-xs">
      <span className="flex min-w-0 items-baseline gap-2 text-soft">
        <span className="min-w-0 truncate">
          <Inert lengthMax={140}>{label}</Inert>
        </span>
        {weighs && <span className="tabular shrink-0 text-2xs text-faint">{weighs}</span>}
      </span>
      <span className="relative h-full" aria-hidden>
        <span className="absolute inset-y-0 w-px bg-line-strong" style={{ left: "50%" }} />
        <span className="absolute inset-y-0 border-l border-dashed border-faint" style={{ left: at(decisive) }} />
        <span
          className={`absolute inset-y-1.5 min-w-0.5 rounded-xs ${fills[tone]}`}
          style={{ left: at(low), right: `calc(100% - ${at(high)})` }}
        />
      </span>
      <span className="tabular text-right font-mono">{signed(tone === "sum" || tone === "plain" ? to : to - from)}</span>
    </div>
  );
}

const signed = (value: number) => `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value).toFixed(2)}`;
