import { z } from "zod";
import { reachedAt } from "../kit/define.ts";
import { entraApplication } from "../kit/microsoft.ts";
import { closing } from "../kit/verdict-note.ts";

const guid = z.guid("takes an id such as 11111111-2222-4333-8444-555555555555");

/** What is told about a workspace of Microsoft Sentinel; README.md says what each is for. */
export const Settings = z.strictObject({
  ...reachedAt,
  ...entraApplication,
  url: z.string().min(1).max(2_048).default("https://management.azure.com"),
  "logs-url": z.string().min(1).max(2_048).default("https://api.loganalytics.io"),
  subscription: guid,
  "resource-group": z.string().regex(/^[A-Za-z0-9_()-][A-Za-z0-9_().-]{0,88}$/, "takes the name of a resource group"),
  workspace: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/, "takes the name of a Log Analytics workspace"),
  "workspace-id": guid,
  close: closing,
  "every-seconds": z.int().min(10).max(3_600).default(30),
  "look-back-hours": z.int().min(1).max(48).default(3),
  "page-size": z.int().min(2).max(500).default(100),
});
export type SentinelSettings = z.output<typeof Settings>;
