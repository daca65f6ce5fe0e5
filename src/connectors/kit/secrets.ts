/**
 * What a connector may know of its secrets: their values by name. They go into headers and forms, never into a message. `get` is for those that it needs,
 * and for optional ones after `has` said yes.
 */
export type Secrets = { readonly get: (name: string) => string; readonly has?: (name: string) => boolean };
