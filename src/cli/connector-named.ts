import { join } from "node:path";
import { SocError } from "../core/soc-error.ts";
import type { ConfiguredConnector } from "./connector-system.ts";
import type { ReadOrders, System } from "./system.ts";
import type { Terminal } from "./terminal.ts";

/** What the options of `connector` name: the orders with their effectors, and the connectors of the configuration. */
export type Named = { readonly orders: ReadOrders | undefined; readonly connectors: readonly ConfiguredConnector[] };

/** What each of its commands is given. */
export type Given = { readonly system: System; readonly terminal: Terminal; readonly json: boolean; readonly signal: AbortSignal };

type Values = { readonly orders?: string; readonly config?: string; readonly "data-dir"?: string };

/** Reads what is named. A data folder may have one of the two files; whoever names a file means that it is there. */
export async function readNamed(system: System, { orders, config, "data-dir": dataDir }: Values): Promise<Named> {
  const place = { ...(config !== undefined && { config }), ...(dataDir !== undefined && { dataDir }) };
  const connectors = Object.keys(place).length > 0 ? await system.connectorDesk.configured(place) : [];
  if (orders !== undefined) return { orders: await system.readOrders(orders), connectors };
  if (dataDir === undefined) return { orders: undefined, connectors };
  const found = await system.readOrders(join(dataDir, "containment.yaml")).catch((error: unknown) => {
    if (error instanceof SocError && error.code === "orders/not-readable") return undefined;
    throw error;
  });
  return { orders: found, connectors };
}

/** As people write it: the name, with its tenant where it is another than the file's own. */
export const shownName = ({ tenant, name }: Pick<ConfiguredConnector, "tenant" | "name">) =>
  tenant === "default" ? name : `${tenant}/${name}`;

/** The connector that a name on the command line means. */
export const connectorNamed = (connectors: readonly ConfiguredConnector[], name: string) =>
  connectors.find((each) => shownName(each) === name);

/** A name that nothing has. */
export const unknownName = (name: string, { orders, connectors }: Named) => {
  const names = [...connectors.map(shownName), ...(orders?.orders.effectors ?? []).map((each) => each.name)];
  return new SocError({
    code: "connector/unknown-name",
    problem: `no connector and no effector is called "${name.slice(0, 80)}"`,
    remedy:
      names.length > 0
        ? `use one of ${names.toSorted().join(", ")}`
        : "add it under connectors in watchkeeper.yaml, or under effectors in containment.yaml",
    retry: "never",
  });
};
