import { z } from "zod";
import { operation } from "./operation.ts";

const nameShape = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "takes lower-case letters, digits and -");
/** Where a secret lies, never the secret itself. What runs a command is written into the file by hand. */
const SecretPlaceOfTrial = z.union([
  z.strictObject({ env: z.string().min(1).max(255) }),
  z.strictObject({ file: z.string().min(1).max(4_096) }),
  z.strictObject({ sealed: z.string().min(1).max(65_536) }),
]);
const settingsMax = 64;
const named = <Value extends z.ZodType>(value: Value) =>
  z.record(z.string().max(64), value).refine((all) => Object.keys(all).length <= settingsMax, "names more than there can be");

/** A product that can be connected: what it serves, what it needs, and its settings as JSON Schema (2020-12), each described as its README does. */
export const ProductLine = z.strictObject({
  product: z.string(),
  title: z.string(),
  proven: z.enum(["the real product", "a double", "nothing"]),
  serves: z.array(z.string()),
  secrets: z.array(z.strictObject({ name: z.string(), needed: z.boolean() })),
  settings: z.record(z.string(), z.unknown()),
  /** Where in the checkout it says what it is like. */
  readme: z.string(),
  /** Why it is not tried from here; null where it can be. */
  untried: z.string().nullable(),
});
export type ProductLine = z.infer<typeof ProductLine>;

/** A connector to try, as `watchkeeper.yaml` would have it. */
export const ConnectorTrial = z.strictObject({
  name: nameShape,
  product: z.string().min(1).max(64),
  settings: named(z.unknown()).default({}),
  secrets: named(SecretPlaceOfTrial).default({}),
  use: z.array(z.string().max(20)).min(1).max(16).optional(),
  "may-receive": z.enum(["clear", "green", "amber", "amber+strict", "red"]).default("green"),
});
export type ConnectorTrial = z.infer<typeof ConnectorTrial>;

/** What came of a trial, and what to put where so that it stays: the configuration file is the only place that says what is connected. */
export const TrialAnswer = z.strictObject({
  /** Null where it was not tried: its settings fit, and `says` tells why nothing was asked. */
  works: z.boolean().nullable(),
  says: z.string(),
  remedy: z.string().nullable(),
  code: z.string().nullable(),
  yaml: z.string(),
  /** The file, the place in it, and what to do then, in order. */
  put: z.strictObject({ file: z.string(), under: z.string(), next: z.array(z.string()) }),
});
export type TrialAnswer = z.infer<typeof TrialAnswer>;

/** The largest trial, bytes: a certificate of an authority may be in it. */
export const trialBytesMax = 262_144;

/** What is asked on the way to a new connector. */
export const connectorOperations = {
  listConnectorKinds: operation({
    method: "GET",
    path: "/api/v1/connector-kinds",
    operation: "listConnectorKinds",
    summary: "every product that can be connected, with its settings as JSON Schema, and those that have no connector yet",
    tag: "connectors",
    right: "read",
    answer: z.strictObject({
      products: z.array(ProductLine),
      absent: z.array(z.string()),
      /** Where secrets may lie that a trial reads, in words. */
      secretPlaces: z.array(z.string()),
    }),
    etag: true,
    gzip: true,
  }),
  tryConnector: operation({
    method: "POST",
    path: "/api/v1/connectors/try",
    operation: "tryConnector",
    summary: "opens a connector that is not configured yet, asks its product whether it answers, and closes it; changes nothing",
    tag: "connectors",
    right: "administer",
    stepUp: true,
    body: ConnectorTrial,
    answer: TrialAnswer,
    bodyBytesMax: trialBytesMax,
    problems: { 429: "another one is being tried" },
  }),
} as const;
