import { Link } from "@tanstack/react-router";
import type { z } from "zod";
import type { GuideProposed } from "../../../../src/server/contract/guide.ts";
import { count } from "../../lib/words.ts";
import { Badge } from "../../ui/chip.tsx";
import { Facts } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";

type Answer = z.infer<typeof GuideProposed>;

/** What a model made of a question: where its search stands now, and whose it is. It has not run. */
export function Proposed({ answer }: { readonly answer: Answer }) {
  const { proposed, model, hosted, tokens } = answer;
  return (
    <div className="mt-3 flex flex-col gap-2 rounded-md border border-warn/50 px-3 py-2 text-sm">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone="warn">proposed by a language model</Badge>
        {proposed.kind === "events" && "The search is in the form below. Read it, change it, and run it."}
        {proposed.kind === "cases" && "A search of the queue. Read it, and open it."}
        {proposed.kind === "none" && "It made no search of this. Ask in other words, or fill in the form below."}
      </p>
      {proposed.kind === "cases" && <QueueSearch filter={proposed.filter} />}
      <p className="text-xs text-soft">
        <Inert>{model}</Inert> · {hosted ? "hosted: the question left the organisation" : "inside the organisation"} · {count(tokens)}{" "}
        tokens
      </p>
    </div>
  );
}

type Filter = Extract<Answer["proposed"], { kind: "cases" }>["filter"];

function QueueSearch({ filter }: { readonly filter: Filter }) {
  const { of, ...rest } = filter;
  const held = Object.entries(rest).filter(([, value]) => value !== undefined);
  return (
    <>
      <Facts of={[["Of", of], ...held.map(([name, value]) => [name, <Inert key={name}>{[value].flat().join(", ")}</Inert>] as const)]} />
      <p>
        <Link to="/" search={filter} className="text-accent underline underline-offset-2">
          Open it in the queue
        </Link>
        , where each filter comes off by itself.
      </p>
    </>
  );
}
