import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { useSettled } from "../../lib/settled.ts";
import { submitByKeys } from "../../lib/submit.ts";
import { type PersonsVerdict, verdictChoices } from "../../lib/verdict-choices.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Select, Textarea } from "../../ui/field.tsx";
import { PersonField } from "../../ui/person-field.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import type { Act } from "./acts.ts";

/** Which act is being asked for, on which cases. */
export type Asking = { readonly act: "close" | "escalate" | "assign" | "note"; readonly ids: readonly string[] };

const titles: Readonly<Record<Asking["act"], string>> = { close: "Close", escalate: "Escalate", assign: "Assign", note: "Note on" };
const reasonLengthMax = 500;
const noteLengthMax = 4_000;
const previewShownMax = 8;

type Does = (ids: readonly string[], act: Act) => Promise<void>;

/** One act on one case or many: what it is, why, and what it would do to each, before it is done. */
export function ActDialog({
  asking,
  onClose,
  does,
}: {
  readonly asking: Asking | undefined;
  readonly onClose: () => void;
  readonly does: Does;
}) {
  if (!asking) return null;
  const { act, ids } = asking;
  return (
    <Dialog open onClose={onClose} title={`${titles[act]} ${ids.length === 1 ? (ids[0] ?? "") : `${ids.length} cases`}`}>
      <ActForm asking={asking} onClose={onClose} does={does} />
    </Dialog>
  );
}

function ActForm({ asking: { act, ids }, onClose, does }: { readonly asking: Asking; readonly onClose: () => void; readonly does: Does }) {
  const me = useSession()?.person.replace(/^person:/, "") ?? "";
  const [words, setWords] = useState(act === "assign" ? me : "");
  const [verdict, setVerdict] = useState<PersonsVerdict>();
  const lacking = useLackingVerdict(act, ids);
  const isSaid = act === "assign" || words.trim() !== "";
  // Where some can be closed as they are, they are; those that cannot are told.
  const ready = isSaid && (verdict !== undefined || lacking === 0 || lacking < ids.length);
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!ready) return;
        void does(ids, actOf(act, words.trim(), verdict));
        onClose();
      }}
    >
      {lacking > 0 && <VerdictOf lacking={lacking} of={ids.length} verdict={verdict} onVerdict={setVerdict} />}
      <Words act={act} words={words} onWords={setWords} />
      <Preview ids={ids} act={act} words={act === "assign" ? words.trim() : anyReason} verdict={verdict} />
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" disabled={!ready}>
          {titles[act].replace(" on", "")}
        </Button>
      </div>
    </form>
  );
}

/** Asks for a person's verdict on what has none with which it could be closed: with it the case is overruled and closed, for one reason. */
function VerdictOf({
  lacking,
  of,
  verdict,
  onVerdict,
}: {
  readonly lacking: number;
  readonly of: number;
  readonly verdict: PersonsVerdict | undefined;
  readonly onVerdict: (verdict: PersonsVerdict | undefined) => void;
}) {
  return (
    <Select
      label={of === 1 ? "What it is" : `What those are that have no verdict: ${lacking} of ${of}`}
      hint="The agent did not come to a verdict. Yours closes it, and the agent learns from it."
      options={[["", "say what it is …"], ...verdictChoices]}
      value={verdict ?? ""}
      onChange={(event) => onVerdict(verdictChoices.find(([each]) => each === event.target.value)?.[0])}
    />
  );
}

function Words({
  act,
  words,
  onWords,
}: {
  readonly act: Asking["act"];
  readonly words: string;
  readonly onWords: (words: string) => void;
}) {
  if (act === "assign")
    return <PersonField label="To whom" hint="The name of a person; leave it empty for nobody." autoFocus name={words} onName={onWords} />;
  return (
    <Textarea
      label={act === "note" ? "Note" : "Why"}
      hint="The record keeps it, with your name."
      autoFocus
      required
      maxLength={act === "note" ? noteLengthMax : reasonLengthMax}
      value={words}
      onChange={(event) => onWords(event.target.value)}
      onKeyDown={submitByKeys}
    />
  );
}

function actOf(act: Asking["act"], words: string, verdict: PersonsVerdict | undefined): Act {
  if (act === "assign") return { act, assignee: words === "" ? null : words };
  if (act === "note") return { act, text: words };
  return act === "close" ? { act, because: words, ...(verdict && { verdict }) } : { act, because: words };
}

/** A reason means nothing for what an act would do. */
const anyReason = "looking at what it would do";
/** Of a name that is being typed nothing is asked. Milliseconds. */
const nameAfterMs = 250;

/** What an act would do, as the server says: a dry run with a reason of no meaning. */
const previewQuery = ({ act, ids }: Asking, words: string, verdict: PersonsVerdict | undefined) =>
  queryOptions({
    queryKey: ["case", "self", "preview", act, ids, words, verdict ?? null],
    queryFn: ({ signal }) => api.actOnCases({ body: { cases: [...ids], act: actOf(act, words, verdict), dryRun: true } }, { signal }),
    gcTime: 0,
  });

/** How many of them the server would not close for want of a verdict. */
function useLackingVerdict(act: Asking["act"], ids: readonly string[]): number {
  const { data } = useQuery({ ...previewQuery({ act, ids }, anyReason, undefined), enabled: act === "close" });
  return data?.cases.filter(({ code }) => code === "watch/verdict-needed").length ?? 0;
}

function Preview({ ids, act, words, verdict }: Asking & { readonly words: string; readonly verdict: PersonsVerdict | undefined }) {
  const settled = useSettled(words, nameAfterMs);
  const preview = useQuery({ ...previewQuery({ act, ids }, settled, verdict), placeholderData: keepPreviousData });
  if (preview.isPending) return <Spinner says="looking at what it would do" />;
  if (preview.error) return <Problem of={preview.error} />;
  const { cases, refused } = preview.data;
  const effects = cases.reduce((sum, { effect }) => sum + (effect?.alerts ?? 0), 0);
  return (
    <div className="rounded-md border border-line bg-ground p-2.5 text-xs">
      <p className="text-soft">
        {ids.length - refused} of {ids.length} would be done
        {effects > 0 ? `; ${effects === 1 ? "1 alert changes" : `${effects} alerts change`} in the ledger` : ""}.
      </p>
      <ul className="mt-1.5 flex max-h-40 flex-col gap-0.5 overflow-auto">
        {cases
          .toSorted((a, b) => Number(b.outcome === "refused") - Number(a.outcome === "refused"))
          .slice(0, previewShownMax)
          .map(({ case: id, says, outcome }) => (
            <li key={id} className={outcome === "refused" ? "text-bad" : "text-faint"}>
              <span className="font-mono">{id}</span> <Inert>{says}</Inert>
            </li>
          ))}
      </ul>
    </div>
  );
}
