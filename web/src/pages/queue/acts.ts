import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { z } from "zod";
import type { BulkAct } from "../../../../src/server/contract/queue-people.ts";
import { api, onceKey } from "../../api/client.ts";
import { ConsoleFault } from "../../api/faults.ts";
import { tell, tellProblem } from "../../ui/toast.tsx";
import type { QueueRows } from "./rows.ts";

export type Act = z.infer<typeof BulkAct>;
/** What an act is called when it is done. */
export const doneWords: Readonly<Record<Act["act"], string>> = {
  assign: "assigned",
  note: "noted",
  close: "closed",
  escalate: "escalated",
  reopen: "reopened",
};

/** Acts on cases: shown at once, taken back on the screen where the server refuses, and told. A close can be undone while it is told. */
export function useActs(rows: QueueRows): (ids: readonly string[], act: Act) => Promise<void> {
  const client = useQueryClient();
  const { put } = rows;
  return useCallback(
    async (ids, act) => {
      const back = new Map(ids.map((id) => [id, put(id, shownAs(act))]));
      try {
        const { cases, done, refused } = await api.actOnCases(
          { body: { cases: [...ids], act, dryRun: false } },
          { idempotencyKey: onceKey() },
        );
        for (const each of cases) if (each.outcome === "refused") back.get(each.case)?.();
        const first = cases.find(({ outcome }) => outcome === "refused");
        // Only what this act changed can be taken back by it.
        const changed = cases.filter(({ outcome, effect }) => outcome === "done" && effect !== null).map((each) => each.case);
        if (done > 0) tell(`${done === 1 ? "1 case" : `${done} cases`} ${doneWords[act.act]}.`, undoOf(act, changed, client));
        if (first)
          tellProblem(
            new ConsoleFault({
              code: first.code ?? "",
              problem: `${refused} refused: ${first.says}`,
              remedy: first.remedy ?? "look at it by itself",
            }),
          );
      } catch (error) {
        for (const undo of back.values()) undo();
        tellProblem(error);
      }
      await client.invalidateQueries({ queryKey: ["case"] });
    },
    [client, put],
  );
}

function shownAs(act: Act) {
  if (act.act === "assign") return { assignee: act.assignee };
  if (act.act === "close") return { state: "closed" as const };
  if (act.act === "escalate") return { state: "escalated" as const };
  return {};
}

function undoOf(act: Act, ids: readonly string[], client: ReturnType<typeof useQueryClient>) {
  if (act.act !== "close" || ids.length === 0) return undefined;
  const does = () =>
    void api
      .actOnCases(
        { body: { cases: [...ids], act: { act: "reopen", because: "closed by mistake" }, dryRun: false } },
        { idempotencyKey: onceKey() },
      )
      .then(() => client.invalidateQueries({ queryKey: ["case"] }))
      .catch(tellProblem);
  return { says: "Undo", does };
}
