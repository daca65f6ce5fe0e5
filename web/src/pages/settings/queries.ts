import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import type { z } from "zod";
import type { AskLine, OwnAccount, PersonLine, TokenLine } from "../../../../src/server/contract/people.ts";
import type { Settings } from "../../../../src/server/contract/settings.ts";
import type { SessionLine } from "../../../../src/server/contract/sign-in.ts";
import { api, setCsrf } from "../../api/client.ts";
import { type Session, sessionQuery } from "../../api/session.ts";
import { withStepUp } from "../../api/step-up.tsx";
import { tellProblem } from "../../ui/toast.tsx";

export type Account = z.infer<typeof OwnAccount>;
export type Person = z.infer<typeof PersonLine>;
export type Ask = z.infer<typeof AskLine>;
export type Token = z.infer<typeof TokenLine>;
export type OwnSession = z.infer<typeof SessionLine>;
export type SettingPart = z.infer<typeof Settings>["parts"][number];

/** What the settings ask. */
export const settingsQueries = {
  account: queryOptions({ queryKey: ["access", "list", "account"], queryFn: ({ signal }) => api.readAccount({}, { signal }) }),
  people: queryOptions({ queryKey: ["access", "list", "people"], queryFn: ({ signal }) => api.listPeople({}, { signal }) }),
  tokens: queryOptions({ queryKey: ["access", "list", "tokens"], queryFn: ({ signal }) => api.listTokens({}, { signal }) }),
  sessions: queryOptions({ queryKey: ["access", "list", "sessions"], queryFn: ({ signal }) => api.listSessions({}, { signal }) }),
  models: queryOptions({ queryKey: ["model", "list"], queryFn: ({ signal }) => api.listModels({}, { signal }) }),
  settings: queryOptions({ queryKey: ["setting", "list"], queryFn: ({ signal }) => api.readSettings({}, { signal }), staleTime: 60_000 }),
};

/** Does something about accounts, with a fresh second factor where the server wants one, and reads anew what it may have changed. Throws what is refused. */
export function useDeed(): <Answer>(deed: () => Promise<Answer>) => Promise<Answer> {
  const client = useQueryClient();
  return async (deed) => {
    const answer = await withStepUp(deed);
    await client.invalidateQueries({ queryKey: ["access"] });
    return answer;
  };
}

/** The same for a press that has no place to show a refusal: it is told. */
export function useTold(): (deed: () => Promise<unknown>) => void {
  const doing = useDeed();
  return (deed) => void doing(deed).catch(tellProblem);
}

/** Takes the session that a deed answered with in the place of the one before. */
export function useTakeSession(): (session: Session) => void {
  const client = useQueryClient();
  return (session) => {
    setCsrf(session.csrf);
    client.setQueryData(sessionQuery.queryKey, session);
  };
}

/** Names of people without what marks them as people. */
export const nameOf = (person: string) => person.replace(/^person:/, "");

/** A deed that a form sends: whether it is under way, and what was refused. */
export function useAttempt(work: () => Promise<void>) {
  const { mutate, isPending, error } = useMutation({ mutationFn: work });
  return { attempt: () => mutate(), busy: isPending, problem: error ?? undefined };
}
