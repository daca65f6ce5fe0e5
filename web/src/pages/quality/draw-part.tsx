import { useQuery } from "@tanstack/react-query";
import { qualityApi } from "../../api/quality.ts";
import { Copy } from "../../ui/copy.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Table } from "../../ui/table.tsx";
import { Time } from "../../ui/time.tsx";
import { type Epoch, qualityQueries } from "./queries.ts";

/** Who is drawn was settled before anything was closed: what was committed, and the secrets of what is over, with which anybody can draw again. */
export default function DrawPart() {
  const epochs = useQuery(qualityQueries.epochs);
  if (epochs.error) return <Problem of={epochs.error} again={() => void epochs.refetch()} />;
  if (!epochs.data) return <Skeleton className="h-60 w-full" />;
  return (
    <Panel title="Epochs of drawing" flush>
      <p className="max-w-prose p-3 text-sm text-soft">
        A secret that neither the agent nor an attacker has decides which closed cases are drawn. Its SHA-256 goes on record before anything
        of the epoch is closed; the secret itself when the epoch is over. The file of an epoch holds all that it takes to draw again.
      </p>
      <Table
        says="epochs of drawing"
        rows={epochs.data.epochs}
        keyOf={({ number }) => String(number)}
        empty={<p className="p-3 text-sm text-soft">No epoch has begun.</p>}
        columns={[
          { id: "number", says: "Epoch", right: true, cell: ({ number }) => number },
          { id: "commitment", says: "Commitment", cell: ({ commitment }) => <Hash of={commitment} says="copy the commitment" /> },
          { id: "committed", says: "Committed", cell: ({ committedAt }) => <Time at={committedAt} as="utc" /> },
          { id: "began", says: "In use since", cell: ({ began }) => (began ? <Time at={began.at} as="utc" /> : "not yet") },
          { id: "secret", says: "Secret", cell: (epoch) => <Secret of={epoch} /> },
        ]}
      />
    </Panel>
  );
}

function Secret({ of: { number, secret } }: { readonly of: Epoch }) {
  if (secret === null) return <span className="text-soft">kept until the epoch is over</span>;
  return (
    <span className="inline-flex items-center gap-3">
      <Hash of={secret} says="copy the secret" />
      <a href={qualityApi.urlOf("downloadQualityEpoch", { params: { number } })} download className="text-accent hover:underline">
        the file
      </a>
    </span>
  );
}

function Hash({ of, says }: { readonly of: string; readonly says: string }) {
  return (
    <span className="inline-flex items-center gap-1 font-mono text-xs">
      <span title={of}>{of.slice(0, 16)}…</span>
      <Copy text={of} says={says} />
    </span>
  );
}
