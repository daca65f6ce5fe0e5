import { SocError } from "../../core/soc-error.ts";

/** Something was sealed, and what opens it is not where it was. */
export const keysMissing = (path: string) =>
  new SocError({
    code: "journal/keys-missing",
    problem: `the database holds sealed records, and their keys are not in "${path}"`,
    remedy: "restore the folder of keys from the backup of this database; with DATABASE_URL, name that folder in WATCHKEEPER_KEYS",
    retry: "never",
  });

/** A file of keys that is none. Whatever it holds is not quoted. */
export const keysDamaged = (path: string) =>
  new SocError({
    code: "journal/keys-missing",
    problem: `the file of keys "${path}" cannot be read as one`,
    remedy: "restore it from the backup of this database, or start as the user who made it",
    retry: "never",
  });

/** A wrapped key that the keys here do not open. */
export const otherKeys = (stream: string, cause?: unknown) =>
  new SocError({
    code: "journal/keys-missing",
    problem: `the key of the stream "${stream.slice(0, 80)}" cannot be unwrapped with the keys that are here`,
    remedy: "restore the folder of keys and the database from the same backup; with DATABASE_URL, name that folder in WATCHKEEPER_KEYS",
    retry: "never",
    cause,
  });
