import { useState } from "react";
import { governanceWordsMax } from "../../../../src/server/contract/governance.ts";
import { governanceApi } from "../../api/governance.ts";
import { useMay } from "../../api/session.ts";
import { useSubmit } from "../../lib/submit.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Input, Select, Textarea } from "../../ui/field.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { tell } from "../../ui/toast.tsx";
import { type Incident, useAskIncidentsAnew } from "./queries.ts";
import { Ends } from "./roster-deeds.tsx";
import { partyChoices } from "./words.tsx";

type Closing = { readonly onClose: () => void };
type OfIncident = Closing & { readonly of: Incident };
const momentOf = (typed: string) => new Date(`${typed}Z`).toISOString();

/** Opens an incident of the agent itself. */
export function OpenIncident({ onClose }: Closing) {
  const [title, setTitle] = useState("");
  const [aware, setAware] = useState("");
  const anew = useAskIncidentsAnew();
  const ready = title.trim() !== "";
  const form = useSubmit(async () => {
    await governanceApi.openSeriousIncident({ body: { title: title.trim(), ...(aware !== "" && { awareAt: momentOf(aware) }) } });
    await anew();
    tell("The incident is open.");
    onClose();
  }, ready);
  return (
    <Dialog open onClose={onClose} title="Open a serious incident" says="On record with your name. Nothing is sent to anybody.">
      <form className="flex flex-col gap-3" onSubmit={form.onSubmit}>
        <Input
          label="What happened"
          autoFocus
          required
          maxLength={governanceWordsMax}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
        <Input
          label="Aware since, UTC"
          hint="Empty where it is now."
          type="datetime-local"
          value={aware}
          onChange={(event) => setAware(event.target.value)}
        />
        <Ends form={form} ready={ready} onClose={onClose} deed="Open it" />
      </form>
    </Dialog>
  );
}

const deeds = ["fact", "suspend", "inform", "close"] as const;
type Deed = (typeof deeds)[number];
const says: Readonly<Record<Deed, string>> = {
  fact: "Add a fact",
  suspend: "Suspend autonomy",
  inform: "Somebody was told",
  close: "Close it",
};

/** What may be done with an open incident: facts by whoever triages, the rest by a lead. What is still owed when it is closed, the server says. */
export function IncidentDeeds({ of }: { readonly of: Incident }) {
  const [triage, lead] = [useMay("triage"), useMay("lead")];
  const [deed, setDeed] = useState<Deed>();
  const end = () => setDeed(undefined);
  const offered = deeds.filter((each) => (each === "fact" ? triage : lead));
  return (
    <div className="mt-3 flex flex-wrap gap-2">
      {offered.map((each) => (
        <Button key={each} onClick={() => setDeed(each)}>
          {says[each]}
        </Button>
      ))}
      {deed === "fact" && <AddFact of={of} onClose={end} />}
      {deed === "suspend" && <Suspend of={of} onClose={end} />}
      {deed === "inform" && <Informed of={of} onClose={end} />}
      {deed === "close" && <Close of={of} onClose={end} />}
    </div>
  );
}

function AddFact({ of: { id }, onClose }: OfIncident) {
  const [fact, setFact] = useState("");
  const [cases, setCases] = useState("");
  const anew = useAskIncidentsAnew();
  const ready = fact.trim() !== "";
  const form = useSubmit(async () => {
    const named = cases.split(/[\s,]+/).filter((each) => each !== "");
    await governanceApi.addIncidentFact({ params: { id }, body: { says: fact.trim(), cases: named } });
    await anew();
    onClose();
  }, ready);
  return (
    <Dialog open onClose={onClose} title={`A fact about ${id}`} says="It stays as it is entered, with your name.">
      <form className="flex flex-col gap-3" onSubmit={form.onSubmit}>
        <Textarea
          label="What is known"
          autoFocus
          required
          maxLength={governanceWordsMax}
          value={fact}
          onChange={(event) => setFact(event.target.value)}
        />
        <Input
          label="Cases"
          hint="Their ids, as case-3; empty where it is about none."
          value={cases}
          onChange={(event) => setCases(event.target.value)}
        />
        <Ends form={form} ready={ready} onClose={onClose} deed="Add it" />
      </form>
    </Dialog>
  );
}

function Suspend({ of: { id }, onClose }: OfIncident) {
  const anew = useAskIncidentsAnew();
  const form = useSubmit(async () => {
    await governanceApi.suspendAutonomy({ params: { id }, body: {} });
    await anew();
    tell("The agent does nothing alone any more.");
    onClose();
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title="Suspend what the agent may do alone"
      says="Every grant and proposal ends at once. Each must be granted anew, by two people, with fresh evidence."
    >
      <form onSubmit={form.onSubmit} className="flex flex-col gap-3">
        <Ends form={form} ready onClose={onClose} deed="Suspend all of it" />
      </form>
    </Dialog>
  );
}

function Informed({ of: { id }, onClose }: OfIncident) {
  const [party, setParty] = useState(partyChoices[0]?.[0] ?? "provider");
  const [reference, setReference] = useState("");
  const [at, setAt] = useState("");
  const anew = useAskIncidentsAnew();
  const ready = reference.trim() !== "";
  const form = useSubmit(async () => {
    const body = { party, reference: reference.trim(), ...(at !== "" && { at: momentOf(at) }) };
    await governanceApi.recordInformed({ params: { id }, body });
    await anew();
    onClose();
  }, ready);
  return (
    <Dialog open onClose={onClose} title="Somebody was told" says="Your word that it was done. Nothing is sent from here.">
      <form className="flex flex-col gap-3" onSubmit={form.onSubmit}>
        <Select label="Who" value={party} onChange={(event) => setParty(event.target.value as typeof party)} options={partyChoices} />
        <Input
          label="Reference"
          hint="A ticket, a receipt, a call."
          required
          maxLength={governanceWordsMax}
          value={reference}
          onChange={(event) => setReference(event.target.value)}
        />
        <Input
          label="When, UTC"
          hint="Empty where it is now."
          type="datetime-local"
          value={at}
          onChange={(event) => setAt(event.target.value)}
        />
        <Ends form={form} ready={ready} onClose={onClose} deed="It was told" />
      </form>
    </Dialog>
  );
}

function Close({ of: { id }, onClose }: OfIncident) {
  const [outcome, setOutcome] = useState<"serious" | "not-serious">("serious");
  const anew = useAskIncidentsAnew();
  const does = async (because: string) => {
    await governanceApi.closeSeriousIncident({ params: { id }, body: { outcome, because } });
    await anew();
    tell("The incident is closed.");
  };
  return (
    <ReasonDialog
      open
      onClose={onClose}
      title={`Close ${id}`}
      says="A serious one is closed only when nothing is owed any more."
      deed="Close it"
      does={does}
    >
      <Select
        label="It was"
        value={outcome}
        onChange={(event) => setOutcome(event.target.value === "serious" ? "serious" : "not-serious")}
        options={[
          ["serious", "a serious incident"],
          ["not-serious", "none, as was found"],
        ]}
      />
    </ReasonDialog>
  );
}
