import type { ConnectorKind, ConnectorParts } from "../connectors/kit/connector-kind.ts";
import type { Secrets } from "../connectors/kit/secrets.ts";
import { SocError } from "../core/soc-error.ts";
import type { Connector, ConnectorOrder } from "../ports/connector.ts";
import { openEach, type Unopened } from "./open-each.ts";
import { readSecrets, type SecretPlaces } from "./secret-place.ts";

type Load = () => Promise<{ readonly default: ConnectorKind }>;

/** Every product that can be connected, by the name that watchkeeper.yaml uses; loaded when it is first needed. One line each, sorted. */
const table: readonly (readonly [product: string, load: Load])[] = [
  ["abuse-ch", () => import("../connectors/abuse-ch/connector.ts")],
  ["abuseipdb", () => import("../connectors/abuseipdb/connector.ts")],
  ["clickhouse", () => import("../connectors/clickhouse/connector.ts")],
  ["crowdstrike", () => import("../connectors/crowdstrike/connector.ts")],
  ["defender", () => import("../connectors/defender/connector.ts")],
  ["dfir-iris", () => import("../connectors/dfir-iris/connector.ts")],
  ["directory-ldap", () => import("../connectors/directory-ldap/connector.ts")],
  ["elastic", () => import("../connectors/elastic/connector.ts")],
  ["entra", () => import("../connectors/entra/connector.ts")],
  ["file-tail", () => import("../connectors/file-tail/connector.ts")],
  ["folder-drop", () => import("../connectors/folder-drop/connector.ts")],
  ["github", () => import("../connectors/github/connector.ts")],
  ["gitlab", () => import("../connectors/gitlab/connector.ts")],
  ["graph-mail", () => import("../connectors/graph-mail/connector.ts")],
  ["greynoise", () => import("../connectors/greynoise/connector.ts")],
  ["imap-mailbox", () => import("../connectors/imap-mailbox/connector.ts")],
  ["inventory-http", () => import("../connectors/inventory-http/connector.ts")],
  ["jira", () => import("../connectors/jira/connector.ts")],
  ["mail-out", () => import("../connectors/mail-out/connector.ts")],
  ["mcp-server", () => import("../connectors/mcp-server/connector.ts")],
  ["misp", () => import("../connectors/misp/connector.ts")],
  ["misp-feed", () => import("../connectors/misp-feed/connector.ts")],
  ["nats", () => import("../connectors/nats/connector.ts")],
  ["opencti", () => import("../connectors/opencti/connector.ts")],
  ["opensearch", () => import("../connectors/opensearch/connector.ts")],
  ["otx", () => import("../connectors/otx/connector.ts")],
  ["okta", () => import("../connectors/okta/connector.ts")],
  ["pagerduty", () => import("../connectors/pagerduty/connector.ts")],
  ["request-tracker", () => import("../connectors/request-tracker/connector.ts")],
  ["s3-drop", () => import("../connectors/s3-drop/connector.ts")],
  ["sentinel", () => import("../connectors/sentinel/connector.ts")],
  ["sentinelone", () => import("../connectors/sentinelone/connector.ts")],
  ["servicenow", () => import("../connectors/servicenow/connector.ts")],
  ["slack", () => import("../connectors/slack/connector.ts")],
  ["splunk", () => import("../connectors/splunk/connector.ts")],
  ["syslog-listener", () => import("../connectors/syslog-listener/connector.ts")],
  ["taxii", () => import("../connectors/taxii/connector.ts")],
  ["teams", () => import("../connectors/teams/connector.ts")],
  ["thehive", () => import("../connectors/thehive/connector.ts")],
  ["virustotal", () => import("../connectors/virustotal/connector.ts")],
  ["wazuh", () => import("../connectors/wazuh/connector.ts")],
  ["webhook", () => import("../connectors/webhook/connector.ts")],
];
const kinds: ReadonlyMap<string, Load> = new Map(table);

/** Where secrets are read from, beside what every connector gets. `folder` is the one that relative paths begin at. */
export type ConnectorOpening = ConnectorParts & SecretPlaces;

/** Every kind of connector, sorted by product. */
export async function connectorKinds(): Promise<readonly ConnectorKind[]> {
  const loaded = await Promise.all([...kinds.values()].map((load) => load()));
  return loaded.map((each) => each.default).toSorted((a, b) => (a.product < b.product ? -1 : 1));
}

/** The connectors that could be opened, and why each of the others could not. Of two with one name the second is refused. */
export async function openConnectors(
  orders: readonly ConnectorOrder[],
  parts: ConnectorOpening,
): Promise<{ readonly connectors: readonly Connector[]; readonly unopened: readonly Unopened[] }> {
  const names = new Set<string>();
  const { opened, unopened } = await openEach(orders, async (order) => {
    if (names.has(order.name)) throw sameName(order.name);
    names.add(order.name);
    return openConnector(order, parts);
  });
  return { connectors: opened, unopened };
}

/** Opens one. Refuses (`connector/unknown-product`, `connector/bad-secret`, `connector/bad-settings`, `secret/not-opened`); sends nothing. */
export async function openConnector(order: ConnectorOrder, parts: ConnectorOpening): Promise<Connector> {
  const load = kinds.get(order.product);
  if (!load) throw unknownProduct(order);
  const kind = (await load()).default;
  const places = { file: "watchkeeper.yaml", ...parts };
  const programsIn = Object.hasOwn(parts.environment, "PATH") ? parts.environment.PATH : undefined;
  const secrets = await readSecrets(order, kind.secrets, places, kind.optionalSecrets);
  return openOf(kind, order, secrets, programsIn === undefined ? parts : { programsIn, ...parts });
}

/** A connector with a fault of its own keeps no other away, either. What it threw may hold anything, so only its kind is told. */
export function openOf(kind: ConnectorKind, order: ConnectorOrder, secrets: Secrets, parts: ConnectorParts): Connector {
  try {
    return kind.open(order, secrets, parts);
  } catch (cause) {
    if (cause instanceof SocError) throw cause;
    throw new SocError({
      code: "connector/bad-settings",
      problem: `"${order.name}" could not be opened with its settings, for a fault of ours`,
      remedy: "compare its settings with the connector's README, and report what it does not say",
      retry: "never",
      detail: cause instanceof Error ? cause.name.slice(0, 80) : "no error",
    });
  }
}

const unknownProduct = ({ name, product }: ConnectorOrder) =>
  new SocError({
    code: "connector/unknown-product",
    problem: `"${name}" names the product "${product}", which is not known`,
    remedy: `use one of ${[...kinds.keys()].toSorted().join(", ")}`,
    retry: "never",
  });

const sameName = (name: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `two connectors are called "${name}"`,
    remedy: "give each connector in watchkeeper.yaml a name of its own",
    retry: "never",
  });
