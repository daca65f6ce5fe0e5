import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import type { playbookApi } from "../../api/playbooks.ts";
import { useMay, useSession } from "../../api/session.ts";
import { useDraft } from "../../lib/draft.ts";
import { patiently } from "../../lib/fetched.ts";
import { useSettled } from "../../lib/settled.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton, Spinner } from "../../ui/spinner.tsx";
import { offersAt, placeIn } from "./completion.ts";
import { LintPanel } from "./lint-panel.tsx";
import type { PartProps } from "./part-props.ts";
import { playbookQueries, type Schema } from "./queries.ts";
import { Trial } from "./trial.tsx";

const CodeEditor = lazy(() => patiently(() => import("../../ui/code-editor.tsx")));
/** So long after the last key it is read. */
const settledMs = 400;

/** A playbook's text, to change it here and to see what that would have made of past cases. Nothing is written to the server. */
export default function EditPart({ line }: PartProps) {
  const read = useQuery(playbookQueries.one(line.name, line.digest));
  const schema = useQuery(playbookQueries.schema);
  if (read.error ?? schema.error)
    return <Problem of={read.error ?? schema.error} again={() => void Promise.all([read.refetch(), schema.refetch()])} />;
  if (!read.data || !schema.data) return <Skeleton className="h-80 w-full" />;
  return <Editing original={read.data.text} schema={schema.data} line={line} />;
}

function Editing({ original, schema, line: { name, digest } }: PartProps & { readonly original: string; readonly schema: Schema }) {
  const session = useSession()?.session;
  const [text, setText] = useDraft(`${session} playbook ${digest}`, original);
  const [begun, setBegun] = useState(0);
  const settled = useSettled(text, settledMs);
  const lint = useQuery(playbookQueries.lint(settled));
  const marks = useMarks(lint.data?.mistakes);
  const complete = useMemo(() => completing(schema), [schema]);
  const mayTry = useMay("triage");
  const back = () => {
    setText(original);
    setBegun(begun + 1);
  };
  return (
    <div className="flex flex-col gap-4">
      <div className="grid items-start gap-4 2xl:grid-cols-[minmax(0,1fr)_26rem]">
        <Panel
          title={text === original ? "As it is in use" : "Changed here, not yet anywhere else"}
          actions={text !== original && <Back onBack={back} />}
          flush
        >
          <div className="h-[34rem] p-1.5">
            <Suspense fallback={<Spinner says="reading" />}>
              <CodeEditor
                key={begun}
                label={`text of the playbook ${name}`}
                language="yaml"
                text={text}
                onText={setText}
                marks={marks}
                complete={complete}
              />
            </Suspense>
          </div>
        </Panel>
        <LintPanel lint={lint.data} stale={lint.isFetching || settled !== text} text={text} problem={lint.error} />
      </div>
      {mayTry && <Trial text={settled} fit={lint.data?.read !== null && lint.data !== undefined && !lint.isFetching && settled === text} />}
    </div>
  );
}

type Mistakes = Awaited<ReturnType<typeof playbookApi.lintPlaybook>>["mistakes"];

/** What is wrong with the text, for its editor. */
const useMarks = (mistakes: Mistakes | undefined) =>
  useMemo(
    () =>
      (mistakes ?? []).map(({ line, column, where, says }) => ({
        ...{ line, column, severity: "error" as const },
        says: where === "" ? says : `${where}: ${says}`,
      })),
    [mistakes],
  );

function Back({ onBack }: { readonly onBack: () => void }) {
  return (
    <Button kind="quiet" onClick={onBack}>
      Back to the version in use
    </Button>
  );
}

/** Offers the words that fit where one writes. */
const completing =
  (schema: Schema) =>
  ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const word = state.sliceDoc(state.doc.lineAt(pos).from, pos).match(/[\w./-]*$/)?.[0] ?? "";
    if (word === "" && !explicit) return null;
    const from = pos - word.length;
    const place = placeIn(state.sliceDoc(0, from), state.sliceDoc(pos));
    const options = offersAt(schema, place).map(({ says, needed }) => ({
      label: says,
      apply: place.due === "key" ? `${says}: ` : says,
      ...(needed && { detail: "needed" }),
    }));
    return options.length === 0 ? null : { from, options, validFor: /^[\w./-]*$/ };
  };
