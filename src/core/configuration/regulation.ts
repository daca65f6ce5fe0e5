import { z } from "zod";
import { memberStates } from "../regulation/member-states.ts";
import { entityTypes, regimes } from "../regulation/words.ts";

const words = z.string().trim().min(1).max(300);
const oneOrMore = <Word extends z.ZodType<string>>(word: Word, max: number) =>
  z.union([word.transform((one) => [one]), z.array(word).min(1).max(max)]);

/** What reports say of whoever sends them; nothing in it is looked up or checked. */
export const Organisation = z.strictObject({
  name: words.optional(),
  /** Legal entity identifier (ISO 17442). */
  lei: z
    .string()
    .regex(/^[A-Z0-9]{18}\d{2}$/, "has 20 capital letters and digits (ISO 17442)")
    .optional(),
  parent: words.optional(),
  "parent-lei": z
    .string()
    .regex(/^[A-Z0-9]{18}\d{2}$/, "has 20 capital letters and digits (ISO 17442)")
    .optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "is three capital letters (ISO 4217)")
    .default("EUR"),
  contact: words.optional(),
  "contact-mail": words.optional(),
  "contact-phone": words.optional(),
  "second-contact": words.optional(),
  "second-contact-mail": words.optional(),
  "second-contact-phone": words.optional(),
});
/** One of the organisation's authorities, in the operator's words: who, for which regime, and where reports are handed in. */
export const AuthorityContact = z.strictObject({ regime: z.enum(regimes), name: words, reached: words });

/**
 * What the operator is before the law, as they and their counsel say it: nothing here is worked out. Without an entity no clock runs. The first member state
 * is the one whose authority is told and whose bank holidays and time count.
 */
export const RegulationOrder = z.strictObject({
  entity: oneOrMore(z.enum(entityTypes), entityTypes.length).default([]),
  "member-states": z.array(z.enum(memberStates)).max(memberStates.length).default([]),
  /** Which regimes are looked at; all that a pack names for the entity where none is said. */
  regimes: z.array(z.enum(regimes)).max(regimes.length).optional(),
  /** Texts that are not in force and are looked at all the same. */
  flags: z
    .array(z.string().regex(/^[a-z][a-z0-9-]{1,60}$/))
    .max(20)
    .default([]),
  /** The authority said that RTS 2025/301 Art. 5(4) does not hold here (Art. 5(6)). */
  "noon-disapplied": z.boolean().default(false),
  /** Files with further rule packs, and the keys that may have signed them (`ed25519:…`, base64). */
  packs: z.array(z.string().min(1).max(4_096)).max(32).default([]),
  "pack-keys": z
    .array(z.string().regex(/^[A-Za-z0-9+/]{43}=$/, "is 32 bytes in base64"))
    .max(16)
    .default([]),
  organisation: Organisation.prefault({}),
  authorities: z.array(AuthorityContact).max(64).default([]),
});
export type RegulationOrder = z.infer<typeof RegulationOrder>;
