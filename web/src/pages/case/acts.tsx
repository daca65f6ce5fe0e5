import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { useMemo, useState } from "react";
import type { z } from "zod";
import type { CaseAct } from "../../../../src/server/contract/case-act.ts";
import { api, onceKey } from "../../api/client.ts";
import { useMay, useSession } from "../../api/session.ts";
import { useKeys } from "../../lib/keys.ts";
import { verdictChoices } from "../../lib/verdict-choices.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Input, Select } from "../../ui/field.tsx";
import { Menu } from "../../ui/menu.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { tell, tellProblem } from "../../ui/toast.tsx";
import { ActPreview } from "./act-preview.tsx";
import { MergeTargets } from "./merge-targets.tsx";
import type { PartProps } from "./part-props.ts";

type Act = z.infer<typeof CaseAct>;
type Asking = PartProps["whole"]["acts"][number];

/** What each is called where it is offered, and its key. The rarer stand in a menu. */
const offers: Readonly<Record<Asking, { says: string; keys?: string; rare?: true }>> = {
  overrule: { says: "Overrule", keys: "o" },
  close: { says: "Close", keys: "c" },
  "close-with-verdict": { says: "Close", keys: "c" },
  reopen: { says: "Reopen" },
  escalate: { says: "Escalate", keys: "e" },
  unmerge: { says: "Take it out again" },
  merge: { says: "Merge into another case", rare: true },
  split: { says: "Split an alert off", rare: true },
};

/** Does one thing to the case, shows it, and tells it. Throws what the server refuses. */
export function useCaseAct(id: string): (act: Act, told: string) => Promise<void> {
  const client = useQueryClient();
  return async (act, told) => {
    await api.actOnCase({ params: { id }, body: act }, { idempotencyKey: onceKey() });
    await client.invalidateQueries({ queryKey: ["case", id] });
    tell(told);
  };
}

/** What a person may do to a case. Each takes a reason where the record needs one. */
export function CaseActs({ whole }: PartProps) {
  const [asking, setAsking] = useState<Asking>();
  const may = useMay("triage");
  const act = useCaseAct(whole.id);
  const me = useSession()?.person.replace(/^person:/, "") ?? "";
  const mine = whole.assignee?.replace(/^person:/, "") === me;
  const { acts } = whole;
  const deeds = useMemo(
    () =>
      acts.flatMap((each) => {
        const { says, keys } = offers[each];
        return may && keys !== undefined ? [{ keys, says, does: () => setAsking(each) }] : [];
      }),
    [may, acts],
  );
  useKeys("Act on the case", deeds);
  if (!may) return null;
  const take = () =>
    void act({ act: "assign", assignee: mine ? null : me }, mine ? "It is nobody's now." : "It is yours.").catch(tellProblem);
  return (
    <div className="flex flex-wrap items-center gap-2" data-no-print>
      {whole.mergedInto === null && <Button onClick={take}>{mine ? "Give it back" : "Take it"}</Button>}
      {acts
        .filter((each) => !offers[each].rare)
        .map((each) => (
          <Button key={each} onClick={() => setAsking(each)}>
            {offers[each].says}
          </Button>
        ))}
      <RareActs acts={acts.filter((each) => offers[each].rare)} onAsk={setAsking} />
      <Asked asking={asking} onClose={() => setAsking(undefined)} whole={whole} />
    </div>
  );
}

function RareActs({ acts, onAsk }: { readonly acts: readonly Asking[]; readonly onAsk: (act: Asking) => void }) {
  if (acts.length === 0) return null;
  return (
    <Menu
      trigger={
        <IconButton says="more that can be done">
          <Ellipsis aria-hidden className="size-4" />
        </IconButton>
      }
      items={acts.map((each) => ({ says: offers[each].says, does: () => onAsk(each) }))}
    />
  );
}

function Asked({ asking, onClose, whole }: PartProps & { readonly asking: Asking | undefined; readonly onClose: () => void }) {
  if (asking === undefined) return null;
  const shared = { open: true, onClose };
  if (asking === "overrule" || asking === "close-with-verdict")
    return <Overrule {...shared} whole={whole} closes={asking !== "overrule"} />;
  if (asking === "merge" || asking === "split") return <Move {...shared} whole={whole} how={asking} />;
  return <Plain {...shared} whole={whole} how={asking} />;
}

type DialogProps = PartProps & { readonly open: boolean; readonly onClose: () => void };

/** A person's verdict. Where the agent came to none it closes the case, for the same reason. */
function Overrule({ whole, closes, ...dialog }: DialogProps & { readonly closes: boolean }) {
  const act = useCaseAct(whole.id);
  const others = verdictChoices.filter(([verdict]) => verdict !== whole.verdict);
  const [verdict, setVerdict] = useState(others[0]?.[0] ?? "benign");
  const [title, says, deed, told] = closes ? overruleWords.closes : overruleWords.overrules;
  return (
    <ReasonDialog
      {...dialog}
      title={title}
      says={says}
      deed={deed}
      does={(because) => act(closes ? { act: "close", verdict, because } : { act: "overrule", verdict, because }, told)}
    >
      <Select label="It is" options={others} value={verdict} onChange={(event) => setVerdict(event.target.value as typeof verdict)} />
    </ReasonDialog>
  );
}

const overruleWords = {
  overrules: [
    "Overrule the verdict",
    "Your word stands over the agent's, for this case. What you say here is what the agent learns from.",
    "Overrule",
    "The verdict is yours now.",
  ],
  closes: [
    "Close the case",
    "The agent did not come to a verdict. Yours closes it, and the agent learns from it. What joins it later opens it again.",
    "Close",
    "The case is closed, by your word.",
  ],
} as const;

const plain = {
  close: { title: "Close the case", deed: "Close", says: "What joins it later opens it again.", told: "The case is closed." },
  escalate: {
    title: "Escalate the case",
    deed: "Escalate",
    says: "It waits for a person until one closes it.",
    told: "The case is escalated.",
  },
  unmerge: {
    title: "Take the case out again",
    deed: "Take it out",
    says: "It stands again with the alerts that it brought. Both are looked at anew, and the agent does not merge them again.",
    told: "It stands by itself again.",
  },
  reopen: { title: "Open the case again", deed: "Open again", says: "It waits for a person again.", told: "The case is open again." },
} as const;

function Plain({ whole, how, ...dialog }: DialogProps & { readonly how: keyof typeof plain }) {
  const act = useCaseAct(whole.id);
  const { told, ...words } = plain[how];
  return (
    <ReasonDialog {...dialog} {...words} does={(because) => act({ act: how, because }, told)}>
      <ActPreview id={whole.id} act={{ act: how, because: noReasonYet }} />
    </ReasonDialog>
  );
}

function Move({ whole, how, ...dialog }: DialogProps & { readonly how: "merge" | "split" }) {
  const act = useCaseAct(whole.id);
  const [other, setOther] = useState("");
  const merge = how === "merge";
  return (
    <ReasonDialog
      {...dialog}
      title={merge ? "Merge into another case" : "Split an alert off"}
      says={
        merge ? "All its alerts and evidence move there; it can be taken out again without loss." : "The alert becomes a case of its own."
      }
      deed={merge ? "Merge" : "Split"}
      focusAbove
      does={async (because) => {
        const move = moveOf(how, other.trim(), because);
        if (move) await act(move, merge ? "Merged." : "Split off.");
      }}
    >
      {merge && <MergeTargets id={whole.id} chosen={other} onChoose={setOther} />}
      <Input
        label={merge ? "Into the case" : "The alert"}
        hint={merge ? "picked above, or typed: its id, as case-12" : "its id; the part Alerts lists them"}
        required
        autoFocus
        value={other}
        maxLength={200}
        onChange={(event) => setOther(event.target.value)}
      />
      <ActPreview id={whole.id} act={moveOf(how, other.trim(), noReasonYet)} />
    </ReasonDialog>
  );
}

/** What a preview is asked with before a reason is typed: it changes nothing of what would happen. */
const noReasonYet = "-";

/** The act of a dialog; undefined while nothing is named. */
function moveOf(how: "merge" | "split", other: string, because: string): Act | undefined {
  if (other === "") return undefined;
  return how === "merge" ? { act: "merge", into: other, because } : { act: "split", alert: other, because };
}
