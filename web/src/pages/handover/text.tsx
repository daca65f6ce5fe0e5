import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { handoverApi } from "../../api/handovers.ts";
import { Copy } from "../../ui/copy.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Inert } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { FactRow } from "./fact-row.tsx";
import { Note } from "./note.tsx";
import { useTaken, type Whole } from "./queries.ts";
import { Questions } from "./questions.tsx";
import { Signatures } from "./signatures.tsx";

/** A handover as it is read: what wants somebody at once stands first in each section. */
export function HandoverText({ whole }: { readonly whole: Whole }) {
  useOpened(whole);
  const { line, sections } = whole;
  return (
    <article className="flex min-w-0 flex-col gap-4">
      <header className="rounded-lg border border-line bg-surface p-4">
        <h2 className="text-base font-semibold">
          <Time at={line.from} as="utc" /> to <Time at={line.to} as="utc" />
        </h2>
        <p className="mt-0.5 text-sm text-soft">
          {line.now === 0
            ? "Nothing wants somebody at once."
            : line.now === 1
              ? "One line wants somebody at once."
              : `${line.now} lines want somebody at once.`}{" "}
          Composed <Time at={line.draftedAt} /> for <Inert lengthMax={80}>{line.outgoing.replace(/^person:/, "")}</Inert>.
        </p>
        <Note whole={whole} about="handover" says="What the record cannot know" />
      </header>
      {sections.map(({ name, title, empty, facts, left }) => (
        <Panel key={name} title={title} flush>
          {facts.length === 0 ? (
            <p className="px-3 py-2.5 text-sm text-soft">{empty}</p>
          ) : (
            <ul>
              {facts.map((fact) => (
                <FactRow key={fact.key} fact={fact} whole={whole} />
              ))}
            </ul>
          )}
          {left > 0 && <p className="px-3 pb-2.5 text-xs text-faint">and {left} more that this page has no room for</p>}
          <div className="px-3 pb-2">
            <Note whole={whole} about={name} says={`Your note on ${title.toLowerCase()}`} />
          </div>
        </Panel>
      ))}
      <Questions whole={whole} />
      <Signatures whole={whole} />
      <p className="flex items-center gap-1 text-2xs text-faint">
        <span className="font-mono break-all">{whole.digest}</span>
        <Copy text={whole.digest} says="copy the digest" />
      </p>
    </article>
  );
}

/** Whoever looks at a signed handover has it before them: nobody takes over what they have not opened. */
function useOpened({ line: { id, status } }: Whole): void {
  const taken = useTaken();
  const { mutate } = useMutation({ mutationFn: (of: string) => handoverApi.openHandover({ params: { id: of } }), onSuccess: taken });
  useEffect(() => {
    if (status === "signed") mutate(id);
  }, [id, status, mutate]);
}
