import { Tabs as Radix } from "radix-ui";
import { type ReactNode, useEffect, useRef } from "react";

/** One of several parts that stand in the same place. */
export type Tab = { readonly id: string; readonly says: ReactNode; readonly content: ReactNode };

/** Parts of which one is shown. The address knows which, where the caller keeps it there. */
export function Tabs({
  tabs,
  chosen,
  onChoose,
  says,
}: {
  readonly tabs: readonly Tab[];
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
  readonly says: string;
}) {
  const list = useRef<HTMLDivElement>(null);
  // On a narrow screen the row is wider than the window: which part is shown must be seen there, too.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another one is chosen
  useEffect(() => {
    // A browser may give a promise here, and an effect gives nothing but the way to end it.
    list.current?.querySelector("[data-state=active]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [chosen]);
  return (
    <Radix.Root value={chosen} onValueChange={onChoose} className="min-w-0">
      <Radix.List ref={list} aria-label={says} className="flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map(({ id, says: title }) => (
          <Radix.Trigger
            key={id}
            value={id}
            className="-mb-px h-8 border-b-2 border-transparent px-2.5 text-sm font-medium whitespace-nowrap text-soft hover:text-text data-[state=active]:border-accent data-[state=active]:text-text phone:h-11"
          >
            {title}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map(({ id, content }) => (
        <Radix.Content key={id} value={id} className="pt-3 outline-none" tabIndex={-1}>
          {content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
