import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { firstNodes, type Gathered, gathered, nodesMax } from "./gather.ts";
import { graphQuery } from "./queries.ts";

/** Entities whose surroundings one looks at in one picture. */
const openedMax = 60;
/** What somebody opened in a case in this window. */
const remembered = new Map<string, Opened>();
const rememberedMax = 50;

type Opened = { readonly around: readonly { readonly id: string; readonly degree: number }[]; readonly limit: number };
const nothing: Opened = { around: [], limit: firstNodes };

/** The entities that are shown of a case, and the ways to see more of them. */
export function useGraph(caseId: string): {
  readonly graph: Gathered | undefined;
  readonly error: unknown;
  readonly again: () => void;
  readonly busy: boolean;
  readonly open: (id: string) => void;
  readonly more: (() => void) | undefined;
} {
  const [opened, put] = useOpened(caseId);
  const first = useQuery({ ...graphQuery(caseId, { limit: opened.limit }), placeholderData: keepPreviousData });
  const around = useQueries({
    queries: opened.around.map(({ id, degree }) => graphQuery(caseId, { around: id, limit: Math.min(nodesMax, degree + 1) })),
    combine: (answers) => ({
      data: answers.flatMap(({ data }) => data ?? []),
      busy: answers.some(({ isPending }) => isPending),
      error: answers.find(({ error }) => error)?.error,
    }),
  });
  const graph = useMemo(() => gathered([...(first.data ? [first.data] : []), ...around.data]), [first.data, around.data]);
  const open = useCallback(
    (id: string) => {
      const degree = graph?.nodes.find((node) => node.id === id)?.degree ?? 0;
      put((now) =>
        now.around.some((each) => each.id === id) || degree === 0
          ? now
          : { ...now, around: [...now.around, { id, degree }].slice(-openedMax) },
      );
    },
    [graph, put],
  );
  const more = useCallback(() => put((now) => ({ ...now, limit: nodesMax })), [put]);
  const isMore = graph !== undefined && opened.limit < nodesMax && graph.nodes.length < Math.min(nodesMax, graph.nodesTotal);
  return {
    graph,
    error: first.error ?? around.error,
    again: () => void first.refetch(),
    busy: around.busy || first.isFetching,
    open,
    more: isMore ? more : undefined,
  };
}

/** What is opened, as it was left when one looked elsewhere. */
function useOpened(caseId: string): readonly [Opened, (change: (now: Opened) => Opened) => void] {
  const [opened, setOpened] = useState<Opened>(() => remembered.get(caseId) ?? nothing);
  const put = useCallback(
    (change: (now: Opened) => Opened) =>
      setOpened((now) => {
        const next = change(now);
        remembered.delete(caseId);
        remembered.set(caseId, next);
        for (const [oldest] of remembered) if (remembered.size > rememberedMax) remembered.delete(oldest);
        return next;
      }),
    [caseId],
  );
  return [opened, put];
}
