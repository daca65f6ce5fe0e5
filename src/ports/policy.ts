import type { PolicyRequest } from "../core/containment/policy-request.ts";

/** What the policies say of one request. */
export type PolicyDecision = {
  /** Whether it may be done once `approvers` distinct people have approved. */
  readonly allowed: boolean;
  /** The fewest approvals with which the policies permit it, 0 to 5. */
  readonly approvers: number;
  /** Whether the people who approved so far suffice, their number and their roles. */
  readonly permittedNow: boolean;
  /** Ids of the policies that decided, sorted. */
  readonly policies: readonly string[];
  /** One sentence for each of them, in the words of the policy. */
  readonly because: readonly string[];
};

/** Standing orders as policies: default deny, a forbid overrides every permit. The core's own limits hold whatever a policy says. */
export type PolicyEngine = {
  /** `sha256:…` over schema and policies. */
  readonly version: string;
  /** Same request, same decision. */
  readonly decide: (request: PolicyRequest) => PolicyDecision;
};

/** What is wrong in a file of policies, or hardly meant. Lines and columns count from 1; without them the whole file is meant. */
export type PolicyProblem = {
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  readonly says: string;
  readonly help?: string;
};

/** A folder of policies as it was read. The engine is there only when there is no problem at all. */
export type PolicySet = {
  readonly policies: readonly {
    readonly id: string;
    readonly says: string;
    readonly effect: "permit" | "forbid";
    readonly path: string;
    readonly line: number;
    /** What it is, as it was read: the version is over exactly this. */
    readonly text: string;
  }[];
  /** The schema that they were checked against, which the version is over, too. */
  readonly schema: string;
  readonly problems: readonly PolicyProblem[];
  readonly warnings: readonly PolicyProblem[];
  readonly engine: PolicyEngine | undefined;
};
