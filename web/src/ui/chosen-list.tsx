import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useRef } from "react";

const beyond = 12;

type Row = { readonly id: string };
type ChosenListProps<Each extends Row> = {
  readonly says: string;
  readonly rows: readonly Each[];
  /** How many there are, those that are not read yet with them. */
  readonly total?: number;
  /** One line's, in pixels. */
  readonly lineHeight: number;
  readonly chosen: string | undefined;
  readonly line: (row: Each, isChosen: boolean) => ReactNode;
  /** In the place of a line that is not read yet, and what is done when one comes near it. Memoise it. */
  readonly waiting?: ReactNode;
  readonly onNear?: () => void;
};

/** Lines of one height of which one is chosen, and stays in sight. Only those on the screen exist. */
export function ChosenList<Each extends Row>({ says, rows, total = 0, lineHeight, chosen, ...rest }: ChosenListProps<Each>) {
  const { line, waiting, onNear } = rest;
  const scroller = useRef<HTMLElement>(null);
  const virtual = useVirtualizer({
    count: Math.max(total, rows.length),
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: beyond,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length) onNear?.();
  }, [last, rows.length, onNear]);
  const at = rows.findIndex(({ id }) => id === chosen);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, virtual]);
  return (
    <section
      ref={scroller}
      aria-label={says}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto rounded-md border border-line bg-surface phone:max-h-72"
    >
      <ul className="relative w-full" style={{ height: virtual.getTotalSize() }}>
        {shown.map(({ index, start }) => {
          const row = rows[index];
          return (
            <li
              key={row?.id ?? index}
              className="absolute inset-x-0 top-0"
              style={{ height: lineHeight, transform: `translateY(${start}px)` }}
            >
              {row ? line(row, index === at) : waiting}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
