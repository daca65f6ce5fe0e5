import { Toast as Radix } from "radix-ui";
import { type ReactNode, useSyncExternalStore } from "react";
import { visible } from "../../../src/server/contract/inert.ts";
import { said } from "../api/client.ts";

type Told = {
  readonly id: number;
  readonly says: ReactNode;
  readonly tone: "plain" | "bad";
  readonly undo?: { readonly says: string; readonly does: () => void };
};
const lastsMs = 6_000;
const toastsMax = 4;

let told: readonly Told[] = [];
let next = 1;
const watchers = new Set<() => void>();
const put = (now: readonly Told[]) => {
  told = now.slice(-toastsMax);
  for (const watcher of watchers) watcher();
};

/** Tells what was done, with a way back where there is one. */
export function tell(says: ReactNode, undo?: Told["undo"]): void {
  put([...told, { id: next++, says, tone: "plain", ...(undo && { undo }) }]);
}
/** Tells what could not be done, and what to do. */
export function tellProblem(error: unknown): void {
  const { problem, remedy } = said(error);
  put([...told, { id: next++, says: `${problem}; ${remedy}`, tone: "bad" }]);
}

/** Where they appear. */
export function Toasts() {
  const shown = useSyncExternalStore(watch, () => told);
  return (
    <Radix.Provider duration={lastsMs}>
      {shown.map(({ id, says, tone, undo }) => (
        <Radix.Root
          key={id}
          onOpenChange={(open) => !open && put(told.filter((each) => each.id !== id))}
          className={`flex items-center gap-3 rounded-md border bg-raised px-3 py-2 text-sm shadow-float ${tone === "bad" ? "border-bad/60" : "border-line-strong"}`}
        >
          <Radix.Description className="inert min-w-0 flex-1">{typeof says === "string" ? visible(says) : says}</Radix.Description>
          {undo && (
            <Radix.Action altText={undo.says} asChild>
              <button type="button" onClick={undo.does} className="font-medium text-accent hover:underline">
                {undo.says}
              </button>
            </Radix.Action>
          )}
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed right-3 bottom-3 z-50 flex w-96 max-w-[calc(100vw-1.5rem)] flex-col gap-2 outline-none phone:bottom-32" />
    </Radix.Provider>
  );
}
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => void watchers.delete(watcher);
};
