import { z } from "zod";
import { operation } from "./operation.ts";

/** One setting as it holds now. `name` is its place in watchkeeper.yaml; `value` is what was written there, and never a secret; `variable` is what says it too. */
export const SettingLine = z.strictObject({
  name: z.string(),
  value: z.string(),
  /** What it means, in words. */
  says: z.string(),
  /** Nobody wrote it: the value is ours. */
  byDefault: z.boolean(),
  variable: z.string().nullable(),
});

/** What this service is set up with, as far as it concerns the asker's tenant. Whatever is secret stands as the place that it is read from. */
export const Settings = z.strictObject({
  version: z.string(),
  tenant: z.string(),
  /** The file that was read; null where there is none and everything is by default. */
  file: z.string().nullable(),
  /** Over everything that it says, defaults and the environment included. */
  digest: z.string(),
  /** What proves a changed file right before it is used. */
  check: z.string(),
  parts: z.array(z.strictObject({ id: z.string(), title: z.string(), says: z.string(), lines: z.array(SettingLine) })),
});

/** What is asked of the configuration; it is changed in its file alone. */
export const settingsOperations = {
  readSettings: operation({
    method: "GET",
    path: "/api/v1/settings",
    operation: "readSettings",
    summary: "the configuration in force for this tenant, each setting in words, secrets by their places alone",
    tag: "service",
    right: "administer",
    answer: Settings,
  }),
} as const;
