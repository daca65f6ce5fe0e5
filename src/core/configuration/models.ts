import { z } from "zod";
import { markings } from "../evidence/marking.ts";
import { modelRoles } from "../model/call.ts";
import { SecretPlace } from "./secret-place.ts";

/** The longest that a model may take for one answer, from the name's resolution to the last byte, seconds. */
export const modelSecondsMax = 120;
/** The most models of one tenant. */
export const modelsMax = 32;

/** Servers that are spoken to, by protocol; and what answers without one: from a file, for tests and for going through recorded answers again. */
export const modelProducts = ["openai-compatible", "anthropic", "scripted", "recorded"] as const;
/** One word of `modelProducts`. */
export type ModelProduct = (typeof modelProducts)[number];

/** How far the server can be made to keep to a shape: to a JSON schema, to JSON of any shape, or not at all. */
export const structuredOutputs = ["json-schema", "json", "none"] as const;
/** One word of `structuredOutputs`. */
export type StructuredOutput = (typeof structuredOutputs)[number];

const modelName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "takes lower-case letters, digits and -");
const path = z.string().min(1).max(4_096);
const perMillion = z.number().min(0).max(1_000_000);
const marking = z.enum(markings);

/**
 * A language model as `watchkeeper.yaml` orders it. A server takes `url` (its base, as "http://127.0.0.1:11434/v1") and `model`; `scripted` and `recorded`
 * take `file`. What is asked of a hosted model leaves the organisation: every model is one, unless its url is this machine's or `internal` is set.
 */
export const ModelOrder = z
  .strictObject({
    name: modelName,
    product: z.enum(modelProducts),
    url: z
      .string()
      .max(2_048)
      .regex(/^https?:\/\/[^\s?#@]+$/, 'takes the base of the server\'s API, as "https://host.example/v1"')
      .optional(),
    /** The id that the server knows the model by. */
    model: z.string().min(1).max(200).optional(),
    key: SecretPlace.optional(),
    hosted: z.boolean().optional(),
    /** Opens the company's own ranges and this machine. */
    internal: z.boolean().default(false),
    /** Allows http to another machine, for what is encrypted otherwise. */
    plain: z.boolean().default(false),
    /** A file with certificates in PEM to trust instead of the system's. */
    ca: path.optional(),
    /** The file of answers of a `scripted` or `recorded` model. */
    file: path.optional(),
    /** A file to which every answer of this model is added, for `product: recorded`. Holds what the model said: keep it like a case. */
    "record-to": path.optional(),
    "structured-output": z.enum(structuredOutputs).default("json-schema"),
    /** Asks for the answer as a stream of events, where the server gives it only so. */
    stream: z.boolean().default(false),
    /** Left out of the request when it is "unset", for models that refuse it. */
    temperature: z.union([z.number().min(0).max(2), z.literal("unset")]).default(0),
    /** What the server calls the most tokens of an answer. */
    "output-limit-field": z.enum(["max_tokens", "max_completion_tokens"]).default("max_tokens"),
    "output-tokens-max": z.int().min(16).max(32_768).default(1_500),
    "answer-seconds": z.number().min(0.1).max(modelSecondsMax).default(30),
    /** What one million tokens cost; counts as nothing where it is absent. */
    price: z
      .strictObject({ input: perMillion, output: perMillion, currency: z.string().regex(/^[A-Z]{3}$/, "takes three letters, as EUR") })
      .optional(),
  })
  .superRefine((order, issue) => {
    const isFile = order.product === "scripted" || order.product === "recorded";
    const says = (key: "url" | "model" | "file", message: string) => issue.addIssue({ code: "custom", path: [key], message });
    if (isFile && order.file === undefined) says("file", `is needed for product ${order.product}`);
    if (isFile && order.url !== undefined) says("url", `is nothing that product ${order.product} has`);
    if (!isFile && order.file !== undefined) says("file", `is nothing that product ${order.product} has`);
    if (!isFile && order.url === undefined) says("url", `is needed for product ${order.product}`);
    if (!isFile && order.model === undefined) says("model", `is needed for product ${order.product}`);
  });
export type ModelOrder = z.infer<typeof ModelOrder>;

/** What models may take, at most. What is spent is counted from the record, so every process of a tenant shares it. A day is one of UTC. */
export const ModelBudget = z.strictObject({
  "tokens-per-alert": z.int().min(0).max(1_000_000).default(6_000),
  "tokens-per-case": z.int().min(0).max(1_000_000).default(6_000),
  "calls-per-case": z.int().min(0).max(256).default(8),
  "seconds-per-case": z.number().min(0).max(3_600).default(90),
  "tokens-per-day": z.int().min(0).max(10_000_000_000).default(500_000),
  /** In units of the price's currency; no bound where it is absent. */
  "cost-per-day": z.number().min(0).max(1_000_000).optional(),
  /** The breaker: faster than this, or so many failures in a row, and no model is asked for `rest-minutes`. */
  "tokens-per-minute": z.int().min(0).max(100_000_000).default(60_000),
  "failures-in-a-row": z.int().min(1).max(1_000).default(5),
  "rest-minutes": z.number().min(0.1).max(1_440).default(10),
});
export type ModelBudget = z.infer<typeof ModelBudget>;

/** What text may leave for a hosted model. Text without a marking counts as `unmarked`; nothing that a connector of `never-from` brought leaves at all. */
export const ModelSharing = z.strictObject({
  "send-up-to": marking.default("amber"),
  unmarked: marking.default("amber"),
  "never-from": z.array(z.string().min(1).max(64)).max(256).default([]),
});
export type ModelSharing = z.infer<typeof ModelSharing>;

const eachRole = z.strictObject({
  reader: modelName.optional(),
  planner: modelName.optional(),
  writer: modelName.optional(),
  guide: modelName.optional(),
});

/** Which model is asked as what, how much, and with what. Without `use` no model is asked. */
export const ModelPolicy = z.strictObject({
  /** One model's name for every role, or one for each role that shall have any. */
  use: z.union([modelName, eachRole]).optional(),
  /** No hosted model is ever asked. */
  "air-gap": z.boolean().default(false),
  budget: ModelBudget.prefault({}),
  sharing: ModelSharing.prefault({}),
  /** Whether what a model led to may hand a case to a person that the rules alone would close. */
  "may-veto-closing": z.boolean().default(true),
});
export type ModelPolicy = z.infer<typeof ModelPolicy>;

/** Whether what this model is asked leaves the organisation. */
export function isHosted(order: Pick<ModelOrder, "hosted" | "internal" | "url">): boolean {
  if (order.hosted !== undefined) return order.hosted;
  return order.url !== undefined && !order.internal && !isThisMachine(order.url);
}

/** Whether an address names this machine by a literal, or as localhost. */
export function isThisMachine(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** The names that `use` gives to roles; a role without one is not asked. */
export function namesInUse({ use }: Pick<ModelPolicy, "use">): ReadonlyMap<(typeof modelRoles)[number], string> {
  return new Map(
    modelRoles.flatMap((role) => {
      const name = typeof use === "string" ? use : use?.[role];
      return name === undefined ? [] : [[role, name] as const];
    }),
  );
}

/** What is wrong with models and policy together: a name that two have, and one in use that none has. Paths begin at the tenant. */
export function mistakesOfModels(
  orders: readonly Pick<ModelOrder, "name">[],
  policy: ModelPolicy,
): readonly { readonly path: readonly (string | number)[]; readonly says: string }[] {
  const names = orders.map(({ name }) => name);
  const repeated = names.flatMap((name, index) =>
    names.indexOf(name) < index ? [{ path: ["models", index, "name"], says: "is the name of another model too" }] : [],
  );
  const strangers = [...namesInUse(policy)].filter(([, name]) => !names.includes(name));
  const there = names.length > 0 ? `use one of ${names.toSorted().join(", ")}` : "add it under models";
  const unknown = strangers.map(([role, name]) => ({
    path: typeof policy.use === "string" ? ["model-policy", "use"] : ["model-policy", "use", role],
    says: `no model is called "${name}": ${there}`,
  }));
  return [...repeated, ...(typeof policy.use === "string" ? unknown.slice(0, 1) : unknown)];
}
