import { useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useState } from "react";
import { api, onceKey } from "../../api/client.ts";
import { ConsoleFault } from "../../api/faults.ts";
import { useMay } from "../../api/session.ts";
import { signFor } from "../../api/signing.ts";
import { withStepUp } from "../../api/step-up.tsx";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { Inert } from "../../ui/text.tsx";
import { tell } from "../../ui/toast.tsx";
import { firstRunQueries } from "../first-run/queries.ts";
import { type Action, containmentQueries } from "./queries.ts";
import { digestShown } from "./shown.ts";

type OpenDeed = Action["deeds"][number];
type Deed = OpenDeed["deed"];

/** Whose yes it has, needs and may have, why that many, and the ways to say yes or no. */
export function Decide({ action }: { readonly action: Action }) {
  const { line, approvers } = action;
  const waiting = line.stands === "waiting";
  return (
    <Panel title={line.approved ? "Approved" : waiting ? "Yes or no" : "Whose yes it had"}>
      {approvers && (
        <>
          <p className="text-base">
            {approvers.approvers === 0
              ? "By standing order: nobody has to be asked."
              : `Tier ${line.tier}: it takes ${approvers.approvers === 1 ? "one approver" : `${approvers.approvers} approvers`}${approvers.lead ? ", one of them a lead" : ""}.`}
          </p>
          <ul className="mt-1 flex list-disc flex-col gap-0.5 pl-4 text-sm text-soft">
            {approvers.because.map((each) => (
              <li key={each}>
                <Inert lengthMax={300}>{each}</Inert>
              </li>
            ))}
          </ul>
          {approvers.missing !== null && waiting && (
            <p className="mt-2 text-sm font-medium text-warn">
              <Inert>{approvers.missing}</Inert>
            </p>
          )}
          {line.approved && <WhatComesNext id={line.id} />}
          {waiting && <WhoMay approvers={approvers} />}
        </>
      )}
      {!approvers && <p className="text-sm text-bad">The standing orders cannot be read: nobody can approve until they can.</p>}
      <Digest action={action} />
      <Deeds action={action} />
    </Panel>
  );
}

/** What comes of a yes that suffices: by the same look at the product that stands below. */
function WhatComesNext({ id }: { readonly id: string }) {
  const dry = useQuery(containmentQueries.dryRun(id));
  const begins = dry.data?.would !== "not begin";
  if (dry.isPending) return <p className="mt-2 text-sm font-medium">Enough people have said yes.</p>;
  return (
    <p className={`mt-2 text-sm font-medium ${begins ? "text-good" : "text-warn"}`}>
      Enough people have said yes.{" "}
      {begins ? (
        "It begins with the next pass, if what it would meet allows it."
      ) : (
        <>
          As things are it does not begin: <Inert lengthMax={300}>{dry.data?.because.join("; ") || "nobody said why"}</Inert>.
        </>
      )}
    </p>
  );
}

function WhoMay({ approvers: { may, mayNot } }: { readonly approvers: NonNullable<Action["approvers"]> }) {
  return (
    <details className="mt-2 text-sm text-soft">
      <summary className="cursor-pointer">Who may approve it</summary>
      <ul className="mt-1 flex flex-col gap-0.5 pl-4">
        {may.map(({ name, roles }) => (
          <li key={name}>
            {name} <span className="text-faint">({roles.join(", ")})</span>
          </li>
        ))}
        {mayNot.map(({ name, because }) => (
          <li key={name} className="text-faint">
            {name} may not: <Inert>{because}</Inert>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The digest is worked out here, from exactly what is shown: what one says yes to is what runs. */
function Digest({ action }: { readonly action: Action }) {
  const own = useQuery({
    queryKey: ["digest", action.canonical],
    queryFn: () => digestShown(action),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (own.isPending) return null;
  const same = own.data === action.digest;
  return (
    <p className={`mt-3 flex items-center gap-2 text-xs ${same ? "text-soft" : "font-semibold text-bad"}`}>
      {same ? <CircleCheck aria-hidden className="size-4 shrink-0 text-good" /> : <CircleAlert aria-hidden className="size-4 shrink-0" />}
      {same ? (
        <span>
          This browser worked the digest out itself: <span className="font-mono">{own.data?.slice(0, 23)}…</span> A yes is bound to it, and
          nothing else runs.
        </span>
      ) : (
        "What the server would have signed is not what it shows. Approve nothing, and tell whoever runs this service."
      )}
    </p>
  );
}

type DeedWords = { offer: string; title: string; deed: string; says: string; told: string; danger?: true };
const deeds: Readonly<Record<Deed, DeedWords>> = {
  approve: {
    offer: "Approve",
    title: "Approve",
    deed: "Sign and approve",
    says: "What is signed is the digest of exactly this action.",
    told: "Your yes is recorded.",
  },
  "break-glass": {
    offer: "Break the glass",
    title: "Break the glass",
    deed: "Sign and break the glass",
    says: "It begins without the others. It is told to everybody, and you write down afterwards what you did.",
    told: "The glass is broken.",
    danger: true,
  },
  reject: {
    offer: "Reject",
    title: "Reject",
    deed: "Sign and reject",
    says: "A no is final for this action; it can be proposed anew.",
    told: "Your no is recorded.",
  },
  undo: {
    offer: "Undo",
    title: "Undo",
    deed: "Sign and undo",
    says: "What was done is taken back, and the product is read to see that it is.",
    told: "The undo is asked for.",
  },
  "after-action": {
    offer: "Write what was done",
    title: "After the glass was broken",
    deed: "Sign",
    says: "What was done, and why it could not wait.",
    told: "It is on the record.",
  },
};

function Deeds({ action }: { readonly action: Action }) {
  const may = useMay("respond");
  const client = useQueryClient();
  const [asking, setAsking] = useState<Deed>();
  const { line } = action;
  const does = async (deed: Deed, because: string) => {
    await perform(action, deed, because);
    await client.invalidateQueries({ queryKey: ["action"] });
    tell(deeds[deed].told);
  };
  if (!may) return <p className="mt-4 text-sm text-faint">Your role only reads here.</p>;
  return (
    <div className="mt-4 flex flex-col gap-2">
      <DeedBar mine={action.deeds.filter(({ mayNot }) => mayNot === null)} ask={setAsking} />
      {action.deeds.map((open) => open.mayNot !== null && <NotMine key={open.deed} deed={open.deed} mayNot={open.mayNot} />)}
      {line.undoAskedBy !== null && <p className="text-sm text-soft">{line.undoAskedBy.replace(/^person:/, "")} asked to undo it.</p>}
      {asking && (
        <ReasonDialog
          open
          onClose={() => setAsking(undefined)}
          {...deeds[asking]}
          says={<SignedHow says={deeds[asking].says} />}
          danger={deeds[asking].danger === true}
          does={(because) => does(asking, because)}
        />
      )}
    </div>
  );
}

// A no takes nothing away that could not be proposed anew: of the two, yes is the one that weighs.
const kinds = { approve: "primary", undo: "primary", reject: "plain", "break-glass": "plain", "after-action": "plain" } as const;

/** What whoever looks may do; on a phone a bar at the end of the window, so that it is in sight wherever one reads. */
function DeedBar({ mine, ask }: { readonly mine: readonly OpenDeed[]; readonly ask: (deed: Deed) => void }) {
  if (mine.length === 0) return null;
  return (
    <div
      role="toolbar"
      aria-label="what you can do with it"
      className="flex flex-wrap gap-2 phone:fixed phone:inset-x-0 phone:bottom-14 phone:z-20 phone:flex-nowrap phone:border-t phone:border-line-strong phone:bg-raised phone:p-2"
    >
      {mine.map(({ deed }) => (
        <Button key={deed} kind={kinds[deed]} onClick={() => ask(deed)} className="phone:flex-1">
          {deeds[deed].offer}
        </Button>
      ))}
    </div>
  );
}

/** Why whoever looks may not. */
function NotMine({ deed, mayNot }: { readonly deed: Deed; readonly mayNot: string }) {
  return (
    <p className="text-sm text-faint">
      {deeds[deed].offer}: not you, for <Inert lengthMax={300}>{mayNot}</Inert>.
    </p>
  );
}

/** What a deed means, and by what it is signed: in the demo nobody has a passkey. */
function SignedHow({ says }: { readonly says: string }) {
  const { data } = useQuery(firstRunQueries.run);
  return `${says} ${data && data.demoPerson !== null ? "The demo signs it, without a passkey." : "Your passkey signs it."}`;
}

async function perform(action: Action, deed: Deed, because: string): Promise<unknown> {
  const { line } = action;
  const own = await digestShown(action);
  if (own !== action.digest) throw new ConsoleFault("console/other-action");
  const params = { id: line.id };
  const asked =
    deed === "after-action" ? ({ for: deed, action: line.id, text: because } as const) : ({ for: deed, action: line.id } as const);
  const signature = await signFor(asked, own);
  const once = { idempotencyKey: onceKey() };
  return withStepUp(() => {
    if (deed === "reject") return api.rejectAction({ params, body: { because, signature } }, once);
    if (deed === "undo") return api.undoAction({ params, body: { because, signature } }, once);
    if (deed === "after-action") return api.writeAfterAction({ params, body: { text: because, signature } }, once);
    return api.approveAction({ params, body: { because, signature, digest: own, breakGlass: deed === "break-glass" } }, once);
  });
}
