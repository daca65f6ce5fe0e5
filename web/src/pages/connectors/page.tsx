import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { lazy, Suspense } from "react";
import { patiently } from "../../lib/fetched.ts";
import { count } from "../../lib/words.ts";
import { Button } from "../../ui/button.tsx";
import { Page } from "../../ui/page.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { ConnectorsPart } from "./connectors-part.tsx";
import { connectorQueries } from "./queries.ts";
import type { ConnectorSearch } from "./search.ts";

const SourcesPart = lazy(() => patiently(() => import("./sources-part.tsx")));
const LettersPart = lazy(() => patiently(() => import("./letters-part.tsx")));
const JobsPart = lazy(() => patiently(() => import("./jobs-part.tsx")));
const AddPart = lazy(() => patiently(() => import("./add/page.tsx")));

const parts = ["connectors", "sources", "dead-letters", "write-back"] as const;

/** What is connected and how it fares, what arrives, what could not be read, and what is written back. */
export function ConnectorsPage() {
  const search = useSearch({ strict: false }) as ConnectorSearch;
  const navigate = useNavigate();
  const go = (next: ConnectorSearch) => void navigate({ to: "/connectors", search: next });
  if (search.part === "add") return <Later part={<AddPart name={search.name} go={go} />} />;
  const chosen = parts.find((part) => part === search.part) ?? "connectors";
  return (
    <Page
      title="Connectors"
      says="The products that alerts come from, that are asked, and that are written to."
      actions={
        <Button icon={<Plus aria-hidden className="size-4" />} onClick={() => go({ part: "add" })}>
          Add a connector
        </Button>
      }
    >
      <Tabs
        says="parts of the connectors"
        chosen={chosen}
        onChoose={(part) => go(part === "connectors" ? {} : { part })}
        tabs={[
          { id: "connectors", says: "Connectors", content: <ConnectorsPart name={search.name} go={go} /> },
          { id: "sources", says: "Sources", content: <Later part={<SourcesPart go={go} />} /> },
          { id: "dead-letters", says: <LettersTab />, content: <Later part={<LettersPart search={search} go={go} />} /> },
          { id: "write-back", says: "Write-back", content: <Later part={<JobsPart search={search} go={go} />} /> },
        ]}
      />
    </Page>
  );
}

/** Dead letters, and how many there are in all. */
function LettersTab() {
  const { data } = useQuery(connectorQueries.sources);
  const letters = (data?.sources ?? []).reduce((sum, { deadLettered }) => sum + deadLettered, 0);
  return letters === 0 ? "Dead letters" : `Dead letters ${count(letters)}`;
}

function Later({ part }: { readonly part: React.ReactNode }) {
  return <Suspense fallback={<Spinner says="reading" />}>{part}</Suspense>;
}
