import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { regulationApi } from "../../api/regulation.ts";
import { useMay } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { Badge } from "../../ui/chip.tsx";
import { Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Skeleton } from "../../ui/spinner.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { Inert } from "../../ui/text.tsx";
import { tell } from "../../ui/toast.tsx";
import { clockQueries, type Sheet, useTaken, type Worksheet } from "./queries.ts";
import { SheetPart } from "./sheet.tsx";
import { regimeWords } from "./words.tsx";

/** The papers of one case: what is known, what follows from it under each regime, its clocks, and its reports. */
export function WorksheetPage() {
  const { id = "" } = useParams({ strict: false });
  const found = useQuery(clockQueries.worksheet(id));
  return (
    <Page
      title={`Clocks of ${id.slice(0, 60)}`}
      says={found.data && <Says of={found.data} />}
      actions={found.data && <Papers of={found.data} />}
    >
      {found.error && <Problem of={found.error} again={() => void found.refetch()} />}
      {found.isPending && <Skeleton className="h-80 w-full" />}
      {found.data && <Sheets of={found.data} />}
    </Page>
  );
}

function Says({ of: { title, caseId, notice } }: { readonly of: Worksheet }) {
  return (
    <>
      <Link to="/cases/$id" params={{ id: caseId }} className="text-accent hover:underline">
        {caseId}: <Inert lengthMax={200}>{title}</Inert>
      </Link>
      <span className="block">{notice}</span>
    </>
  );
}

/** Opens the papers, or has the agent propose values from the case anew. What people confirmed stays. */
function Papers({ of: { caseId, opened } }: { readonly of: Worksheet }) {
  const may = useMay("triage");
  const taken = useTaken();
  const open = useMutation({
    mutationFn: () => regulationApi.openDossier({ params: { id: caseId } }),
    onSuccess: (worksheet) => {
      taken(worksheet);
      tell(opened === null ? "The papers are open: the agent proposed what it knows." : "The agent proposed anew from the case.");
    },
  });
  if (!may) return null;
  return (
    <>
      {open.error && <Problem of={open.error} />}
      <Button kind={opened === null ? "primary" : "plain"} busy={open.isPending} onClick={() => open.mutate()}>
        {opened === null ? "Open the papers" : "Propose anew from the case"}
      </Button>
    </>
  );
}

/** A sheet for each regime, those that apply first. */
function Sheets({ of: worksheet }: { readonly of: Worksheet }) {
  const { regime } = useSearch({ strict: false }) as { regime?: string };
  const navigate = useNavigate();
  const sheets = worksheet.sheets.toSorted((a, b) => Number(b.applies) - Number(a.applies));
  const chosen = sheets.find(({ pack }) => pack.name === regime) ?? sheets.find((each) => each.regime === regime) ?? sheets[0];
  if (!chosen) return <p className="text-sm text-soft">No rule pack is in use.</p>;
  return (
    <div className="flex flex-col gap-3">
      {worksheet.opened === null && (
        <p className="rounded-lg border border-line bg-surface px-3 py-2 text-sm text-soft" role="status">
          Nobody opened the papers of this case yet: no clock runs, and below stands only what would be asked. Opening them lets the agent
          propose what it knows; people confirm, and people alone decide.
        </p>
      )}
      <Tabs
        says="regimes"
        chosen={chosen.pack.name}
        onChoose={(to) => void navigate({ to: "/clocks/$id", params: { id: worksheet.caseId }, search: { regime: to }, replace: true })}
        tabs={sheets.map((sheet) => ({
          id: sheet.pack.name,
          says: <SheetName of={sheet} />,
          content: sheet === chosen && <SheetPart sheet={sheet} worksheet={worksheet} />,
        }))}
      />
    </div>
  );
}

function SheetName({ of: { regime, pack, applies, clocks } }: { readonly of: Sheet }) {
  const late = clocks.some(({ state }) => state === "late");
  const running = clocks.filter(({ state }) => state === "running").length;
  return (
    <span className={`inline-flex items-center gap-1.5 ${applies ? "" : "text-faint"}`}>
      {pack.name === regime ? regimeWords[regime] : pack.name}
      {late ? <Badge tone="bad">late</Badge> : running > 0 ? <Badge tone="accent">{running} running</Badge> : null}
      {!applies && <span className="text-xs font-normal">does not apply</span>}
    </span>
  );
}
