import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { ConnectorKind } from "../../connectors/kit/connector-kind.ts";
import type { ConnectorTrial, ProductLine } from "../../server/contract/connectors.ts";
import { connectorKinds } from "../connector-kinds.ts";
import { effectorKinds } from "../effectors.ts";
import { absentOf } from "../wanted-products.ts";

type Products = { readonly products: readonly ProductLine[]; readonly absent: readonly string[] };

const readmeLengthMax = 60_000;
const saysLengthMax = 300;

/** Products that work with files, programs and ports of the machine that the service runs on: these are nobody's business in a browser. */
const local: ReadonlyMap<string, string> = new Map([
  ["file-tail", "reads files of the machine that the service runs on"],
  ["folder-drop", "takes files from a folder of the machine that the service runs on"],
  ["syslog-listener", "listens on the machine that the service runs on"],
]);
/** Settings by which a product that is otherwise asked over the network does the same. */
const localSettings: ReadonlyMap<string, string> = new Map([
  ["mcp-server", "command"],
  ["inventory-http", "folder"],
  ["misp-feed", "folder"],
]);

/** Why a trial asks nothing: its settings are for the machine itself. Null where it can be tried. */
export function untriedBecause({ product, settings }: Pick<ConnectorTrial, "product" | "settings">): string | null {
  const why = local.get(product);
  if (why !== undefined) return `it ${why}: try it there with watchkeeper connector check`;
  const setting = localSettings.get(product);
  if (setting === undefined || !Object.hasOwn(settings, setting)) return null;
  return `its setting "${setting}" is about the machine that the service runs on: try it there with watchkeeper connector check`;
}

let held: Promise<Products> | undefined;

/** Every product that can be connected, and those that have no connector yet; worked out once. */
export function productsOf(): Promise<Products> {
  held ??= (async () => {
    const kinds = await connectorKinds();
    const products = (await Promise.all(kinds.map(lineOf))).toSorted((a, b) => (a.title.toLowerCase() < b.title.toLowerCase() ? -1 : 1));
    return { products, absent: absentOf([...kinds, ...(await effectorKinds())]) };
  })();
  return held;
}

async function lineOf({
  product,
  title,
  provenOn,
  serves,
  secrets,
  optionalSecrets,
  settings,
  readme,
}: ConnectorKind): Promise<ProductLine> {
  const { $schema: _, ...schema } = z.toJSONSchema(settings, { io: "input", unrepresentable: "any" }) as Record<string, unknown>;
  return {
    ...{ product, title, readme },
    proven: provenOn,
    serves: [...serves],
    secrets: [...secrets.map((name) => ({ name, needed: true })), ...optionalSecrets.map((name) => ({ name, needed: false }))],
    settings: described(schema, await saidIn(readme)),
    untried: untriedBecause({ product, settings: {} }),
  };
}

/** What the README says of each setting: the rows of its table that begin with names of settings. */
async function saidIn(readme: string): Promise<ReadonlyMap<string, string>> {
  const text = await readFile(new URL(`../../../${readme}`, import.meta.url), "utf8").catch(() => "");
  const said = new Map<string, string>();
  for (const row of text.slice(0, readmeLengthMax).split("\n")) {
    const [, names = "", says = "", without = ""] = /^\|([^|]{1,200})\|([^|]{1,400})\|(?:([^|]{0,200})\|)?\s*$/.exec(row) ?? [];
    const plain = [says, without.trim() && `Without it: ${without}`].map((part) => part.replaceAll(/`|\*\*/g, "").trim()).filter(Boolean);
    if (plain.length === 0) continue;
    for (const [, name = ""] of names.matchAll(/`([a-z0-9-]{1,64})`/g))
      if (!said.has(name)) said.set(name, plain.join(". ").slice(0, saysLengthMax));
  }
  return said;
}

/** What every product that is asked over the network has. */
const common: ReadonlyMap<string, string> = new Map([
  ["url", "its address, with https:// and the port where it has one of its own"],
  ["internal", "it stands inside your network: without this, a name that leads there is not connected to"],
  ["ca", "the certificate of your own authority, as PEM, where it has one"],
]);

function described(schema: Record<string, unknown>, said: ReadonlyMap<string, string>): Record<string, unknown> {
  const { properties } = schema as { properties?: Record<string, Record<string, unknown>> };
  if (!properties) return schema;
  const fields = Object.entries(properties).map(([name, field]) => {
    const description = common.get(name) ?? said.get(name);
    return [name, description === undefined ? field : { ...field, description }] as const;
  });
  return { ...schema, properties: Object.fromEntries(fields) };
}
