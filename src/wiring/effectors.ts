import type { EffectorKind, EffectorParts } from "../connectors/kit/define.ts";
import type { EffectorOrder } from "../core/containment/orders.ts";
import { SocError } from "../core/soc-error.ts";
import type { Effector } from "../ports/effector.ts";
import { openEach, type Unopened } from "./open-each.ts";
import { readSecrets, type SecretPlaces } from "./secret-place.ts";

export type { Unopened } from "./open-each.ts";

/** Every product that can carry out containment, by the name that containment.yaml uses; loaded when it is first needed. */
const kinds: ReadonlyMap<string, () => Promise<{ readonly default: EffectorKind }>> = new Map([
  ["crowdstrike", () => import("../connectors/crowdstrike/effector.ts")],
  ["defender", () => import("../connectors/defender/effector.ts")],
  ["directory-ldap", () => import("../connectors/directory-ldap/effector.ts")],
  ["entra", () => import("../connectors/entra/effector.ts")],
  ["fortinet", () => import("../connectors/fortinet/effector.ts")],
  ["imap-quarantine", () => import("../connectors/imap-quarantine/effector.ts")],
  ["nftables", () => import("../connectors/nftables/effector.ts")],
  ["okta", () => import("../connectors/okta/effector.ts")],
  ["palo-alto", () => import("../connectors/palo-alto/effector.ts")],
  ["sentinelone", () => import("../connectors/sentinelone/effector.ts")],
  ["wazuh", () => import("../connectors/wazuh/effector.ts")],
]);

/** Every kind of effector, sorted by product. */
export async function effectorKinds(): Promise<readonly EffectorKind[]> {
  const loaded = await Promise.all([...kinds.values()].map((load) => load()));
  return loaded.map((each) => each.default).toSorted((a, b) => (a.product < b.product ? -1 : 1));
}

/** Where secrets are read from, beside what every effector gets. `folder` is the one that relative paths begin at. */
export type OpeningParts = EffectorParts & SecretPlaces;

/** The effectors that could be opened, and why each of the others could not. */
export async function openEffectors(
  orders: readonly EffectorOrder[],
  parts: OpeningParts,
): Promise<{ readonly effectors: readonly Effector[]; readonly unopened: readonly Unopened[] }> {
  const { opened, unopened } = await openEach(orders, (order) => openEffector(order, parts));
  return { effectors: opened, unopened };
}

/** Opens one. Refuses (`connector/unknown-product`, `connector/bad-secret`, `connector/bad-settings`); sends nothing. */
export async function openEffector(order: EffectorOrder, parts: OpeningParts): Promise<Effector> {
  const load = kinds.get(order.product);
  if (!load) throw unknownProduct(order);
  const kind = (await load()).default;
  const foreign = order.for.find((verb) => !kind.verbs.includes(verb));
  if (foreign !== undefined) throw unknownVerb(order, foreign, kind);
  return kind.open(order, await readSecrets(order, kind.secrets, parts), parts);
}

const unknownProduct = ({ name, product }: EffectorOrder) =>
  new SocError({
    code: "connector/unknown-product",
    problem: `"${name}" names the product "${product}", which is not known`,
    remedy: `use one of ${[...kinds.keys()].toSorted().join(", ")}`,
    retry: "never",
  });

const unknownVerb = ({ name, product }: EffectorOrder, verb: string, kind: EffectorKind) =>
  new SocError({
    code: "connector/unknown-product",
    problem: `"${name}" shall do ${verb}, which "${product}" cannot`,
    remedy: `use ${kind.verbs.join(", ")} under "for", or another product`,
    retry: "never",
  });
