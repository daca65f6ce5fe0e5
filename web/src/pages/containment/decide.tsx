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
import type { Action } from "./queries.ts";
import { digestShown } from "./shown.ts";

type OpenDeed = Action["deeds"][number];
type Deed = OpenDeed["deed"];

/** Whose yes it has, needs and may have, why that many, and the ways to say yes or no. */
export function Decide({ action }: { readonly action: Action }) {
  const { line, approvers } = action;
  const waiting = line.stands === "waiting";
  return (
    <Panel title={waiting ? "Yes or no" : "Whose yes it had"}>
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
          {line.approved && waiting && (
            <p className="mt-2 text-sm font-medium text-good">
              Enough people have said yes. It begins with the next pass, if what it would meet allows it.
            </p>
          )}
          {waiting && <WhoMay approvers={approvers} />}
        </>
      )}
      {!approvers && <p className="text-sm text-bad">The standing orders cannot be read: nobody can approve until they can.</p>}
      <Digest action={action} />
      <Deeds action={action} />
    </Panel>
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
    says: "Your passkey signs the digest of exactly this action.",
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
    const { says } = await perform(action, deed, because);
    await client.invalidateQueries({ queryKey: ["action"] });
    tell(says || deeds[deed].told);
  };
  if (!may) return <p className="mt-4 text-sm text-faint">Your role only reads here.</p>;
  return (
    <div className="mt-4 flex flex-wrap gap-2 phone:flex-col phone:gap-4">
      {action.deeds.map((open) => (
        <Offer key={open.deed} {...open} ask={() => setAsking(open.deed)} />
      ))}
      {line.undoAskedBy !== null && <p className="text-sm text-soft">{line.undoAskedBy.replace(/^person:/, "")} asked to undo it.</p>}
      {asking && (
        <ReasonDialog
          open
          onClose={() => setAsking(undefined)}
          {...deeds[asking]}
          danger={deeds[asking].danger === true}
          does={(because) => does(asking, because)}
        />
      )}
    </div>
  );
}

// A no takes nothing away that could not be proposed anew: of the two, yes is the one that weighs.
const kinds = { approve: "primary", undo: "primary", reject: "plain", "break-glass": "plain", "after-action": "plain" } as const;

/** One thing that can be done with it; where whoever looks may not, it says why. */
function Offer({ deed, mayNot, ask }: OpenDeed & { readonly ask: () => void }) {
  if (mayNot === null)
    return (
      <Button kind={kinds[deed]} onClick={ask}>
        {deeds[deed].offer}
      </Button>
    );
  return (
    <p className="basis-full text-sm text-faint">
      {deeds[deed].offer}: not you, for <Inert lengthMax={300}>{mayNot}</Inert>.
    </p>
  );
}

async function perform(action: Action, deed: Deed, because: string): Promise<{ says: string }> {
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
