import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { z } from "zod";
import type { SignInStep } from "../../../../src/server/contract/sign-in.ts";
import { setCsrf } from "../../api/client.ts";
import { sessionQuery } from "../../api/session.ts";

export type Step = z.infer<typeof SignInStep>;
export type HalfIn = Extract<Step, { step: "second-factor" }>;

/** The tenant whose door this is: the address names it where there are several. */
export const tenantOf = (place: string) => new URLSearchParams(place.replace(/^[#?]/, "")).get("tenant") ?? "default";

/** Goes in once the last step is done. */
export function useEntering(to = "/"): (step: Step) => HalfIn | undefined {
  const client = useQueryClient();
  const router = useRouter();
  return (step) => {
    if (step.step !== "in") return step;
    setCsrf(step.signedIn.csrf);
    client.clear();
    client.setQueryData(sessionQuery.queryKey, step.signedIn);
    router.history.push(to);
    return undefined;
  };
}

/** The frame of the pages before one is in. */
export function Entry({ title, says, children }: { readonly title: string; readonly says?: ReactNode; readonly children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center px-4 pt-[14dvh]">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex items-center gap-2.5">
          <img src="/watchkeeper.svg" alt="" className="size-8" />
          <span className="text-lg font-semibold tracking-tight">Watchkeeper</span>
        </div>
        <div className="rounded-lg border border-line bg-surface p-5">
          <h1 className="text-lg font-semibold">{title}</h1>
          {says !== undefined && <p className="mt-1 text-sm text-soft">{says}</p>}
          <div className="mt-4">{children}</div>
        </div>
      </div>
    </main>
  );
}
