import { z } from "zod";
import { isPattern } from "../kit/folder.ts";

const path = z
  .string()
  .max(1_024)
  .refine((text) => text.split("/").every((each) => !["", ".", ".."].includes(each)) && !/[?#\p{Cc}]/u.test(text), {
    error: 'takes a path below the url, such as "exports/machines.csv"',
  });

/** Which of their columns (or keys) is which of ours. */
const Rows = z.strictObject({
  of: z.enum(["assets", "identities"]),
  columns: z.record(z.string().max(64), z.string().min(1).max(255)).refine((given) => Object.hasOwn(given, "name"), {
    error: 'says which column is the "name"',
  }),
});

/** What watchkeeper.yaml says of an inventory that lies somewhere as documents. */
export const Settings = z
  .strictObject({
    url: z.string().min(1).max(2_048).optional(),
    /** The host is inside the company's network. */
    internal: z.boolean().default(false),
    /** Certificates in PEM to trust instead of the system's, as text. */
    ca: z.string().startsWith("-----BEGIN CERTIFICATE-----").max(65_536).optional(),
    paths: z.array(path).min(1).max(64).optional(),
    /** Signs in by name and the secret "password"; without it, the secret "token" goes into `header`. */
    user: z.string().min(1).max(255).optional(),
    /** "authorization" carries the token as a bearer's. */
    header: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,63}$/, "takes the name of a header, in lower case")
      .default("authorization"),
    folder: z.string().min(1).max(4_096).optional(),
    files: z
      .array(z.string().max(1_024).refine(isPattern, { error: "takes names or patterns below the folder" }))
      .min(1)
      .max(64)
      .optional(),
    /** Where the documents are not in our own shape: how their rows are to be read. */
    rows: Rows.optional(),
    "every-minutes": z.int().min(1).max(10_080).default(60),
  })
  .refine((given) => (given.url === undefined) !== (given.folder === undefined), { path: ["url"], error: 'takes either "url" or "folder"' })
  .refine((given) => (given.url === undefined) === (given.paths === undefined), { path: ["paths"], error: 'belongs to "url"' })
  .refine((given) => (given.folder === undefined) === (given.files === undefined), { path: ["files"], error: 'belongs to "folder"' });
export type HttpSettings = z.output<typeof Settings>;
