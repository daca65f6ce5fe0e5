import { useMutation } from "@tanstack/react-query";
import { NotebookPen, Sparkles } from "lucide-react";
import { useState } from "react";
import { handoverApi } from "../../api/handovers.ts";
import { Button } from "../../ui/button.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Textarea } from "../../ui/field.tsx";
import { Inert } from "../../ui/text.tsx";
import { useTaken, type Whole } from "./queries.ts";

const noteLengthMax = 4_000;

/** The outgoing analyst's words beside the handover, a section or a line; the composed facts themselves stay as they are. */
export function Note({ whole, about, says }: { readonly whole: Whole; readonly about: string; readonly says: string }) {
  const held = whole.notes.find((note) => note.about === about)?.text;
  const [editing, setEditing] = useState(false);
  if (editing) return <NoteForm whole={whole} about={about} says={says} held={held ?? ""} onEnd={() => setEditing(false)} />;
  if (held === undefined && !whole.may.edit) return null;
  return (
    <div className="mt-1 flex items-start gap-2">
      {held !== undefined && (
        <div className="flex-1 border-l-2 border-accent pl-2.5 text-sm">
          {held.split("\n").map((line, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of one note have no name of their own
            <Inert key={at} className="block min-h-4" lengthMax={noteLengthMax}>
              {line}
            </Inert>
          ))}
        </div>
      )}
      {whole.may.edit && (
        <Button
          kind="quiet"
          data-no-print
          icon={<NotebookPen aria-hidden className="size-3.5" />}
          onClick={() => setEditing(true)}
          className={held === undefined ? "-ml-2.5 h-6 text-xs [li_&]:text-faint" : ""}
        >
          {held === undefined ? says : "Change"}
        </Button>
      )}
    </div>
  );
}

function NoteForm({
  whole,
  about,
  says,
  held,
  onEnd,
}: {
  readonly whole: Whole;
  readonly about: string;
  readonly says: string;
  readonly held: string;
  readonly onEnd: () => void;
}) {
  const [text, setText] = useState(held);
  const taken = useTaken();
  const save = useMutation({
    mutationFn: () => handoverApi.editHandover({ params: { id: whole.line.id }, body: { about, text: text.trim() } }),
    onSuccess: (now) => {
      taken(now);
      onEnd();
    },
  });
  return (
    <form
      className="mt-2 flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Textarea label={says} autoFocus maxLength={noteLengthMax} value={text} onChange={(event) => setText(event.target.value)} />
      {whole.may.draft && about === "handover" && (
        <ModelDraft whole={whole} onText={(draft) => setText(text === "" ? draft : `${text}\n\n${draft}`)} />
      )}
      {save.error && <Problem of={save.error} />}
      <div className="flex gap-2">
        <Button type="submit" kind="primary" busy={save.isPending}>
          Keep
        </Button>
        <Button onClick={onEnd}>Cancel</Button>
      </div>
    </form>
  );
}

/** Puts a language model's draft into the note, with the words that say so above it: whoever hands over edits it, and keeps it or not. */
function ModelDraft({ whole, onText }: { readonly whole: Whole; readonly onText: (text: string) => void }) {
  const draft = useMutation({
    mutationFn: () => handoverApi.draftHandoverProse({ params: { id: whole.line.id } }),
    onSuccess: ({ model, sentences }) =>
      onText([`Drafted by a language model (${model}), edited by hand:`, ...sentences.map(({ text }) => text)].join("\n")),
  });
  return (
    <div className="flex flex-wrap items-center gap-2 text-xs text-soft">
      <Button kind="quiet" icon={<Sparkles aria-hidden className="size-3.5" />} busy={draft.isPending} onClick={() => draft.mutate()}>
        Draft with a language model
      </Button>
      {draft.data && (
        <span role="status">
          {draft.data.notice}
          {draft.data.dropped > 0 && ` ${draft.data.dropped} sentences were left out: the lines do not bear them out.`}
        </span>
      )}
      {draft.error && <Problem of={draft.error} />}
    </div>
  );
}
