/** What a connector may know of its secrets: their values by name. They go into headers and forms, never into a message. */
export type Secrets = { readonly get: (name: string) => string };
