import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useMay } from "../../api/session.ts";
import { sentence } from "../../lib/sentence.ts";
import { count } from "../../lib/words.ts";
import { Copy } from "../../ui/copy.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { Adopt } from "../containment/adopt.tsx";
import { type Policies, policyQueries, simulatedLast } from "./queries.ts";

/** Whether what lies on disk is what binds; where it is not, who has signed it, what it would have changed, and the place to sign. */
export function OrdersStanding({ policies }: { readonly policies: Policies }) {
  const { orders, folder } = policies;
  const may = useMay("administer");
  const fit = orders.problem === null && policies.problems.length === 0;
  return (
    <Panel title={<Title orders={orders} />} actions={!orders.isInForce && may && fit && <Adopt digest={orders.onDisk} />}>
      <div className="grid gap-x-8 gap-y-3 xl:grid-cols-2">
        <Facts of={factsOf(orders, folder)} />
        <div className="flex max-w-prose flex-col gap-2 text-sm">
          <WhatChanges orders={orders} />
          {!orders.isInForce && fit && <OnDiskSimulated policies={policies} />}
        </div>
      </div>
    </Panel>
  );
}

type Orders = Policies["orders"];

function Title({ orders: { isInForce, inForce } }: { readonly orders: Orders }) {
  const says = isInForce
    ? "In force as they lie on disk"
    : inForce === null
      ? "Not in force: nobody has adopted standing orders yet"
      : "Not in force: what lies on disk is not what two admins signed";
  return (
    <span className="inline-flex items-center gap-1.5">
      {isInForce ? <CircleCheck aria-hidden className="size-4 text-good" /> : <CircleAlert aria-hidden className="size-4 text-warn" />}
      {says}
    </span>
  );
}

const factsOf = ({ onDisk, inForce, isInForce, signedBy, signersNeeded, problem }: Orders, folder: string | null) => [
  ["folder", folder === null ? "the policies that come with Watchkeeper" : <Inert key="folder">{folder}</Inert>] as const,
  ["on disk", problem === null ? <Digest key="disk" of={onDisk} /> : "cannot be read"] as const,
  ["in force", inForce === null ? "none" : isInForce ? "the same" : <Digest key="force" of={inForce} />] as const,
  ...(isInForce ? [] : [["signed by", signersSay(signedBy, signersNeeded)] as const]),
  ...(problem === null
    ? []
    : [
        [
          "problem",
          <Inert key="problem" className="text-bad">
            {sentence(problem)}
          </Inert>,
        ] as const,
      ]),
];

const signersSay = (signedBy: readonly string[], needed: number) =>
  `${signedBy.length === 0 ? "nobody yet" : signedBy.map((each) => each.replace(/^person:/, "")).join(", ")}; it takes ${needed} admins`;

function Digest({ of }: { readonly of: string }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1 font-mono text-xs">
      <span className="truncate" title={of}>
        {of}
      </span>
      <Copy text={of} says="copy the digest" />
    </span>
  );
}

function WhatChanges({ orders: { isInForce, problem, inForce } }: { readonly orders: Orders }) {
  if (problem !== null)
    return (
      <p>
        Nothing can be approved or adopted until the standing orders can be read. Write them where{" "}
        <code className="font-mono text-xs">containment</code> of the configuration says; the guide to containment shows every field.
      </p>
    );
  if (isInForce)
    return (
      <p className="text-soft">
        A change is made to the files on disk, and binds nothing until two admins have signed its digest here. The digest is of the standing
        orders and the policies together.
      </p>
    );
  return (
    <>
      <p>
        {inForce === null
          ? "Until two admins sign these, nothing can be approved."
          : "What was signed is no longer what is on disk: nothing can be approved until two admins sign what lies there now, or it is put back."}{" "}
        What was proposed under other orders is void from then on.
      </p>
      <p>
        <Link to="/containment" search={{ part: "orders" }} className="text-accent hover:underline">
          Read the standing orders themselves
        </Link>
      </p>
    </>
  );
}

/** What the policies on disk would have decided otherwise, before anybody signs them. */
function OnDiskSimulated({ policies }: { readonly policies: Policies }) {
  const found = useQuery({ ...policyQueries.simulation(policies.texts, simulatedLast), enabled: policies.texts.length > 0 });
  if (found.error) return <Problem of={found.error} />;
  if (!found.data) return <Spinner says="deciding past actions anew" />;
  return (
    <p role="status" className="font-medium">
      {outcomeSays(found.data)}
    </p>
  );
}

/** "would have changed 12 of the last 500" */
export const outcomeSays = ({ differing, lookedAt }: { readonly differing: number; readonly lookedAt: number }) =>
  lookedAt === 0
    ? "No action is on record yet, so there is nothing that these would have changed."
    : `These would have changed ${count(differing)} of the last ${count(lookedAt)} ${lookedAt === 1 ? "action" : "actions"}.`;
