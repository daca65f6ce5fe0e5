import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { EffectorKind, EffectorParts } from "../connectors/kit/define.ts";
import type { Secrets } from "../connectors/kit/secrets.ts";
import type { EffectorOrder } from "../core/containment/orders.ts";
import { SocError } from "../core/soc-error.ts";
import type { Effector } from "../ports/effector.ts";

/** Every product that can carry out containment, by the name that containment.yaml uses; loaded when it is first needed. */
const kinds: ReadonlyMap<string, () => Promise<{ readonly default: EffectorKind }>> = new Map([
  ["crowdstrike", () => import("../connectors/crowdstrike/connector.ts")],
  ["defender", () => import("../connectors/defender/connector.ts")],
  ["directory-ldap", () => import("../connectors/directory-ldap/connector.ts")],
  ["entra", () => import("../connectors/entra/connector.ts")],
  ["fortinet", () => import("../connectors/fortinet/connector.ts")],
  ["nftables", () => import("../connectors/nftables/connector.ts")],
  ["okta", () => import("../connectors/okta/connector.ts")],
  ["palo-alto", () => import("../connectors/palo-alto/connector.ts")],
  ["sentinelone", () => import("../connectors/sentinelone/connector.ts")],
  ["wazuh", () => import("../connectors/wazuh/connector.ts")],
]);

/** Every kind of effector, sorted by product. */
export async function effectorKinds(): Promise<readonly EffectorKind[]> {
  const loaded = await Promise.all([...kinds.values()].map((load) => load()));
  return loaded.map((each) => each.default).toSorted((a, b) => (a.product < b.product ? -1 : 1));
}

/** Where secrets are read from, beside what every effector gets. `folder` is the one that relative paths begin at. */
export type OpeningParts = EffectorParts & {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/** The effectors that could be opened, and why each of the others could not: one that is misconfigured must not keep the others from their work. */
export async function openEffectors(
  orders: readonly EffectorOrder[],
  parts: OpeningParts,
): Promise<{
  readonly effectors: readonly Effector[];
  readonly unopened: readonly { readonly name: string; readonly problem: string; readonly remedy: string }[];
}> {
  const effectors: Effector[] = [];
  const unopened: { name: string; problem: string; remedy: string }[] = [];
  for (const order of orders) {
    try {
      effectors.push(await openEffector(order, parts));
    } catch (error) {
      if (!(error instanceof SocError)) throw error;
      unopened.push({ name: order.name, problem: error.problem, remedy: error.remedy });
    }
  }
  return { effectors, unopened };
}

async function openEffector(order: EffectorOrder, parts: OpeningParts): Promise<Effector> {
  const kind = kinds.get(order.product);
  if (!kind) throw unknownProduct(order);
  const secrets = new Map<string, string>();
  for (const [name, place] of Object.entries(order.secrets)) secrets.set(name, await secretIn(order.name, name, place, parts));
  return (await kind()).default.open(order, secretsOf(order.name, secrets), parts);
}

function secretsOf(effector: string, values: ReadonlyMap<string, string>): Secrets {
  return {
    get(name) {
      const value = values.get(name);
      if (value === undefined) throw noSecret(effector, name, "it is not named under secrets");
      return value;
    },
  };
}

const secretBytesMax = 65_536;
/** What group and others may do with a secret: nothing. */
const othersMask = 0o077;

async function secretIn(effector: string, name: string, place: EffectorOrder["secrets"][string], { folder, environment }: OpeningParts) {
  if ("env" in place) {
    const value = environment[place.env];
    if (value === undefined || value === "") throw noSecret(effector, name, `the variable ${place.env} is not set`);
    return value;
  }
  const path = resolve(folder, place.file);
  const kind = await stat(path).catch(() => undefined);
  if (!kind?.isFile() || kind.size > secretBytesMax) throw noSecret(effector, name, `"${place.file}" is no readable file`);
  if ((kind.mode & othersMask) !== 0) throw noSecret(effector, name, `"${place.file}" may be read by other users; chmod 600`);
  return (await readFile(path, "utf8")).replace(/\r?\n$/, "");
}

const noSecret = (effector: string, name: string, why: string) =>
  new SocError({
    code: "connector/bad-secret",
    problem: `the secret "${name}" of "${effector}" is missing: ${why}`,
    remedy: 'name a file of mode 600 or a variable under "secrets" in containment.yaml',
    retry: "never",
  });

const unknownProduct = ({ name, product }: EffectorOrder) =>
  new SocError({
    code: "connector/unknown-product",
    problem: `"${name}" names the product "${product}", which is not known`,
    remedy: `use one of ${[...kinds.keys()].toSorted().join(", ")}`,
    retry: "never",
  });
