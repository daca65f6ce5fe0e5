import { useCallback, useMemo, useState } from "react";
import { panned, type Span, zoomed } from "./model.ts";

/** What of time is shown, and how it is changed. */
export type Spanning = {
  readonly span: Span;
  readonly whole: Span;
  readonly show: (span: Span) => void;
  readonly zoom: (factor: number, aboutMs?: number) => void;
  readonly pan: (part: number) => void;
  readonly all: () => void;
};

/** Where somebody was in a case's timeline, so that coming back from its evidence is coming back there. */
const remembered = new Map<string, Span>();
const rememberedMax = 50;

/** The span of one case's timeline: all of it until somebody looks closer. */
export function useSpan(id: string, whole: Span): Spanning {
  const [chosen, setChosen] = useState<Span | undefined>(() => remembered.get(id));
  const put = useCallback(
    (change: (span: Span) => Span | undefined) =>
      setChosen((now) => {
        const next = change(now ?? whole);
        remembered.delete(id);
        if (next) remembered.set(id, next);
        for (const [oldest] of remembered) if (remembered.size > rememberedMax) remembered.delete(oldest);
        return next;
      }),
    [id, whole],
  );
  return useMemo(
    () => ({
      span: chosen ?? whole,
      whole,
      show: (span) => put(() => span),
      zoom: (factor, aboutMs) => put((span) => zoomed(span, whole, factor, aboutMs)),
      pan: (part) => put((span) => panned(span, whole, part)),
      all: () => put(() => undefined),
    }),
    [chosen, whole, put],
  );
}
