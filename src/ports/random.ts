/** Chance, handed in: `bytes` for secrets and ids. */
export type Random = { readonly bytes: (count: number) => Uint8Array };
