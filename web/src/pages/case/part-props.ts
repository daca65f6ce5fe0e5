import type { WholeCase } from "./queries.ts";

/** What every part of a case's page gets: the case as it is now. */
export type PartProps = { readonly whole: WholeCase };
