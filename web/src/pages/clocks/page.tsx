import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo } from "react";
import { patiently } from "../../lib/fetched.ts";
import { useKeys } from "../../lib/keys.ts";
import { Problem } from "../../ui/empty.tsx";
import { Page } from "../../ui/page.tsx";
import { Skeleton, Spinner } from "../../ui/spinner.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { BoardPart } from "./board-part.tsx";
import { clockQueries } from "./queries.ts";

const ObligationsPart = lazy(() => patiently(() => import("./obligations-part.tsx")));
const RegistersPart = lazy(() => patiently(() => import("./registers-part.tsx")));
const parts = ["board", "obligations", "registers"] as const;

/** What regulators are owed, and by when: of all cases, the earliest first. */
export function ClocksPage() {
  const board = useQuery(clockQueries.board);
  const { part } = useSearch({ strict: false }) as { part?: string };
  const navigate = useNavigate();
  const chosen = parts.find((each) => each === part) ?? "board";
  const deeds = useMemo(() => {
    const go = (to: string) => () => void navigate({ to: "/clocks", search: { part: to }, replace: true });
    return [
      { keys: "1", says: "The board", does: go("board") },
      { keys: "2", says: "Obligations", does: go("obligations") },
      { keys: "3", says: "Registers", does: go("registers") },
    ];
  }, [navigate]);
  useKeys("Clocks", deeds);
  return (
    <Page title="Clocks" says={board.data?.notice ?? "What regulators are owed, and by when."}>
      {board.error && <Problem of={board.error} again={() => void board.refetch()} />}
      <Tabs
        says="parts of clocks"
        chosen={chosen}
        onChoose={(to) => void navigate({ to: "/clocks", search: { part: to }, replace: true })}
        tabs={[
          { id: "board", says: "The board", content: board.data ? <BoardPart board={board.data} /> : <Skeleton className="h-60 w-full" /> },
          { id: "obligations", says: "Obligations", content: chosen === "obligations" && <Later Part={ObligationsPart} /> },
          { id: "registers", says: "Registers", content: chosen === "registers" && <Later Part={RegistersPart} /> },
        ]}
      />
    </Page>
  );
}

function Later({ Part }: { readonly Part: React.ComponentType }) {
  return (
    <Suspense fallback={<Spinner says="reading" />}>
      <Part />
    </Suspense>
  );
}
