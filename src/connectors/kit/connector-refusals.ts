import type { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import type { Capability } from "../../ports/connector.ts";
import { quoted } from "./quoted.ts";

/** A setting that does not fit, with its place. */
export function badSettings(name: string, error: z.ZodError): SocError {
  const [issue] = error.issues;
  const where = issue?.code === "unrecognized_keys" ? issue.keys.join(", ") : (issue?.path.join(".") ?? "");
  const what = issue?.code === "unrecognized_keys" ? "is not known" : (issue?.message.slice(0, 200) ?? "does not fit");
  return new SocError({
    code: "connector/bad-settings",
    problem: `the setting ${quoted(where)} of ${quoted(name)}: ${what.charAt(0).toLowerCase()}${what.slice(1)}`,
    remedy: "correct it in watchkeeper.yaml; the connector's README lists all settings",
    retry: "never",
  });
}

export const foreignUse = (name: string, use: Capability, serves: readonly Capability[]) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `${quoted(name)} shall be used for ${use}, which it does not serve`,
    remedy: `use it for ${serves.join(", ")}, or leave "use" away for all of them`,
    retry: "never",
  });
