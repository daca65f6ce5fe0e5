/** Which database; with `join`, a data folder that another watchkeeper has open is joined instead of refused. */
export type StoreChoice = (
  | { readonly dataDir: string; readonly join?: boolean }
  | { readonly ephemeral: true }
  | { readonly databaseUrl: string }
) & {
  /** Whose rows; the one that an installation is made for unless it is named. */
  readonly tenant?: string;
  readonly connectionsMax?: number;
};
