import { useMutation, useQuery } from "@tanstack/react-query";
import { PenLine } from "lucide-react";
import { useState } from "react";
import { onceKey } from "../../api/client.ts";
import { regulationApi } from "../../api/regulation.ts";
import { useMay } from "../../api/session.ts";
import { withStepUp } from "../../api/step-up.tsx";
import { useSubmit } from "../../lib/submit.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Input } from "../../ui/field.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Table } from "../../ui/table.tsx";
import { Inert, InertAlready } from "../../ui/text.tsx";
import { tell } from "../../ui/toast.tsx";
import { type AboutSheet, clockQueries, type Field, type ReportLine, useTaken } from "./queries.ts";
import { type Shown, signReport } from "./sign.ts";

type About = { readonly line: ReportLine; readonly about: AboutSheet };

/** A report field by field; its signature, and the word that it was handed in. */
export function ReportDialog({ line, about, onClose }: About & { readonly onClose: () => void }) {
  const found = useQuery(clockQueries.report(about.caseId, about.regime, line.stage, line.digest));
  const lead = useMay("lead") && about.open;
  return (
    <Dialog open wide onClose={onClose} title={line.title} says={found.data?.notice}>
      {found.error && <Problem of={found.error} again={() => void found.refetch()} />}
      {found.isPending && <Spinner says="filling" />}
      {found.data && (
        <div className="flex flex-col gap-4">
          <Fields of={found.data.fields} />
          {lead && <Signing report={found.data} line={line} about={about} />}
          {lead && <Submission line={line} about={about} onDone={onClose} />}
        </div>
      )}
    </Dialog>
  );
}

function Fields({ of }: { readonly of: readonly Field[] }) {
  return (
    <Table
      says="fields of the report"
      rows={of}
      keyOf={({ number, title }) => `${number} ${title}`}
      columns={[
        { id: "number", says: "Field", cell: ({ number }) => <span className="tabular text-xs">{number}</span> },
        { id: "title", says: "Name", cell: ({ title, required }) => <Name title={title} required={required} /> },
        { id: "text", says: "Says", cell: (field) => <Says of={field} /> },
        {
          id: "by",
          says: "By",
          cell: ({ confirmedBy, source }) => (
            <span className="block max-w-48 text-xs text-soft">
              <Inert lengthMax={200}>{confirmedBy?.replace(/^person:/, "") ?? source ?? ""}</Inert>
            </span>
          ),
        },
      ]}
    />
  );
}

function Name({ title, required }: { readonly title: string; readonly required: boolean }) {
  return (
    <span className="block max-w-72">
      {title} {required && <span className="text-xs text-faint">required</span>}
    </span>
  );
}

function Says({ of: { status, text, estimate } }: { readonly of: Field }) {
  if (status === "missing") return <Badge tone="warn">missing</Badge>;
  if (status === "empty") return <span className="text-faint">–</span>;
  return (
    <span className="flex max-w-96 flex-wrap items-baseline gap-1.5">
      <InertAlready className="min-w-0 break-words">{text}</InertAlready>
      {status === "proposed" ? <Badge>not confirmed</Badge> : estimate && <Badge tone="warn">estimate</Badge>}
    </span>
  );
}

function Signing({ report, line, about }: About & { readonly report: Shown }) {
  const taken = useTaken();
  const sign = useMutation({
    mutationFn: () => signReport(report, about.regime),
    onSuccess: (worksheet) => {
      taken(worksheet);
      tell("Signed as it stands. Nothing was handed in.");
    },
  });
  return (
    <section aria-label="signature" className="rounded-md border border-line p-3">
      {line.missing.length > 0 && (
        <p className="mb-2 text-sm text-warn">
          {line.missing.length} required fields are missing. You may sign it so; what is missing is signed as missing.
        </p>
      )}
      {sign.error && <Problem of={sign.error} />}
      <Button kind="primary" icon={<PenLine aria-hidden className="size-4" />} busy={sign.isPending} onClick={() => sign.mutate()}>
        Sign this text
      </Button>
    </section>
  );
}

/** Only a person's word that it was handed in ends a clock. */
function Submission({ line, about: { caseId, regime }, onDone }: About & { readonly onDone: () => void }) {
  const [reference, setReference] = useState("");
  const taken = useTaken();
  const current = line.signed.findLast(({ holds }) => holds);
  const ready = current !== undefined && reference.trim() !== "";
  const { busy, problem, onSubmit } = useSubmit(async () => {
    if (!current) return;
    const asked = { params: { id: caseId, regime, stage: line.stage }, body: { digest: current.digest, reference: reference.trim() } };
    const once = { idempotencyKey: onceKey() };
    taken(await withStepUp(() => regulationApi.recordSubmission(asked, once)));
    tell("On record as handed in.");
    onDone();
  }, ready);
  if (!current) return <p className="text-sm text-soft">When it is signed, you hand it in yourself, and say so here.</p>;
  return (
    <form onSubmit={onSubmit} aria-label="handed in" className="flex flex-col gap-2 rounded-md border border-line p-3">
      <Input
        label="Reference of the authority"
        hint="You handed in the text that was signed last. Nothing is handed in from here."
        required
        maxLength={500}
        value={reference}
        onChange={(event) => setReference(event.target.value)}
      />
      {problem !== undefined && <Problem of={problem} />}
      <div>
        <Button type="submit" busy={busy} disabled={!ready}>
          It was handed in
        </Button>
      </div>
    </form>
  );
}
