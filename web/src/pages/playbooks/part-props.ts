import type { Line } from "./queries.ts";

/** What each part of a playbook's page is told. */
export type PartProps = { readonly line: Line };
