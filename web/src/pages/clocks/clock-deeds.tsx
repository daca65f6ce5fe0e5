import { useState } from "react";
import { onceKey } from "../../api/client.ts";
import { regulationApi } from "../../api/regulation.ts";
import { useMay } from "../../api/session.ts";
import { withStepUp } from "../../api/step-up.tsx";
import { Button } from "../../ui/button.tsx";
import { Input } from "../../ui/field.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { tell } from "../../ui/toast.tsx";
import { type Clock, useTaken } from "./queries.ts";

const deeds = {
  waive: { says: "Not owed", title: "This report is not owed", deed: "It is not owed", told: "The clock is waived." },
  deadline: { says: "Other deadline", title: "An authority gave another deadline", deed: "Enter it", told: "The deadline is entered." },
  resume: {
    says: "As the pack says",
    title: "Let the clock run as the pack says",
    deed: "Let it run",
    told: "The clock runs as the pack says.",
  },
} as const;
type Deed = keyof typeof deeds;

/** What a lead may say of a clock; each takes a reason. Only a submission ends one. */
export function ClockDeeds({ clock: { caseId, regime, stage, state } }: { readonly clock: Clock }) {
  const may = useMay("lead");
  const [deed, setDeed] = useState<Deed>();
  const [due, setDue] = useState("");
  const taken = useTaken();
  if (!may || state === "not-applicable" || state === "submitted") return null;
  const offered: readonly Deed[] = state === "waived" ? ["resume"] : ["waive", "deadline"];
  const does = async (because: string) => {
    const asked = { params: { id: caseId }, body: { regime, stage, because } };
    const once = { idempotencyKey: onceKey() };
    if (deed === "waive") taken(await withStepUp(() => regulationApi.waiveClock(asked, once)));
    if (deed === "resume") taken(await regulationApi.resumeClock(asked, once));
    if (deed === "deadline") {
      const body = { ...asked.body, due: new Date(`${due}Z`).toISOString() };
      taken(await withStepUp(() => regulationApi.giveDeadline({ ...asked, body }, once)));
    }
    if (deed) tell(deeds[deed].told);
  };
  return (
    <span className="flex flex-wrap gap-1">
      {offered.map((each) => (
        <Button key={each} kind="quiet" className="h-6 px-1.5 text-xs" onClick={() => setDeed(each)}>
          {deeds[each].says}
        </Button>
      ))}
      <ReasonDialog
        open={deed !== undefined}
        onClose={() => setDeed(undefined)}
        title={deed ? deeds[deed].title : ""}
        deed={deed ? deeds[deed].deed : ""}
        does={does}
      >
        {deed === "deadline" && (
          <Input label="Due, UTC" type="datetime-local" required value={due} onChange={(event) => setDue(event.target.value)} />
        )}
      </ReasonDialog>
    </span>
  );
}
