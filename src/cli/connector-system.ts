import type { ErrorCode } from "../core/soc-error.ts";
import type { Connector } from "../ports/connector.ts";

/** A product that can be connected, as `connector list` shows it. */
export type ConnectorProduct = Pick<Connector, "product" | "title" | "provenOn"> & {
  readonly serves: readonly string[];
  readonly secrets: readonly string[];
  readonly optionalSecrets: readonly string[];
  /** Where it says what it is like. */
  readonly readme: string;
};

/** A connector of watchkeeper.yaml that was opened, or why it was not. */
export type ConfiguredConnector = {
  readonly tenant: string;
  readonly name: string;
  readonly product: string;
  readonly uses: readonly string[];
} & ({ readonly connector: Connector } | { readonly code: ErrorCode; readonly problem: string; readonly remedy: string });

/** The products that can be connected, and those that a configuration connects; without any database. */
export type ConnectorDesk = {
  readonly products: () => Promise<readonly ConnectorProduct[]>;
  /** Products that people ask for and that have neither connector nor effector yet, sorted. */
  readonly absent: () => Promise<readonly string[]>;
  /** Opens all that watchkeeper.yaml names, the file itself or the one in a folder; sends nothing. Refuses (`configuration/…`). */
  readonly configured: (place: { readonly config?: string; readonly dataDir?: string }) => Promise<readonly ConfiguredConnector[]>;
};
