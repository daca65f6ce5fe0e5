import { z } from "zod";

/** The largest of what a manifest lists. */
export const tablesMax = 10_000;
export const filesMax = 1_000_000;

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
/** A path inside the backup: words of letters, digits and . _ = -, parted by "/", none of them "..". */
const inside = z
  .string()
  .max(1_024)
  .regex(/^(?:(?!\.{1,2}(?:\/|$))[A-Za-z0-9._=-]+\/)*(?!\.{1,2}$)[A-Za-z0-9._=-]+$/);
const word = z.string().regex(/^[a-z_][a-z0-9_]{0,62}$/);

/** What a backup holds, with a digest over each file: written last, so that a folder without it is none. */
export const Manifest = z.strictObject({
  schema: z.literal("watchkeeper/backup@1"),
  program: z.string().max(64),
  madeAt: z.iso.datetime(),
  /** The last step of the tables' making that the database had taken. */
  tablesOf: z.string().regex(/^[0-9]{4}-[a-z0-9-]{1,100}$/),
  tenants: z.array(z.string().min(1).max(63)).min(1).max(1_000),
  tables: z
    .array(
      z.strictObject({
        tenant: z.string().min(1).max(63),
        table: word,
        columns: z.array(word).min(1).max(200),
        rows: z.int().min(0),
        file: inside,
      }),
    )
    .max(tablesMax),
  sequences: z.array(z.strictObject({ name: word, value: z.int().min(0) })).max(1_000),
  /** Month tables of events, which are made before rows are put back. */
  months: z.array(z.strictObject({ name: z.string().regex(/^events_[0-9]{6}$/), fromMs: z.int(), toMs: z.int() })).max(10_000),
  /** Each record as it stood: how many entries, and the hash of the last. */
  records: z
    .array(z.strictObject({ tenant: z.string(), world: z.string().max(255), entries: z.int().min(0), head: z.string().max(80) }))
    .max(1_000_000),
  withKeys: z.boolean(),
  files: z.array(z.strictObject({ path: inside, digest, bytes: z.int().min(0) })).max(filesMax),
});
export type Manifest = z.infer<typeof Manifest>;

export const manifestFile = "manifest.json";
