import { z } from "zod";
import { defineConnector } from "../kit/connector-kind.ts";
import { openBucket } from "./bucket.ts";
import { openS3Source, prefixesOf } from "./source.ts";

const prefixesMax = 64;

const Settings = z.strictObject({
  url: z.string().min(1).max(2_048),
  region: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, "takes a region, as eu-central-1")
    .default("us-east-1"),
  prefixes: z.array(z.string().max(512)).min(1).max(prefixesMax).default([""]),
  internal: z.boolean().default(false),
  ca: z.string().max(65_536).optional(),
  "every-ms": z.int().min(1_000).max(3_600_000).default(60_000),
  "overlap-seconds": z.int().min(60).max(86_400).default(900),
});

/** An S3-style bucket where others put evidence: CloudTrail's files, exports, logs. */
export default defineConnector({
  product: "s3-drop",
  title: "S3-style bucket",
  provenOn: "a double",
  serves: ["alerts"],
  secrets: ["access-key-id", "secret-access-key"],
  optionalSecrets: ["session-token"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const { url, region, prefixes, internal, ca } = settings;
    const keys = () => ({
      id: secrets.get("access-key-id"),
      secret: secrets.get("secret-access-key"),
      token: secrets.has?.("session-token") ? secrets.get("session-token") : undefined,
    });
    const bucket = openBucket({ name, url, internal, region, keys, ...(ca === undefined ? {} : { ca }) }, parts);
    const { close, ...alerts } = openS3Source({
      name,
      bucket,
      prefixes,
      everyMs: settings["every-ms"],
      overlapMs: settings["overlap-seconds"] * 1_000,
      clock: parts.clock,
    });
    return {
      alerts,
      async check(signal) {
        const nowMs = parts.clock.nowMs();
        for (const prefix of prefixesOf(prefixes, nowMs, nowMs).slice(0, prefixesMax)) await bucket.list(prefix, undefined, signal);
        return { says: "may list the bucket" };
      },
      close: async () => close(),
    };
  },
});
