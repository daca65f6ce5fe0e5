import { Link } from "@tanstack/react-router";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Inert, InertAlready } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { Verdict } from "../../ui/verdict.tsx";
import type { Judged } from "./queries.ts";
import { outcomeWords } from "./words.ts";

/** What people said of a sample beside what the agent had said. Shown only after one's own judgement is on record. */
export function ComparedPanel({ of, busy, onNext }: { readonly of: Judged; readonly busy: boolean; readonly onNext: () => void }) {
  return (
    <Panel
      title="Your judgement beside the agent's"
      actions={
        <Button kind="primary" busy={busy} onClick={onNext} autoFocus>
          Next sample
        </Button>
      }
    >
      <p role="status" className="mb-3 font-medium">
        {sentenceOf(of)}
      </p>
      <Compared of={of} />
    </Panel>
  );
}

function sentenceOf({ kind, agreed, judgements, waits }: Judged): string {
  if (kind === "gold") {
    const found = judgements.some(({ verdict }) => verdict === "true-positive");
    return found
      ? "This was a gold alert: one of our own making, known to be malicious. You found it."
      : "This was a gold alert: one of our own making, known to be malicious. It tells how much reviewers see, and is in no figure of the agent.";
  }
  const said = agreed === null ? "It is on record" : agreed ? "You and the agent agree" : "You and the agent do not agree";
  return waits ? `${said}. Somebody else is to judge it, too.` : `${said}.`;
}

/** Both sides of a sample that is judged. */
export function Compared({ of: { kind, agent, judgements, caseId, outcome } }: { readonly of: Judged }) {
  const [tone, says] = outcomeWords[outcome];
  return (
    <div className="grid gap-3 md:grid-cols-2">
      {judgements.map(({ by, verdict, because, at }) => (
        <section key={by} className="rounded-md border border-line p-3 text-sm">
          <p className="text-xs text-faint">
            <Inert lengthMax={100}>{by.replace(/^person:/, "")}</Inert>, <Time at={at} as="utc" />
          </p>
          <Verdict is={verdict} />
          <p className="mt-1">
            <Inert lengthMax={500}>{because}</Inert>
          </p>
        </section>
      ))}
      <section className="rounded-md border border-line p-3 text-sm">
        <p className="flex items-center gap-2 text-xs text-faint">
          {kind === "gold" ? "what it was made to be" : "the agent"} <Badge tone={tone}>{says}</Badge>
        </p>
        <Verdict is={agent.verdict} />
        <p className="mt-1 font-medium">
          <InertAlready>{agent.title}</InertAlready>
        </p>
        <p className="text-soft">
          <InertAlready>{agent.because}</InertAlready>
        </p>
        {caseId !== null && (
          <Link to="/cases/$id" params={{ id: caseId }} className="mt-1 inline-block text-accent hover:underline">
            {caseId}
          </Link>
        )}
      </section>
    </div>
  );
}
