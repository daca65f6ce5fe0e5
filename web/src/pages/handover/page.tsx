import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Handshake } from "lucide-react";
import { onceKey } from "../../api/client.ts";
import { handoverApi } from "../../api/handovers.ts";
import { useMay } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Empty, Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { HandoverList } from "./list.tsx";
import { handoverQueries, useTaken } from "./queries.ts";
import { HandoverText } from "./text.tsx";

/** The note between shifts: composed from the record, annotated and signed by who goes, asked about and signed by who comes. */
export function HandoverPage() {
  const { id } = useSearch({ strict: false }) as { id?: string };
  const lines = useQuery(handoverQueries.lines);
  const shown = id ?? lines.data?.handovers.find(({ replacedBy }) => replacedBy === null)?.id;
  return (
    <Page title="Handover" says="What the next shift must know. Every line leads to what it rests on." actions={<Draft />}>
      {lines.error && <Problem of={lines.error} again={() => void lines.refetch()} />}
      {lines.isPending && <Spinner says="reading" />}
      {lines.data && shown === undefined && (
        <Empty title="No handover yet">
          Press <em>Compose a handover</em> at the end of the shift. The agent writes down what is open, what waits for approval, what is in
          force, what is in trouble and what changed; you add what it cannot know, and sign.
        </Empty>
      )}
      {shown !== undefined && (
        <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_16rem]">
          <Shown id={shown} />
          <HandoverList lines={lines.data?.handovers ?? []} shown={shown} />
        </div>
      )}
    </Page>
  );
}

function Shown({ id }: { readonly id: string }) {
  const whole = useQuery(handoverQueries.whole(id));
  if (whole.error) return <Problem of={whole.error} again={() => void whole.refetch()} />;
  return whole.data ? <HandoverText whole={whole.data} /> : <Spinner says="reading" />;
}

function Draft() {
  const may = useMay("triage");
  const taken = useTaken();
  const navigate = useNavigate();
  const draft = useMutation({
    mutationFn: () => handoverApi.draftHandover({ body: {} }, { idempotencyKey: onceKey() }),
    onSuccess: (whole) => {
      taken(whole);
      void navigate({ to: "/handover", search: { id: whole.line.id } });
    },
  });
  if (!may) return null;
  return (
    <>
      {draft.error && <Problem of={draft.error} />}
      <Button kind="primary" icon={<Handshake aria-hidden className="size-4" />} busy={draft.isPending} onClick={() => draft.mutate()}>
        Compose a handover
      </Button>
    </>
  );
}
