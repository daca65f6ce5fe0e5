import { useMutation, useQuery } from "@tanstack/react-query";
import { PenLine } from "lucide-react";
import { useState } from "react";
import { autonomyApi } from "../../api/autonomy.ts";
import { onceKey } from "../../api/client.ts";
import { count, fineShare } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";
import { ReasonDialog } from "../../ui/reason.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert, InertAlready } from "../../ui/text.tsx";
import { Time } from "../../ui/time.tsx";
import { tell } from "../../ui/toast.tsx";
import { ClassName } from "./class-name.tsx";
import { autonomyQueries, type Grant, useAskAnew, type Whole } from "./queries.ts";
import { signGrant } from "./sign.ts";

const actWords = { close: "close cases", contain: "contain at tier 1" } as const;

/** What is granted and what waits for signatures, and what ended. */
export default function GrantsPart({ whole: { grants } }: { readonly whole: Whole }) {
  const waiting = grants.filter(({ status }) => status === "proposed");
  const standing = grants.filter(({ status }) => status !== "proposed");
  return (
    <div className="flex flex-col gap-4">
      {grants.length === 0 && (
        <Empty title="Nothing is granted">
          The agent works in shadow. When people have judged enough cases of a class and agreed, a lead can propose a grant under
          <em> Classes</em>.
        </Empty>
      )}
      {[...waiting, ...standing].map((grant) => (
        <GrantPanel key={grant.id} grant={grant} />
      ))}
      <Ended />
    </div>
  );
}

function GrantPanel({ grant }: { readonly grant: Grant }) {
  const { id, act, class: of, title, rule, product, status, inForce, until, lapsesAt, proposedBy, proposedAt, basis } = grant;
  return (
    <Panel
      title={
        <span className="inline-flex flex-wrap items-center gap-2">
          {id}: {actWords[act]} of <InertAlready>{title ?? rule}</InertAlready>
          <span className="font-normal text-faint">
            <InertAlready>{product}</InertAlready>
          </span>
          <Badge tone={inForce ? "good" : "accent"}>{status === "proposed" ? "waits for signatures" : inForce ? "in force" : "over"}</Badge>
        </span>
      }
      actions={<GrantDeeds grant={grant} />}
    >
      <div className="grid items-start gap-x-8 gap-y-3 lg:grid-cols-2">
        <Facts
          of={[
            ["for", <Inert key="class">{of}</Inert>],
            ["until", <Time key="until" at={until} as="utc" />],
            ...(status === "proposed" ? [["sign by", <Time key="lapses" at={lapsesAt} as="utc" />] as const] : []),
            [
              "proposed",
              <span key="by">
                by <Inert>{proposedBy.replace(/^person:/, "")}</Inert>, <Time at={proposedAt} as="utc" />
              </span>,
            ],
            ["signed", <Signed key="signed" grant={grant} />],
          ]}
        />
        <Evidence grant={grant} />
      </div>
      <details className="mt-2 text-xs text-soft">
        <summary className="cursor-pointer">ends when one of these changes</summary>
        <ul className="mt-1">
          {basis.map(({ name, version }) => (
            <li key={name} className="break-all">
              {name}: <InertAlready>{version}</InertAlready>
            </li>
          ))}
        </ul>
      </details>
    </Panel>
  );
}

function Signed({ grant: { signatures, signaturesNeeded } }: { readonly grant: Grant }) {
  return (
    <ul>
      {signatures.map(({ by, at, holds }) => (
        <li key={by}>
          <Inert lengthMax={100}>{by.replace(/^person:/, "")}</Inert>, <Time at={at} as="utc" />
          {!holds && <strong className="text-bad"> does NOT hold</strong>}
        </li>
      ))}
      <li className="text-soft">
        {count(signatures.length)} of {signaturesNeeded} signatures
      </li>
    </ul>
  );
}

function Evidence({ grant: { act, evidence } }: { readonly grant: Grant }) {
  const { from, to, decided, agreed, abstained, wouldClose, missed, wouldContain, wrong, sampled, sampledMissed, errorUpperBound } =
    evidence;
  const bound = errorUpperBound === null ? "not measured" : fineShare(errorUpperBound);
  return (
    <Facts
      of={[
        [
          "evidence",
          <span key="of">
            <Time at={from} as="utc" /> to <Time at={to} as="utc" />
          </span>,
        ],
        ["people agreed", `${count(agreed)} of ${count(decided)}; on ${count(abstained)} more the agent had no verdict`],
        act === "close"
          ? [
              "missed",
              `${count(missed)} of ${count(wouldClose)} that it would have closed, ${count(sampledMissed)} of ${count(sampled)} sampled`,
            ]
          : ["wrong", `${count(wrong)} of ${count(wouldContain)} that it held to be attacks`],
        [act === "close" ? "missed, at most" : "wrong, at most", `${bound} (95 %, one-sided)`],
      ]}
    />
  );
}

function GrantDeeds({ grant }: { readonly grant: Grant }) {
  const [ending, setEnding] = useState(false);
  const anew = useAskAnew();
  const sign = useMutation({
    mutationFn: () => signGrant(grant),
    onSuccess: async (now) => {
      await anew();
      tell(now.inForce ? "Granted. The agent may do it alone from now on." : "Signed. It takes one more person.");
    },
  });
  const proposed = grant.status === "proposed";
  return (
    <>
      {sign.error && <Problem of={sign.error} />}
      {grant.may.sign && (
        <Button kind="primary" icon={<PenLine aria-hidden className="size-4" />} busy={sign.isPending} onClick={() => sign.mutate()}>
          Sign
        </Button>
      )}
      {grant.may.end && (
        <Button kind={proposed ? "plain" : "danger"} onClick={() => setEnding(true)}>
          {proposed ? "Let it go" : "End"}
        </Button>
      )}
      <ReasonDialog
        open={ending}
        onClose={() => setEnding(false)}
        title={proposed ? "Let the proposal go" : "End the grant"}
        says="One person is enough. From then on cases of this class wait for people."
        deed={proposed ? "Let it go" : "End it now"}
        danger
        does={async (because) => {
          await autonomyApi.endGrant({ params: { id: grant.id }, body: { because } }, { idempotencyKey: onceKey() });
          await anew();
          tell(proposed ? "The proposal is let go." : "The grant is ended.");
        }}
      />
    </>
  );
}

const causeWords: Readonly<Record<NonNullable<Grant["ended"]>["cause"], string>> = {
  person: "by a person",
  sample: "by quality samples",
  drift: "by drift",
  change: "by a change",
  expiry: "its time was over",
  renewed: "by a later one",
  lapsed: "nobody signed it",
};

function Ended() {
  const ended = useQuery(autonomyQueries.ended);
  if (!ended.data || ended.data.grants.length === 0) return null;
  return (
    <Panel title="Ended" flush>
      <Table
        says="grants that ended"
        rows={ended.data.grants}
        keyOf={({ id }) => id}
        columns={[
          { id: "id", says: "Grant", cell: ({ id, act }) => `${id}: ${actWords[act]}` },
          { id: "class", says: "Class", cell: (each) => <ClassName of={each} /> },
          { id: "cause", says: "Ended", cell: (each) => (each.ended ? causeWords[each.ended.cause] : "") },
          {
            id: "says",
            says: "Why",
            cell: (each) => each.ended && <InertAlready>{each.ended.says}</InertAlready>,
          },
          { id: "by", says: "By", cell: (each) => each.ended && <Inert>{each.ended.by.replace(/^person:/, "")}</Inert> },
          { id: "at", says: "When", cell: (each) => each.ended && <Time at={each.ended.at} as="utc" /> },
        ]}
      />
    </Panel>
  );
}
