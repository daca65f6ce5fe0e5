import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis } from "lucide-react";
import { useMemo, useState } from "react";
import type { z } from "zod";
import type { CaseAct } from "../../../../src/server/contract/case-act.ts";
import { api, onceKey } from "../../api/client.ts";
import { useMay, useSession } from "../../api/session.ts";
import { useKeys } from "../../lib/keys.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Input, Select } from "../../ui/field.tsx";
import { Menu } from "../../ui/menu.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { tell, tellProblem } from "../../ui/toast.tsx";
import type { PartProps } from "./part-props.ts";

type Act = z.infer<typeof CaseAct>;
type Asking = "overrule" | "close" | "escalate" | "reopen" | "merge" | "split";

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
  const deeds = useMemo(
    () =>
      may
        ? [
            { keys: "o", says: "Overrule the verdict", does: () => setAsking("overrule") },
            { keys: "c", says: "Close", does: () => setAsking("close") },
            { keys: "e", says: "Escalate", does: () => setAsking("escalate") },
          ]
        : [],
    [may],
  );
  useKeys("Act on the case", deeds);
  if (!may) return null;
  const take = () =>
    void act({ act: "assign", assignee: mine ? null : me }, mine ? "It is nobody's now." : "It is yours.").catch(tellProblem);
  return (
    <div className="flex flex-wrap items-center gap-2" data-no-print>
      <Button onClick={take}>{mine ? "Give it back" : "Take it"}</Button>
      {whole.verdict !== null && <Button onClick={() => setAsking("overrule")}>Overrule</Button>}
      {whole.state === "closed" ? (
        <Button onClick={() => setAsking("reopen")}>Reopen</Button>
      ) : (
        <Button onClick={() => setAsking("close")}>Close</Button>
      )}
      {whole.state !== "escalated" && <Button onClick={() => setAsking("escalate")}>Escalate</Button>}
      <Menu
        trigger={
          <IconButton says="more that can be done">
            <Ellipsis aria-hidden className="size-4" />
          </IconButton>
        }
        items={[
          { says: "Merge into another case", does: () => setAsking("merge") },
          { says: "Split an alert off", does: () => setAsking("split") },
        ]}
      />
      <Asked asking={asking} onClose={() => setAsking(undefined)} whole={whole} />
    </div>
  );
}

const verdicts = [
  ["true-positive", "true positive: it is malicious"],
  ["benign", "benign: the alert was right, the activity is allowed"],
  ["false-positive", "false positive: the alert was wrong"],
] as const;

function Asked({ asking, onClose, whole }: PartProps & { readonly asking: Asking | undefined; readonly onClose: () => void }) {
  if (asking === undefined) return null;
  const shared = { open: true, onClose };
  if (asking === "overrule") return <Overrule {...shared} whole={whole} />;
  if (asking === "merge" || asking === "split") return <Move {...shared} whole={whole} how={asking} />;
  return <Plain {...shared} whole={whole} how={asking} />;
}

type DialogProps = PartProps & { readonly open: boolean; readonly onClose: () => void };

function Overrule({ whole, ...dialog }: DialogProps) {
  const act = useCaseAct(whole.id);
  const others = verdicts.filter(([verdict]) => verdict !== whole.verdict);
  const [verdict, setVerdict] = useState<(typeof verdicts)[number][0]>(others[0]?.[0] ?? "benign");
  return (
    <ReasonDialog
      {...dialog}
      title="Overrule the verdict"
      says="Your word stands over the agent's, for this case. What you say here is what the agent learns from."
      deed="Overrule"
      does={(because) => act({ act: "overrule", verdict, because }, "The verdict is yours now.")}
    >
      <Select label="It is" options={others} value={verdict} onChange={(event) => setVerdict(event.target.value as typeof verdict)} />
    </ReasonDialog>
  );
}

const plain = {
  close: { title: "Close the case", deed: "Close", says: "What joins it later opens it again.", told: "The case is closed." },
  escalate: {
    title: "Escalate the case",
    deed: "Escalate",
    says: "It waits for a person until one closes it.",
    told: "The case is escalated.",
  },
  reopen: { title: "Open the case again", deed: "Open again", says: "It waits for a person again.", told: "The case is open again." },
} as const;

function Plain({ whole, how, ...dialog }: DialogProps & { readonly how: keyof typeof plain }) {
  const act = useCaseAct(whole.id);
  const { told, ...words } = plain[how];
  return <ReasonDialog {...dialog} {...words} does={(because) => act({ act: how, because }, told)} />;
}

function Move({ whole, how, ...dialog }: DialogProps & { readonly how: "merge" | "split" }) {
  const act = useCaseAct(whole.id);
  const [other, setOther] = useState("");
  const merge = how === "merge";
  return (
    <ReasonDialog
      {...dialog}
      title={merge ? "Merge into another case" : "Split an alert off"}
      says={merge ? "All its alerts and evidence move there; it can be split again without loss." : "The alert becomes a case of its own."}
      deed={merge ? "Merge" : "Split"}
      does={(because) =>
        act(
          merge ? { act: "merge", into: other.trim(), because } : { act: "split", alert: other.trim(), because },
          merge ? "Merged." : "Split off.",
        )
      }
    >
      <Input
        label={merge ? "Into the case" : "The alert"}
        hint={merge ? "its id, as case-12" : "its id; the part Alerts lists them"}
        required
        value={other}
        maxLength={200}
        onChange={(event) => setOther(event.target.value)}
      />
    </ReasonDialog>
  );
}
