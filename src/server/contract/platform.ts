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

/** What the language models of a tenant took on the last day (UTC) on which one was asked about a case, and whether they are left alone for a while. */
export const ModelSpent = z.strictObject({
  day: z.iso.date(),
  /** Taken, or reserved by a call without an answer. */
  tokens: count,
  /** In units of the price's currency. */
  cost: z.number().min(0),
  failuresInRow: count,
  restsUntil: z.iso.datetime().nullable(),
});

/** The language models of a tenant, the rules that they are asked by, and what they took; null while none was asked about a case. */
export const LanguageModels = z.strictObject({ models: z.array(LanguageModelLine), policy: ModelPolicy, spent: ModelSpent.nullable() });
export type LanguageModels = z.infer<typeof LanguageModels>;
