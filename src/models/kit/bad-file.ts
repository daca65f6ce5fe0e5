import { SocError } from "../../core/soc-error.ts";

/** A model's file that is not there, or not what it should be. */
export const badFile = (name: string, path: string, why: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the file "${path.slice(0, 300)}" of the model "${name}" cannot be used: ${why}`,
    remedy: "see docs/guides/language-models.md for what such a file holds",
    retry: "never",
  });
