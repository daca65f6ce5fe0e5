import type { Handle } from "../../core/containment/handle.ts";

/** A handle, or a sentence why there is none. */
export type Resolved = { readonly handle: Handle } | { readonly because: string };
