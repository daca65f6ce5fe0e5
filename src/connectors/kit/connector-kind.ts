import type { z } from "zod";
import type { Clock } from "../../ports/clock.ts";
import type { Capability, Connector, ConnectorOrder } from "../../ports/connector.ts";
import type { TellCall } from "../../ports/connector-call.ts";
import type { Random } from "../../ports/random.ts";
import type { Resolve } from "./address.ts";
import { badSettings, foreignUse } from "./connector-refusals.ts";
import type { Secrets } from "./secrets.ts";

export type { Call } from "../../ports/connector-call.ts";

/** What every connector gets of the world beside its own settings. */
export type ConnectorParts = {
  readonly clock: Clock;
  readonly random: Random;
  /** Resolves names; the system's resolver unless a test brings its own. */
  readonly resolve?: Resolve;
  /** Where programs are looked for (PATH), for connectors that start one: all that these get of the environment. */
  readonly programsIn?: string;
  /** Told of every request that leaves: what `connector list` counts and the record keeps. */
  readonly told?: TellCall;
};

/** A product that can be connected: what `connector list` shows of it, and how it is opened. */
export type ConnectorKind = {
  /** As the configuration names it: "elastic". */
  readonly product: string;
  /** As people call it. */
  readonly title: string;
  readonly provenOn: Connector["provenOn"];
  readonly serves: readonly Capability[];
  /** Names of the secrets that it needs, and of those that it can do without. */
  readonly secrets: readonly string[];
  readonly optionalSecrets: readonly string[];
  /** Where it says what it is like and what of it is known how surely: a path inside this folder. */
  readonly readme: string;
  readonly settings: z.ZodType;
  /** Refuses settings that do not fit, and a use that it does not serve (`connector/bad-settings`). Sends nothing. */
  readonly open: (order: ConnectorOrder, secrets: Secrets, parts: ConnectorParts) => Connector;
};

/** What a connector's own page gives: the capabilities, made from checked settings. */
export type Made = Omit<Connector, "name" | "product" | "title" | "provenOn" | "mayReceive" | "close"> & Partial<Pick<Connector, "close">>;

/** Joins a connector's settings and its maker into a kind: what was configured to be used is all that the connector has. */
export function defineConnector<Settings extends z.ZodType>(
  kind: Omit<ConnectorKind, "open" | "settings" | "optionalSecrets" | "readme"> & {
    readonly optionalSecrets?: readonly string[];
    readonly settings: Settings;
    readonly make: (given: {
      readonly name: string;
      readonly settings: z.output<Settings>;
      readonly secrets: Secrets;
      readonly parts: ConnectorParts;
      readonly uses: ReadonlySet<Capability>;
    }) => Made;
  },
): ConnectorKind {
  const { settings: shape, make, optionalSecrets = [], ...facts } = kind;
  const { product, title, provenOn, serves } = facts;
  return {
    ...facts,
    optionalSecrets,
    readme: `src/connectors/${product}/README.md`,
    settings: shape,
    open(order, secrets, parts) {
      const settings = shape.safeParse(order.settings);
      if (!settings.success) throw badSettings(order.name, settings.error);
      const foreign = order.use?.find((use) => !serves.includes(use));
      if (foreign !== undefined) throw foreignUse(order.name, foreign, serves);
      const uses = new Set(order.use ?? serves);
      const made = make({ name: order.name, settings: settings.data, secrets, parts, uses });
      const { check, close = async () => {}, ...capabilities } = made;
      const used = Object.fromEntries(Object.entries(capabilities).filter(([part]) => uses.has(useOf(part))));
      return { name: order.name, product, title, provenOn, mayReceive: order["may-receive"], check, close, ...used };
    },
  };
}

/** What a part of a connector is used for: some uses have two. */
const useOf = (part: string): Capability => {
  if (part === "pins") return "tools";
  return part === "webhook" ? "alerts" : (part as Capability);
};
