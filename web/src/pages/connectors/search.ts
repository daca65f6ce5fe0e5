/** What an address of this page says: the part, and of what. */
export type ConnectorSearch = { readonly part?: string; readonly name?: string; readonly status?: string };
