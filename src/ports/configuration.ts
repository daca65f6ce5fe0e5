import { z } from "zod";
import { SignInOrder } from "../core/access/sign-in-order.ts";
import { AutonomyBounds } from "../core/autonomy/bounds.ts";
import { ExerciseOrder } from "../core/configuration/exercise.ts";
import { FiguresOrder } from "../core/configuration/figures.ts";
import { ModelOrder, ModelPolicy, modelsMax } from "../core/configuration/models.ts";
import { RegulationOrder } from "../core/configuration/regulation.ts";
import { Limits, Logs, Retention, ServerPlace, Telemetry, WatchBounds } from "../core/configuration/sections.ts";
import { QualitySettings } from "../core/quality-sample/settings.ts";
import { WriteBackPolicy } from "../core/write-back/policy.ts";
import { ConnectorOrder, SecretPlace } from "./connector.ts";

/** The most connectors of one tenant. */
export const connectorsMax = 256;
/** The most tenants of one installation. */
export const tenantsMax = 64;

const path = z.string().min(1).max(4_096);
const paths = z.array(path).max(64).default([]);

/** What one tenant is served with: its products, and the files that say what the company knows. Paths begin at the folder of the configuration. */
const tenantShape = {
  connectors: z.array(ConnectorOrder).max(connectorsMax).default([]),
  /** Files and folders with assets and identities; connectors that serve `inventory` add to them. */
  inventory: paths,
  /** Files and folders with indicators. */
  indicators: paths,
  /** Folders of Sigma rules beside the built-in ones. */
  rules: paths,
  "builtin-rules": z.boolean().default(true),
  /** The standing orders of containment: `containment.yaml` beside this file where none is named. */
  containment: path.optional(),
  /** The language models that may be asked, and by which rules; none is asked where `model-policy` names none. */
  models: z.array(ModelOrder).max(modelsMax).default([]),
  "model-policy": ModelPolicy.prefault({}),
  /** What a grant to act without a person takes; until one is given, the agent works in shadow mode. */
  autonomy: AutonomyBounds.prefault({}),
  /** What is written back to products and tickets. */
  "write-back": WriteBackPolicy.prefault({}),
  /** How much of what the agent closes is judged again. */
  "quality-samples": QualitySettings.prefault({}),
  /** How figures are made where there is a choice, and when a rate is told as out of the ordinary. */
  figures: FiguresOrder.prefault({}),
  /** When the service plays the exercise of hostile text by itself; never where this is absent. */
  redteam: ExerciseOrder.optional(),
  /** How this tenant's people sign in beside local accounts. */
  "sign-in": SignInOrder.prefault({}),
  /** What the operator is before the law: without an entity no clock runs. */
  regulation: RegulationOrder.prefault({}),
};

/** A further tenant beside the one that the file itself describes. */
export const TenantOrder = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "takes lower-case letters, digits and -")
    .refine((name) => name !== "default", 'is the name of the tenant that the file itself describes; take another than "default"'),
  ...tenantShape,
});

/** `watchkeeper.yaml`, whole: how the service listens, what it is connected to, and how long it keeps what. Everything has a default but `version`. */
export const Configuration = z.strictObject({
  version: z.literal(1),
  server: ServerPlace.prefault({}),
  ...tenantShape,
  tenants: z
    .array(TenantOrder)
    .max(tenantsMax - 1)
    .default([]),
  watch: WatchBounds.prefault({}),
  /** Where the key lies that opens sealed secrets (`watchkeeper secret seal`); needed only where some are sealed. */
  "secret-key": SecretPlace.refine(
    (place) => !("sealed" in place),
    "cannot be sealed itself: name a file, a variable or a command",
  ).optional(),
  retention: Retention.prefault({}),
  logs: Logs.prefault({}),
  telemetry: Telemetry.prefault({}),
  limits: Limits.prefault({}),
});
export type Configuration = z.infer<typeof Configuration>;

/** One tenant as it is served: the one that the file describes, or one of those under `tenants`. */
export type TenantConfiguration = Pick<
  Configuration,
  | "connectors"
  | "inventory"
  | "indicators"
  | "rules"
  | "builtin-rules"
  | "containment"
  | "models"
  | "model-policy"
  | "autonomy"
  | "write-back"
  | "quality-samples"
  | "figures"
  | "redteam"
  | "sign-in"
  | "regulation"
> & { readonly name: string };

/** The tenants of an installation, the file's own first: it is always there. */
export function tenantsOf(configuration: Configuration): readonly TenantConfiguration[] {
  return [{ name: "default", ...configuration }, ...configuration.tenants];
}

/** One mistake: its line and column in the file (0 where it is in none), its place in the configuration, and what is wrong. */
export type Mistake = { readonly line: number; readonly column: number; readonly where: string; readonly says: string };

/** A configuration that was read: usable, or with every mistake in it. `path` is undefined where no file was there and all is default. */
export type ReadConfiguration = {
  readonly path: string | undefined;
  /** Where paths in it begin. */
  readonly folder: string;
  readonly configuration: Configuration | undefined;
  /** `sha256:…` over everything that it says, defaults and the environment included; "" where it cannot be used. */
  readonly digest: string;
  readonly mistakes: readonly Mistake[];
  /** Where something stands, for whoever finds a mistake later. */
  readonly placeOf: (path: readonly PropertyKey[]) => Pick<Mistake, "line" | "column" | "where">;
};
