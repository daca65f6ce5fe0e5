import type { Standing } from "../../core/case/case.ts";
import type { Conclusion } from "../../core/case/conclusion.ts";

/** A settled case: its verdict stands. One that waits has it in shadow: nobody has ended it. */
export type Settled = Standing & { readonly status: "closed" | "escalated" | "waiting"; readonly conclusion: Conclusion };
