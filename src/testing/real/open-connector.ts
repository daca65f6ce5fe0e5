import type { Clock } from "../../ports/clock.ts";
import type { Connector, ConnectorOrder } from "../../ports/connector.ts";
import { realClock } from "./open-effector.ts";

/** What tests need of a kind of connector: connectors/kit/connector-kind.ts has the whole. */
type Kind = {
  readonly product: string;
  readonly open: (
    order: ConnectorOrder,
    secrets: { readonly get: (name: string) => string; readonly has: (name: string) => boolean },
    parts: { readonly clock: Clock; readonly random: { readonly secret: (sizeBytes: number) => string } },
  ) => Connector;
};

/** Opens a connector as the wiring does, with these settings and secrets. */
export function openConnectorOf(
  kind: Kind,
  { name, settings, secrets = {} }: { name: string; settings: Record<string, unknown>; secrets?: Record<string, string> },
): Connector {
  const get = (secret: string) => (Object.hasOwn(secrets, secret) ? (secrets[secret] ?? "") : "");
  const has = (secret: string) => Object.hasOwn(secrets, secret);
  const random = { secret: (sizeBytes: number) => "5a".repeat(sizeBytes) };
  return kind.open(
    { name, product: kind.product, settings, secrets: {}, "may-receive": "red" },
    { get, has },
    { clock: realClock, random },
  );
}
