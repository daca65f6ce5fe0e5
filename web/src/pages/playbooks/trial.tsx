import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { playbookApi } from "../../api/playbooks.ts";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Verdict } from "../../ui/verdict.tsx";
import type { Tried } from "./queries.ts";
import { TrialTable } from "./trial-table.tsx";

const choices = [50, 100, 250, 500] as const;

/** What the text would have made of the last cases, by what was answered then. */
export function Trial({ text, fit }: { readonly text: string; readonly fit: boolean }) {
  const [cases, setCases] = useState<number>(100);
  const trial = useMutation({ mutationFn: (asked: { text: string; cases: number }) => playbookApi.tryPlaybook({ body: asked }) });
  const old = trial.data !== undefined && trial.variables?.text !== text;
  return (
    <Panel
      title="Dry run on past cases"
      actions={
        <>
          <label className="text-xs text-soft">
            the last{" "}
            <select
              value={cases}
              onChange={(event) => setCases(Number(event.target.value))}
              className="h-7 rounded-md border border-line bg-surface px-1 text-sm text-text"
            >
              {choices.map((each) => (
                <option key={each}>{each}</option>
              ))}
            </select>{" "}
            cases
          </label>
          <Button kind="primary" busy={trial.isPending} disabled={!fit} onClick={() => trial.mutate({ text, cases })}>
            Try it
          </Button>
        </>
      }
    >
      {!trial.data && !trial.error && (
        <p className="max-w-prose text-sm text-soft">
          {fit
            ? "Each past case is judged anew by the answers that were recorded. Nobody is asked anything, and nothing is changed."
            : "The text must be free of mistakes before it can be tried."}
        </p>
      )}
      {trial.error && <Problem of={trial.error} />}
      {trial.data && <Outcome tried={trial.data} old={old} />}
    </Panel>
  );
}

function Outcome({ tried, old }: { readonly tried: Tried; readonly old: boolean }) {
  const { trials, differing, lookedAt, turns, limits } = tried;
  return (
    <div className="flex flex-col gap-3">
      {old && <p className="text-sm font-medium text-warn">The text was changed since: try it again to see what it would do now.</p>}
      <p role="status" className="text-lg font-semibold">
        {outcomeSays(trials.length, differing)}
      </p>
      <p className="text-sm text-soft">
        {count(lookedAt)} past cases were looked at; this playbook is for {count(trials.length)} of them.
      </p>
      {turns.length > 0 && (
        <ul className="flex flex-wrap gap-2">
          {turns.map(({ from, to, cases }) => (
            <li key={`${from} ${to}`} className="flex items-center gap-2 rounded-md border border-line-strong bg-raised px-2 py-1 text-sm">
              <span className="tabular font-semibold">{count(cases)}</span>
              <Verdict is={from} />
              <span aria-hidden>→</span>
              <span className="sr-only">would be</span>
              <Verdict is={to} />
            </li>
          ))}
        </ul>
      )}
      {trials.length > 0 && <TrialTable trials={trials} />}
      <details open={differing > 0} className="text-sm text-soft">
        <summary className="cursor-pointer font-medium">What this cannot tell</summary>
        <ul className="mt-1 flex list-disc flex-col gap-0.5 pl-4">
          {limits.map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}

function outcomeSays(cases: number, differing: number): string {
  if (cases === 0) return "There is no past case that it could be tried on";
  return differing === 0 ? "No case would have ended otherwise" : `${count(differing)} of ${count(cases)} cases would have ended otherwise`;
}
