import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { share } from "../../lib/words.ts";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { caseQueries, type Reasoning } from "./queries.ts";

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
  const moves = steps.filter(({ moved }) => moved !== 0);
  const still = steps.length - moves.length;
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
        {moves.map(({ evidence, says, moved, after }) => (
          <Link
            key={evidence}
            to="/cases/$id"
            params={{ id }}
            search={{ part: "evidence", item: evidence }}
            className="rounded-sm hover:bg-hover"
          >
            <Bar label={says} from={after - moved} to={after} at={at} tone={moved > 0 ? "up" : "down"} decisive={decisive} />
          </Link>
        ))}
        <Bar label="where it stands" from={0} to={logOdds} at={at} tone="sum" decisive={decisive} />
      </div>
      <p className="mt-1 text-xs text-faint">
        The broken line is where it is decided.{" "}
        {still > 0 && `${still} answers moved nothing: they told nothing new, or lean on one that counts already.`}
      </p>
    </section>
  );
}

type BarProps = {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly at: (value: number) => string;
  readonly tone: "plain" | "up" | "down" | "sum";
  readonly decisive: number;
};
const fills = { plain: "bg-line-strong", up: "bg-critical", down: "bg-good", sum: "bg-accent" } as const;

function Bar({ label, from, to, at, tone, decisive }: BarProps) {
  const [low, high] = [Math.min(from, to), Math.max(from, to)];
  return (
    <div className="grid h-6 grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)_3.5rem] items-center gap-3 text-xs">
      <span className="truncate text-soft">
        <Inert lengthMax={140}>{label}</Inert>
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

/** Questions that are still open, and how far an answer could move it. */
function WouldChange({ reasoning: { wouldChange, questionsKnown } }: { readonly reasoning: Reasoning }) {
  if (!questionsKnown || wouldChange.length === 0) return null;
  return (
    <section className="mt-5 border-t border-line pt-3">
      <h3 className="mb-1.5 text-sm font-medium">What could still change it</h3>
      <ul className="flex flex-col gap-1 text-sm">
        {wouldChange.map(({ question, about, lowest, highest, couldDecide, why }) => (
          <li key={`${question} ${about ?? ""}`} className="flex flex-wrap items-baseline justify-between gap-x-4">
            <span className="min-w-0">
              <Inert lengthMax={200}>{question}</Inert>{" "}
              {about !== null && (
                <Inert lengthMax={80} className="text-faint">
                  {about}
                </Inert>
              )}
            </span>
            <span className="tabular text-xs text-soft">
              {why === "failed" ? "the tool failed; " : ""}
              {share(lowest)} to {share(highest)}
              {couldDecide ? ", could decide it" : ""}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
