import type { Standing } from "../../core/case/case.ts";
import type { Conclusion } from "../../core/case/conclusion.ts";

/** A settled case: its verdict stands. */
export type Settled = Standing & { readonly status: "closed" | "escalated"; readonly conclusion: Conclusion };
