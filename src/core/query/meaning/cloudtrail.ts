import type { Vocabulary } from "./vocabulary.ts";

/** Filled by the format of the same name. */
export const cloudtrail: Vocabulary = { fields: {}, entities: [] };
