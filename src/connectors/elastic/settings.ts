import { z } from "zod";
import { reachedAt } from "../kit/define.ts";

/** Names of indexes as Elasticsearch takes them in an address. */
const indexes = z
  .string()
  .max(1_000)
  .regex(/^[a-z0-9.*][a-z0-9._*-]*(?:,-?[a-z0-9.*][a-z0-9._*-]*)*$/, "takes names of indexes with a comma between, without spaces");

/** What is told about an Elastic Security; README.md says what each is for. `url` is Kibana's. */
export const Settings = z.strictObject({
  ...reachedAt,
  space: z
    .string()
    .regex(/^[a-z0-9_-]{1,100}$/, "takes the identifier of a Kibana space")
    .default("default"),
  elasticsearch: z.strictObject(reachedAt).optional(),
  events: indexes.default("logs-*,winlogbeat-*,filebeat-*,auditbeat-*,packetbeat-*"),
  findings: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,199}$/, "takes the name of one index")
    .default("watchkeeper-findings"),
  "building-blocks": z.boolean().default(false),
  close: z
    .array(z.enum(["benign", "false-positive"]))
    .max(2)
    .default([]),
  "closing-reasons": z.boolean().default(false),
  "every-seconds": z.int().min(5).max(3_600).default(10),
  "look-back-hours": z.int().min(1).max(48).default(3),
  "page-size": z.int().min(2).max(500).default(100),
});
export type ElasticSettings = z.output<typeof Settings>;
