import { type RefObject, useMemo } from "react";
import { type KeyDeed, useKeys } from "../../lib/keys.ts";
import { tell } from "../../ui/toast.tsx";
import type { Asking } from "./act-dialog.tsx";
import type { QueueSearch } from "./search.ts";

type Deeds = {
  readonly of: QueueSearch["of"];
  readonly move: (by: number) => void;
  readonly to: (place: "first" | "last") => void;
  readonly open: () => void;
  readonly choose: () => void;
  readonly chooseNone: () => void;
  readonly ask: (act: Asking["act"]) => void;
  readonly mine: () => void;
  readonly peek: () => void;
  readonly again: () => void;
  readonly field: RefObject<HTMLInputElement | null>;
};

const pageLines = 15;

/** What is done to cases is not done to alerts: whoever presses one of these in their list is told, and what to do. */
const tellCasesAlone = () => tell("That is done to a case, not to an alert. Enter opens the case of this one.");

/** The queue by keyboard alone. */
export function useQueueKeys({ of, move, to, open, choose, chooseNone, ask, mine, peek, again, field }: Deeds): void {
  const deeds = useMemo(
    () => [
      { keys: "j", says: "Next", does: () => move(1) },
      { keys: "k", says: "Before", does: () => move(-1) },
      { keys: "ArrowDown", says: "Next", does: () => move(1) },
      { keys: "ArrowUp", says: "Before", does: () => move(-1) },
      { keys: "PageDown", says: "A screen on", does: () => move(pageLines) },
      { keys: "PageUp", says: "A screen back", does: () => move(-pageLines) },
      { keys: "g g", says: "To the first", does: () => to("first") },
      { keys: "G", says: "To the last", does: () => to("last") },
      { keys: "Enter", says: of === "alerts" ? "Open its case" : "Open", does: open },
      ...(of === "alerts" ? casesAlone : ofCases({ choose, chooseNone, ask, mine })),
      { keys: "p", says: "Look at it here", does: peek },
      { keys: "r", says: "Read the list anew", does: again },
      { keys: "/", says: "Search", does: () => field.current?.focus() },
    ],
    [of, move, to, open, choose, chooseNone, ask, mine, peek, again, field],
  );
  useKeys("Queue", deeds);
}

/** The same keys in a list of alerts; Escape takes nothing back there, and says nothing. */
const casesAlone: readonly KeyDeed[] = ["x", "c", "e", "a", "m", "n", "t"].map((keys) => ({
  keys,
  says: "Done to a case",
  does: tellCasesAlone,
  unlisted: true,
}));

const ofCases = ({ choose, chooseNone, ask, mine }: Pick<Deeds, "choose" | "chooseNone" | "ask" | "mine">): readonly KeyDeed[] => [
  { keys: "x", says: "Choose for an act on many", does: choose },
  { keys: "Escape", says: "Choose none", does: chooseNone },
  { keys: "c", says: "Close", does: () => ask("close") },
  { keys: "e", says: "Escalate", does: () => ask("escalate") },
  { keys: "a", says: "Assign", does: () => ask("assign") },
  { keys: "m", says: "Take it", does: mine },
  { keys: "n", says: "Note", does: () => ask("note") },
];
