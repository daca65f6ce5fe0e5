import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ReasonDialog } from "../../../ui/reason.tsx";
import { tell } from "../../../ui/toast.tsx";
import { ActPreview } from "../act-preview.tsx";
import { type Split, useSplit } from "./use-split.ts";

type SplitDialogProps = {
  readonly id: string;
  readonly alerts: readonly string[];
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onDone?: () => void;
};

const hows = [
  ["together", "together: one new case holds them all"],
  ["apart", "one by one: each becomes a case of its own"],
] as const;

/** Splits alerts off for one reason, and leads to where they are then. */
export function SplitDialog({ id, alerts, open, onClose, onDone }: SplitDialogProps) {
  const [how, setHow] = useState<"together" | "apart">("together");
  const { split, step } = useSplit(id);
  const navigate = useNavigate();
  const several = alerts.length > 1;
  const [first] = alerts;
  return (
    <ReasonDialog
      open={open}
      onClose={onClose}
      title={several ? `Split ${alerts.length} alerts off` : `Split ${first ?? "it"} off`}
      says={
        several
          ? "They leave this case one after the other, and the agent looks at all of them anew. They can be merged back."
          : "The alert becomes a case of its own, and the agent looks at both anew. It can be merged back."
      }
      deed={step !== undefined && several ? `${step} of ${alerts.length}` : "Split off"}
      does={async (because) => {
        const made = await split(alerts, because, several && how === "together");
        const [to] = made.cases;
        tell(
          told(made),
          to === undefined ? undefined : { says: `Open ${to}`, does: () => void navigate({ to: "/cases/$id", params: { id: to } }) },
        );
        onDone?.();
      }}
    >
      {several && (
        <fieldset className="flex flex-col gap-1.5 text-sm">
          <legend className="mb-1 text-xs font-medium text-soft">How</legend>
          {hows.map(([each, says]) => (
            <label key={each} className="flex items-center gap-2 phone:min-h-10">
              <input type="radio" name="how" checked={how === each} onChange={() => setHow(each)} className="accent-accent-strong" />
              {says}
            </label>
          ))}
        </fieldset>
      )}
      {several && <p className="text-xs text-soft">Of the first of them:</p>}
      <ActPreview id={id} act={first === undefined ? undefined : { act: "split", alert: first, because: "-" }} />
    </ReasonDialog>
  );
}

const told = ({ done, cases }: Split) => `${done === 1 ? "Split off" : `${done} alerts were split off`} into ${cases.join(", ")}.`;
