import { type FormEvent, useState } from "react";
import { useMay, useSession } from "../../../api/session.ts";
import { Button } from "../../../ui/button.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { PersonField } from "../../../ui/person-field.tsx";
import { InertAlready } from "../../../ui/text.tsx";
import { tellProblem } from "../../../ui/toast.tsx";
import { useCaseAct } from "../acts.tsx";

/** Whose the case is, and a way to give it to somebody. */
export function Assignment({ id, assignee }: { readonly id: string; readonly assignee: string | null }) {
  const may = useMay("triage");
  const me = useSession()?.person.replace(/^person:/, "") ?? "";
  const act = useCaseAct(id);
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const give = async (to: string | null) => {
    setBusy(true);
    await act({ act: "assign", assignee: to }, to === null ? "It is nobody's now." : `It is with ${to} now.`)
      .then(() => setName(""))
      .catch(tellProblem);
    setBusy(false);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") void give(name.trim());
  };
  const holder = assignee?.replace(/^person:/, "");
  return (
    <Panel title="Whose it is">
      <p className="text-sm">{holder === undefined ? "Nobody has taken it." : <InertAlready>{`It is with ${holder}.`}</InertAlready>}</p>
      {may && (
        <form className="mt-2 flex flex-wrap items-end gap-2" onSubmit={submit} data-no-print>
          <div className="min-w-32 flex-1">
            <PersonField label="Give it to" placeholder="a person's name" name={name} onName={setName} />
          </div>
          <Button type="submit" busy={busy} disabled={name.trim() === ""} className="h-8">
            Assign
          </Button>
          {holder !== me && (
            <Button busy={busy} onClick={() => void give(me)} className="h-8">
              Take it
            </Button>
          )}
          {holder !== undefined && (
            <Button kind="quiet" busy={busy} onClick={() => void give(null)} className="h-8">
              Nobody
            </Button>
          )}
        </form>
      )}
    </Panel>
  );
}
