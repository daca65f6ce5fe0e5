import { inline } from "../core/report/inline.ts";
import { SocError } from "../core/soc-error.ts";

/** Says that an input is not what the journal was begun with: going on would mix two states of the evidence in one record. */
export const changedInput = (path: string) =>
  new SocError({
    code: "run/other-investigation",
    problem: `the input "${inline(path, 200)}" was changed since the data directory's investigation began`,
    remedy: "put the input back as it was (its modification time too), or name another --data-dir to investigate it as it is now",
    retry: "never",
  });
