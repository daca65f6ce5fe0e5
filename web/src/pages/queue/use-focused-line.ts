import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useState } from "react";
import { tell } from "../../ui/toast.tsx";
import type { QueueRows } from "./rows.ts";
import type { QueueSearch } from "./search.ts";

/** Cases that one act may take at once. */
const chosenMax = 200;
const storage = "watchkeeper-focused";

/** Which line has the focus and which are chosen. The focus is kept by id, so that it stays on its case while the list moves, and when one comes back. */
export function useFocusedLine(rows: QueueRows, search: QueueSearch) {
  const { ids } = rows;
  const [held, setHeld] = useState<{ readonly id: string | undefined; readonly index: number }>(() => ({
    id: sessionStorage.getItem(storage) ?? undefined,
    index: 0,
  }));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const focused = useMemo(() => placeOf(ids, held), [ids, held]);
  const id = ids[focused];
  const focus = useCallback(
    (index: number) => {
      const to = Math.max(0, Math.min(ids.length - 1, index));
      const at = ids[to];
      if (at !== undefined) sessionStorage.setItem(storage, at);
      setHeld({ id: at, index: to });
    },
    [ids],
  );
  const openAt = useOpening(rows, search);
  const choose = useCallback((which: string | undefined) => {
    if (which === undefined) return;
    setChosen((before) => {
      const now = new Set(before);
      if (!now.delete(which) && now.size < chosenMax) now.add(which);
      return now;
    });
  }, []);
  return {
    focused,
    id,
    chosen,
    onFocus: focus,
    onOpen: openAt,
    onChoose: choose,
    move: useCallback((by: number) => focus(focused + by), [focus, focused]),
    to: useCallback((place: "first" | "last") => focus(place === "first" ? 0 : ids.length - 1), [focus, ids.length]),
    open: useCallback(() => openAt(focused), [openAt, focused]),
    choose: useCallback(() => choose(id), [choose, id]),
    chooseNone: useCallback(() => setChosen(new Set()), []),
  };
}

/** Opens the case of a line: of an alert the case that it is in. */
function useOpening({ ids, row }: QueueRows, { of }: QueueSearch): (index: number) => void {
  const navigate = useNavigate();
  return useCallback(
    (index: number) => {
      const at = ids[index];
      if (at === undefined) return;
      const found = row(at);
      const id = of === "alerts" ? (found && "case" in found ? found.case : null) : at;
      if (id !== null) void navigate({ to: "/cases/$id", params: { id } });
      else if (found) tell("This alert is in no case yet.");
    },
    [ids, row, of, navigate],
  );
}

/** Where the focused one stands now; one that left leaves the focus at its place. */
function placeOf(ids: readonly string[], { id, index }: { readonly id: string | undefined; readonly index: number }): number {
  if (id !== undefined && ids[index] !== id) {
    const at = ids.indexOf(id);
    if (at >= 0) return at;
  }
  return Math.max(0, Math.min(index, ids.length - 1));
}
