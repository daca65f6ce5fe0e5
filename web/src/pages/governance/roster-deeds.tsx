import { useState } from "react";
import { governanceWordsMax } from "../../../../src/server/contract/governance.ts";
import { governanceApi } from "../../api/governance.ts";
import { useSubmit } from "../../lib/submit.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Input, Select } from "../../ui/field.tsx";
import { PersonField } from "../../ui/person-field.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { tell } from "../../ui/toast.tsx";
import { type Competence, type Overseer, useRosterTaken } from "./queries.ts";
import { kindWords, nameOf } from "./words.tsx";

type Closing = { readonly onClose: () => void };

/** Enters somebody as an overseer, or gives them another duty. */
export function EnterOverseer({ onClose }: Closing) {
  const [name, setName] = useState("");
  const [duty, setDuty] = useState("");
  const taken = useRosterTaken();
  const ready = name.trim() !== "" && duty.trim() !== "";
  const form = useSubmit(async () => {
    taken(await governanceApi.enterOverseer({ params: { name: name.trim() }, body: { duty: duty.trim() } }));
    tell("On the roster.");
    onClose();
  }, ready);
  return (
    <Dialog open onClose={onClose} title="Enter a person who oversees the agent" says="The record keeps who entered it.">
      <form className="flex flex-col gap-3" onSubmit={form.onSubmit}>
        <PersonField label="Who" name={name} onName={setName} autoFocus />
        <Input
          label="Duty"
          hint="What they watch and may stop, for instance: samples, grants, and the stop at night."
          required
          maxLength={governanceWordsMax}
          value={duty}
          onChange={(event) => setDuty(event.target.value)}
        />
        <Ends form={form} ready={ready} onClose={onClose} deed="Enter" />
      </form>
    </Dialog>
  );
}

/** Enters what somebody has learnt, since when, and until when it counts. */
export function EnterCompetence({ of: { overseer }, onClose }: Closing & { readonly of: Overseer }) {
  const [kind, setKind] = useState<Competence["kind"]>("ai-literacy");
  const [title, setTitle] = useState("");
  const [since, setSince] = useState("");
  const [until, setUntil] = useState("");
  const taken = useRosterTaken();
  const ready = title.trim() !== "" && since !== "";
  const form = useSubmit(async () => {
    const body = { kind, title: title.trim(), since, ...(until !== "" && { until }) };
    taken(await governanceApi.enterCompetence({ params: { name: nameOf(overseer) }, body }));
    tell("Entered.");
    onClose();
  }, ready);
  return (
    <Dialog open onClose={onClose} title={`What ${nameOf(overseer).slice(0, 100)} has learnt`} says="The record keeps who entered it.">
      <form className="flex flex-col gap-3" onSubmit={form.onSubmit}>
        <Select
          label="About"
          value={kind}
          onChange={(event) => setKind(event.target.value as Competence["kind"])}
          options={Object.entries(kindWords)}
        />
        <Input label="What" required maxLength={governanceWordsMax} value={title} onChange={(event) => setTitle(event.target.value)} />
        <div className="grid gap-3 sm:grid-cols-2">
          <Input label="Since" type="date" required value={since} onChange={(event) => setSince(event.target.value)} />
          <Input
            label="Until, the last day"
            hint="Empty where it does not lapse."
            type="date"
            value={until}
            onChange={(event) => setUntil(event.target.value)}
          />
        </div>
        <Ends form={form} ready={ready} onClose={onClose} deed="Enter" />
      </form>
    </Dialog>
  );
}

type Form = ReturnType<typeof useSubmit>;

/** How a form ends: what the server refused, and the buttons. */
export function Ends({
  form: { busy, problem },
  ready,
  onClose,
  deed,
}: Closing & { readonly form: Form; readonly ready: boolean; readonly deed: string }) {
  return (
    <>
      {problem !== undefined && <Problem of={problem} />}
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" kind="primary" busy={busy} disabled={!ready}>
          {deed}
        </Button>
      </div>
    </>
  );
}

/** Takes somebody off the roster. */
export function Leave({ of: { overseer }, onClose }: Closing & { readonly of: Overseer }) {
  const taken = useRosterTaken();
  return (
    <ReasonDialog
      open
      onClose={onClose}
      title={`Take ${nameOf(overseer).slice(0, 100)} off the roster`}
      says="The record keeps that they were on it."
      deed="Take off"
      does={async (because) => {
        taken(await governanceApi.removeOverseer({ params: { name: nameOf(overseer) }, body: { because } }));
        tell("No longer on the roster.");
      }}
    />
  );
}

/** Strikes what was entered of somebody. */
export function Strike({ of: { overseer }, entry, onClose }: Closing & { readonly of: Overseer; readonly entry: Competence }) {
  const taken = useRosterTaken();
  return (
    <ReasonDialog
      open
      onClose={onClose}
      title={`Strike "${entry.title.slice(0, 100)}"`}
      says="The record keeps both the entry and why it was struck."
      deed="Strike it"
      does={async (because) => {
        const params = { name: nameOf(overseer), number: entry.number };
        taken(await governanceApi.strikeCompetence({ params, body: { because } }));
        tell("Struck.");
      }}
    />
  );
}
