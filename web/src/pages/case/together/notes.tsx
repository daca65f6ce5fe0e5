import { useState } from "react";
import { useMay } from "../../../api/session.ts";
import { submitByKeys, useSubmit } from "../../../lib/submit.ts";
import { Button } from "../../../ui/button.tsx";
import { Problem } from "../../../ui/empty.tsx";
import { Textarea } from "../../../ui/field.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { InertAlready } from "../../../ui/text.tsx";
import { Time } from "../../../ui/time.tsx";
import { useCaseAct } from "../acts.tsx";
import type { Work } from "../queries.ts";

const noteLengthMax = 4_000;

/** What people wrote on the case, and a place to write more. */
export function Notes({ id, notes }: { readonly id: string; readonly notes: Work["notes"] }) {
  const may = useMay("triage");
  return (
    <Panel title="Notes">
      {notes.length === 0 && <p className="text-sm text-soft">Nobody wrote anything yet. A note is what the next shift reads first.</p>}
      <ol className="flex flex-col gap-3">
        {notes.map(({ text, by, at }) => (
          <li key={`${at} ${by} ${text.slice(0, 40)}`} className="text-sm">
            <p className="flex items-center gap-2 text-xs text-faint">
              <span className="font-medium text-soft">{by.replace(/^(person|agent):/, "")}</span>
              <Time at={at} />
            </p>
            <p className="whitespace-pre-wrap">
              <InertAlready>{text}</InertAlready>
            </p>
          </li>
        ))}
      </ol>
      {may && <NoteForm id={id} />}
    </Panel>
  );
}

function NoteForm({ id }: { readonly id: string }) {
  const act = useCaseAct(id);
  const [text, setText] = useState("");
  const add = () => act({ act: "note", text: text.trim() }, "Noted.").then(() => setText(""));
  const { busy, problem, onSubmit } = useSubmit(add, text.trim() !== "");
  return (
    <form className="mt-3 flex flex-col gap-2" onSubmit={onSubmit} data-no-print>
      <Textarea
        label="Add a note"
        hint="Ctrl+Enter adds it. The record keeps it, with your name."
        maxLength={noteLengthMax}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={submitByKeys}
      />
      {problem !== undefined && <Problem of={problem} />}
      <div className="flex justify-end">
        <Button type="submit" busy={busy} disabled={text.trim() === ""}>
          Add
        </Button>
      </div>
    </form>
  );
}
