import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { PlaybookLine, PlaybookSteps, PlaybookTrial } from "../../../../src/server/contract/playbooks.ts";
import { playbookApi } from "../../api/playbooks.ts";

export type Line = z.infer<typeof PlaybookLine>;
export type Steps = z.infer<typeof PlaybookSteps>;
export type Question = Steps["questions"][number];
export type TrialLine = z.infer<typeof PlaybookTrial>;
export type Schema = Awaited<ReturnType<typeof playbookApi.readPlaybookSchema>>;
export type Tried = Awaited<ReturnType<typeof playbookApi.tryPlaybook>>;

/** A playbook changes where the installation's files do: not often. */
const staleTime = 60_000;

/** What the pages of playbooks ask. */
export const playbookQueries = {
  list: queryOptions({
    queryKey: ["playbook", "list", "all"],
    queryFn: ({ signal }) => playbookApi.listPlaybooks({}, { signal }),
    staleTime,
  }),
  one: (name: string, digest: string | undefined) =>
    queryOptions({
      queryKey: ["playbook", name, digest ?? "in use"],
      queryFn: ({ signal }) => playbookApi.readPlaybook({ params: { name }, query: digest === undefined ? {} : { digest } }, { signal }),
      staleTime,
    }),
  schema: queryOptions({
    queryKey: ["playbook-schema"],
    queryFn: ({ signal }) => playbookApi.readPlaybookSchema({}, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  }),
  lint: (text: string) =>
    queryOptions({
      queryKey: ["playbook-lint", text],
      queryFn: ({ signal }) => playbookApi.lintPlaybook({ body: { text } }, { signal }),
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: staleTime,
      placeholderData: <Data>(before: Data) => before,
    }),
};
