import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { CaseAttack, CaseTechnique } from "../../../../../src/server/contract/attack.ts";
import { api } from "../../../api/client.ts";

export type Attack = z.infer<typeof CaseAttack>;
export type Technique = z.infer<typeof CaseTechnique>;
export type Claim = NonNullable<Technique["claim"]>;

/** What a case shows of ATT&CK. */
export const attackQuery = (id: string) =>
  queryOptions({ queryKey: ["case", id, "attack"], queryFn: ({ signal }) => api.readCaseAttack({ params: { id } }, { signal }) });
