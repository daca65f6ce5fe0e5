import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import type { z } from "zod";
import type { CaseAct } from "../../../../../src/server/contract/case-act.ts";
import { api, onceKey, said } from "../../../api/client.ts";
import { ConsoleFault } from "../../../api/faults.ts";
import { alertQueries } from "./queries.ts";

/** The views follow the record within a moment: so often and so many times they are asked where an alert is now. Milliseconds. */
const [askEveryMs, asksMax] = [250, 40] as const;

/** What splitting alerts off came to: how many were, and the cases that they are in now. */
export type Split = { readonly done: number; readonly cases: readonly string[] };

/**
 * Splits alerts off a case, each a case of its own, or all in one new case: one act for each, in their order, since the record takes one at a time. `step` says
 * which is under way. Where one is refused, those before it are done, and the refusal says so.
 */
export function useSplit(id: string) {
  const client = useQueryClient();
  const [step, setStep] = useState<number>();
  const split = useCallback(
    async (alerts: readonly string[], because: string, together: boolean): Promise<Split> => {
      const cases: string[] = [];
      try {
        for (const [at, alert] of alerts.entries()) {
          setStep(at + 1);
          const made = await splitOne(client, id, alert, because);
          cases.push(made);
          const [into] = cases;
          if (together && into !== undefined && made !== into) await moved(made, { act: "merge", into, because });
        }
      } catch (error) {
        const { code, problem, remedy } = said(error);
        throw new ConsoleFault({ code, problem: `${cases.length} of ${alerts.length} were split off, then: ${problem}`, remedy });
      } finally {
        setStep(undefined);
        await client.invalidateQueries({ queryKey: ["case"] });
        await client.invalidateQueries({ queryKey: ["alert"] });
      }
      return { done: alerts.length, cases: together ? cases.slice(0, 1) : cases };
    },
    [client, id],
  );
  return { split, step };
}

const moved = (id: string, body: z.infer<typeof CaseAct>) => api.actOnCase({ params: { id }, body }, { idempotencyKey: onceKey() });

/** Splits one alert off, and gives the new case that it is in. */
async function splitOne(client: QueryClient, from: string, alert: string, because: string): Promise<string> {
  await moved(from, { act: "split", alert, because });
  for (let ask = 0; ask < asksMax; ask++) {
    const { case: now } = await client.fetchQuery({ ...alertQueries.one(alert), staleTime: 0 });
    if (now !== null && now !== from) return now;
    await new Promise((done) => setTimeout(done, askEveryMs));
  }
  throw new ConsoleFault({
    code: "console/not-yet",
    problem: "it is split off, and its new case is not in the queue yet",
    remedy: "look for it in the queue in a moment",
  });
}
