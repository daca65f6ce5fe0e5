import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { measureApi } from "../../api/measures.ts";
import { patiently } from "../../lib/fetched.ts";
import { count, share } from "../../lib/words.ts";
import { Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Time } from "../../ui/time.tsx";
import { AlarmsPanel } from "./alarms.tsx";
import { Attention } from "./attention.tsx";
import { EscalationPanel } from "./escalation.tsx";
import { ExerciseLine } from "./exercises.tsx";
import { DurationsFigure, Figure, NotMeasured, ShareFigure } from "./figure.tsx";
import { FlowPanel } from "./flow.tsx";
import { HoursSaved } from "./hours-saved.tsx";
import { type Asked, type Figures, leadQueries, periodOf } from "./queries.ts";
import { RulesPanel } from "./rules.tsx";
import { VerdictPanel } from "./verdicts.tsx";
import { WorkloadPanel } from "./workload.tsx";

const ExerciseHistory = lazy(() => patiently(() => import("./exercise-history.tsx")));
const periods = [
  [1, "a day"],
  [7, "7 days"],
  [30, "30 days"],
  [90, "90 days"],
  [365, "a year"],
] as const;
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How the watch does, in figures that say what they rest on. */
export function LeadPage() {
  const [asked, setAsked] = useState<Asked>({ days: 30, zone: "UTC" });
  const figures = useQuery(leadQueries.figures(asked));
  return (
    <Page title="Lead's desk" says={<CountedUpTo figures={figures.data} />} actions={<PeriodChoice asked={asked} onAsked={setAsked} />}>
      {figures.error && <Problem of={figures.error} again={() => void figures.refetch()} />}
      {figures.isPending && <Skeleton className="h-80 w-full" />}
      {figures.data && <Desk figures={figures.data} asked={asked} onAsked={setAsked} />}
    </Page>
  );
}

function CountedUpTo({ figures }: { readonly figures: Figures | undefined }) {
  if (!figures) return "counting …";
  if (figures.countedUpTo === null) return "Nothing is counted yet.";
  return (
    <>
      counted from the record up to <Time at={figures.countedUpTo} as="utc" />
    </>
  );
}

function PeriodChoice({ asked, onAsked }: { readonly asked: Asked; readonly onAsked: (asked: Asked) => void }) {
  const look = "h-7 rounded-md border border-line bg-surface px-1.5 text-sm text-soft phone:h-10";
  return (
    <>
      <label>
        <span className="sr-only">period</span>
        <select value={asked.days} onChange={(event) => onAsked({ ...asked, days: Number(event.target.value) })} className={look}>
          {periods.map(([days, says]) => (
            <option key={days} value={days}>
              the last {says.replace(/^a /, "")}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="sr-only">days of which time zone</span>
        <select value={asked.zone} onChange={(event) => onAsked({ ...asked, zone: event.target.value })} className={look}>
          {[...new Set(["UTC", own])].map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </select>
      </label>
      <a
        href={measureApi.urlOf("downloadFigures", { query: periodOf(asked) })}
        download
        className="inline-flex h-7 items-center gap-1.5 rounded-md border border-line-strong bg-raised px-2.5 text-sm font-medium hover:bg-hover phone:h-10"
      >
        <Download aria-hidden className="size-3.5" />
        CSV
      </a>
    </>
  );
}

function Desk({ figures, asked, onAsked }: { readonly figures: Figures; readonly asked: Asked; readonly onAsked: (asked: Asked) => void }) {
  return (
    <div className="flex flex-col gap-4">
      <Attention />
      <AlarmsPanel />
      <div className="grid gap-4 2xl:grid-cols-2">
        <FlowPanel flow={figures.flow} />
        <EscalationPanel escalation={figures.escalation} />
      </div>
      <ExerciseLine />
      <Times figures={figures} />
      <div className="grid gap-4 xl:grid-cols-2">
        <VerdictPanel verdicts={figures.verdicts} />
        <HoursSaved hours={figures.hours} asked={asked} onAsked={onAsked} />
      </div>
      <RulesPanel asked={asked} />
      <div className="grid gap-4 xl:grid-cols-2">
        <WorkloadPanel asked={asked} />
        <Sources sources={figures.sources} />
      </div>
      <Suspense>
        <ExerciseHistory />
      </Suspense>
    </div>
  );
}

function Times({ figures: { times, approval, override, volume, models } }: { readonly figures: Figures }) {
  return (
    <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
      {(
        [
          ["Time to detect", times.mttd],
          ["Time to acknowledge", times.mtta],
          ["Time to investigate", times.mtti],
          ["Time to respond", times.mttr],
        ] as const
      ).map(([name, { definition, all }]) => (
        <Figure key={name} name={name} definition={definition}>
          <DurationsFigure of={all} />
        </Figure>
      ))}
      <Figure name="Approvals take" definition={approval.definition}>
        <DurationsFigure of={approval.all} />
      </Figure>
      <Figure
        name="People overrule the agent"
        definition={override.definition}
        says={
          override.abstained > 0 ? `${count(override.abstained)} more on cases of which the agent said that it does not know` : undefined
        }
      >
        <ShareFigure of={override.rate} big />
      </Figure>
      <Figure
        name="Fewer things to look at"
        definition={volume.definition}
        says={`${count(volume.alerts)} alerts became ${count(volume.cases)} cases for people`}
      >
        {volume.reduction.measured ? (
          <span className="text-xl font-semibold">{share(volume.reduction.share)}</span>
        ) : (
          <NotMeasured because={volume.reduction.because} />
        )}
      </Figure>
      <ModelCost models={models} />
    </div>
  );
}

/** What language models took, by day and by case; money where a price is configured. */
function ModelCost({ models }: { readonly models: Figures["models"] }) {
  const { definition, cost, currency, tokens, perDay, perCase, says } = models;
  const shown = (of: { readonly tokens: number; readonly cost: number }) =>
    `${count(Math.round(of.tokens))} tokens${currency === null ? "" : `, ${of.cost.toFixed(4)} ${currency}`}`;
  const shares = [
    ...(perDay.measured ? [`${shown(perDay)} per day`] : []),
    ...(perCase.measured ? [`${shown(perCase)} per case (${count(perCase.of)})`] : []),
  ];
  return (
    <Figure name="Cost of models" definition={definition} says={shares.length > 0 ? shares.join("; ") : says}>
      {perDay.measured ? (
        <span className="tabular text-xl font-semibold">
          {currency === null ? `${count(tokens)} tokens` : `${cost.toFixed(2)} ${currency}`}
        </span>
      ) : (
        <NotMeasured because={perDay.because} />
      )}
    </Figure>
  );
}

function Sources({ sources }: { readonly sources: Figures["sources"] }) {
  return (
    <Panel title="By source">
      <ul className="flex flex-col gap-1 text-sm">
        {sources.length === 0 && <li className="text-soft">No source handed anything in.</li>}
        {sources.map((each) => (
          <li key={each.source} className="flex justify-between gap-4">
            <span className="truncate">{each.source}</span>
            <span className="tabular text-soft">
              {count(each.accepted)} in, {count(each.handedToPeople)} to people, {count(each.truePositives)} true
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
