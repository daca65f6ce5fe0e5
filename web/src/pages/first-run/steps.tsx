import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { sentence } from "../../lib/sentence.ts";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { Verdict } from "../../ui/verdict.tsx";
import { GiveSource } from "./give-source.tsx";
import { Progress } from "./progress.tsx";
import type { FirstRun } from "./queries.ts";

type Step = FirstRun["steps"][number];
const titles: Readonly<Record<Step["step"], string>> = {
  administrator: "An administrator",
  "second-factor": "A second factor",
  source: "Something to judge",
  verdict: "The first verdict",
  containment: "Standing orders for containment",
};

/** The steps in their order: what is done, and what to do about what is not. The first that is open stands out. */
export function Steps({ run }: { readonly run: FirstRun }) {
  const open = run.steps.filter(({ done }) => !done);
  // Whoever plays the demo waits for its verdict next; a source of their own can come later.
  const next = open.find(({ step }) => (step === "source" && run.demo === "no") || step === "verdict") ?? open[0];
  return (
    <ol className="flex flex-col">
      {run.steps.map((each, at) => (
        <StepLine key={each.step} {...each} number={at + 1} isNext={each === next}>
          <Deed run={run} step={each} />
        </StepLine>
      ))}
    </ol>
  );
}

type StepLineProps = Step & { readonly number: number; readonly isNext: boolean; readonly children: ReactNode };

function StepLine({ step, done, says, todo, number, isNext, children }: StepLineProps) {
  return (
    <li aria-current={isNext ? "step" : undefined} className="group/step relative flex gap-4 pb-7 last:pb-0">
      <span aria-hidden className="absolute top-7 bottom-0 left-[13px] w-px bg-line group-last/step:hidden" />
      <Mark done={done} number={number} isNext={isNext} />
      <div className="min-w-0 flex-1 pt-0.5">
        <h2 className={`text-base font-semibold ${done || isNext ? "" : "text-soft"}`}>
          {titles[step]}
          <span className="sr-only">{done ? ": done" : ": to do"}</span>
        </h2>
        <p className="text-sm text-soft">
          <Inert>{sentence(says)}</Inert>
        </p>
        {todo !== null && <p className="mt-0.5 text-sm text-faint">{sentence(todo)}</p>}
        {children}
      </div>
    </li>
  );
}

function Mark({ done, number, isNext }: { readonly done: boolean; readonly number: number; readonly isNext: boolean }) {
  const look = done ? "border-good/60 text-good" : isNext ? "border-accent-strong bg-chosen text-text" : "border-line-strong text-faint";
  return (
    <span
      aria-hidden
      className={`z-10 flex size-7 shrink-0 items-center justify-center rounded-full border bg-ground text-xs font-semibold ${look}`}
    >
      {done ? <Check className="size-3.5" /> : number}
    </span>
  );
}

/** What can be done about a step from here. */
function Deed({ run, step: { step, done } }: { readonly run: FirstRun; readonly step: Step }) {
  if (step === "source" && !done) return <GiveSource run={run} />;
  if (step === "verdict") return run.firstVerdict ? <First verdict={run.firstVerdict} /> : <Progress run={run} />;
  if (done) return null;
  if (step === "second-factor")
    return (
      <Link to="/settings" search={{ part: "account" }} className={link}>
        To your account
      </Link>
    );
  if (step === "containment")
    return (
      <Link to="/containment" search={{ part: "orders" }} className={link}>
        To the standing orders
      </Link>
    );
  return null;
}
const link = "mt-2 inline-block text-sm font-medium text-accent hover:underline";

function First({ verdict: { case: id, title, verdict, at } }: { readonly verdict: NonNullable<FirstRun["firstVerdict"]> }) {
  return (
    <Link
      to="/cases/$id"
      params={{ id }}
      className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-1 rounded-lg border border-line-strong bg-surface px-4 py-3 hover:bg-hover"
    >
      <Inert className="min-w-0 flex-1 basis-60 text-base font-medium">{title}</Inert>
      <Verdict is={verdict} />
      <Time at={at} className="text-xs text-faint" />
      <span className="text-sm font-medium text-accent">Read why</span>
    </Link>
  );
}
