import { z } from "zod";
import { ModelPolicy } from "../../core/configuration/models.ts";
import { modelRoles } from "../../core/model/call.ts";

const count = z.int().min(0);

/** A connector as it is configured, and how it fares. `proven` is what its tests ran against. */
export const ConnectorLine = z.strictObject({
  name: z.string(),
  product: z.string(),
  title: z.string(),
  serves: z.array(z.string()),
  proven: z.enum(["the real product", "a double", "nothing"]),
  state: z.enum(["open", "failing", "not opened"]),
  problem: z.string().nullable(),
  remedy: z.string().nullable(),
  calls: count,
  failures: count,
  /** The minute of the last request; null where none is known. */
  lastCallAt: z.iso.datetime().nullable(),
  /** How what it hands in fares; null where it hands nothing in. */
  feed: z
    .strictObject({
      state: z.enum(["running", "failing", "silent", "off"]),
      behindMs: z.number(),
      lastReceivedAt: z.iso.datetime().nullable(),
      problem: z.string().nullable(),
      remedy: z.string().nullable(),
    })
    .nullable(),
  /** What came of the last check that somebody asked this process for. */
  checked: z.strictObject({ at: z.iso.datetime(), works: z.boolean(), says: z.string() }).nullable(),
});
export type ConnectorLine = z.infer<typeof ConnectorLine>;

/** A learnt model: its name, its digest, whether it is the one in use, and its card as plain text. */
export const ModelCard = z.strictObject({
  name: z.string(),
  digest: z.string(),
  inUse: z.boolean(),
  card: z.string(),
});
export type ModelCard = z.infer<typeof ModelCard>;

/** A language model of the configuration: what it is asked as, whether it is there, and how its calls went in this month. */
export const LanguageModelLine = z.strictObject({
  name: z.string(),
  product: z.string(),
  /** The id that its server knows it by. */
  model: z.string(),
  /** Whether what it is asked leaves the organisation. */
  hosted: z.boolean(),
  state: z.enum(["ready", "not opened", "held back"]),
  problem: z.string().nullable(),
  remedy: z.string().nullable(),
  roles: z.array(z.enum(modelRoles)),
  calls: z.int().min(0),
  failures: z.int().min(0),
  lastCallAt: z.iso.datetime().nullable(),
});
export type LanguageModelLine = z.infer<typeof LanguageModelLine>;

/** The language models of a tenant and the rules that they are asked by. */
export const LanguageModels = z.strictObject({ models: z.array(LanguageModelLine), policy: ModelPolicy });
export type LanguageModels = z.infer<typeof LanguageModels>;
