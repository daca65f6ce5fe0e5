import { z } from "zod";
import type { ContainmentVerb } from "../../core/containment/action.ts";
import type { EffectorOrder } from "../../core/containment/orders.ts";
import { SocError } from "../../core/soc-error.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Effector } from "../../ports/effector.ts";
import type { Resolve } from "./address.ts";
import type { OriginOrder } from "./http.ts";
import { quoted } from "./quoted.ts";
import type { Secrets } from "./secrets.ts";

/** What every effector gets of the world beside its own settings. */
export type EffectorParts = {
  readonly clock: Clock;
  /** Resolves names; the system's resolver unless a test brings its own. */
  readonly resolve?: Resolve;
  /** The longest that one call may take; `callMsMax` unless a test wants less. */
  readonly limitMs?: number;
};

/** A product that can carry out containment: what `connector list` shows of it, and how it is opened. */
export type EffectorKind = {
  /** As `containment.yaml` names it: "crowdstrike". */
  readonly product: string;
  /** As people call it. */
  readonly title: string;
  readonly verbs: readonly ContainmentVerb[];
  readonly provenOn: Effector["provenOn"];
  /** Names of the secrets that it needs. */
  readonly secrets: readonly string[];
  /** Refuses settings that do not fit (`connector/bad-settings`). Sends nothing. */
  readonly open: (order: EffectorOrder, secrets: Secrets, parts: EffectorParts) => Effector;
};

/** Joins a connector's settings and its maker into a kind: a bad setting is refused with its place before anything is made. */
export function defineEffector<Settings extends z.ZodType>(
  kind: Omit<EffectorKind, "open"> & {
    readonly settings: Settings;
    readonly make: (given: {
      readonly name: string;
      readonly settings: z.output<Settings>;
      readonly secrets: Secrets;
      readonly parts: EffectorParts;
    }) => Effector;
  },
): EffectorKind {
  const { settings: shape, make, ...facts } = kind;
  return {
    ...facts,
    open(order, secrets, parts) {
      const settings = shape.safeParse(order.settings);
      if (!settings.success) throw badSettings(order.name, settings.error);
      const effector = make({ name: order.name, settings: settings.data, secrets, parts });
      const lacking = order.for.find((verb) => !effector.verbs.includes(verb));
      if (lacking !== undefined) throw cannot(order.name, lacking, effector.verbs);
      return { ...effector, verbs: effector.verbs.filter((verb) => order.for.includes(verb)) };
    },
  };
}

/** Settings of a product that is reached at one address. */
export const reachedAt = {
  url: z.string().min(1).max(2_048),
  /** The product is inside the company's network. */
  internal: z.boolean().default(false),
  /** Certificates in PEM to trust instead of the system's, as text. */
  ca: z.string().startsWith("-----BEGIN CERTIFICATE-----").max(65_536).optional(),
};

/** The origin that such settings name. */
export function originOf(name: string, { url, internal, ca }: { url: string; internal: boolean; ca?: string | undefined }): OriginOrder {
  return { name, url, internal, ...(ca === undefined ? {} : { ca }) };
}

const cannot = (name: string, verb: string, verbs: readonly string[]) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the setting "for" of ${quoted(name)}: ${verb} is nothing that it can do as it is set up`,
    remedy:
      verbs.length > 0
        ? `use ${verbs.join(", ")}, or add what the action needs to its settings`
        : "add what the action needs to its settings",
    retry: "never",
  });

function badSettings(name: string, error: z.ZodError): SocError {
  const [issue] = error.issues;
  const where = issue?.code === "unrecognized_keys" ? issue.keys.join(", ") : (issue?.path.join(".") ?? "");
  const what = issue?.code === "unrecognized_keys" ? "is not known" : (issue?.message.slice(0, 200) ?? "does not fit");
  return new SocError({
    code: "connector/bad-settings",
    problem: `the setting ${quoted(where)} of ${quoted(name)}: ${what.charAt(0).toLowerCase()}${what.slice(1)}`,
    remedy: "correct it in containment.yaml; the connector's README lists all settings",
    retry: "never",
  });
}
