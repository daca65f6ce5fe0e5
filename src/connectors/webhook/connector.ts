import { z } from "zod";
import { mapAlerts } from "../../core/mapping/map-alert.ts";
import { AlertMapping } from "../../core/mapping/mapping.ts";
import { readyMappings } from "../../core/mapping/ready-made.ts";
import { SocError } from "../../core/soc-error.ts";
import { webhookKeyBytesMin, webhookSchemes } from "../../core/webhook/webhook.ts";
import type { WebhookRecords } from "../../ports/webhook.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { parseJson } from "../kit/json.ts";
import { quoted } from "../kit/quoted.ts";
import type { Secrets } from "../kit/secrets.ts";

/** Elements whose reasons a dead letter gives; it counts the others. */
const reasonsMax = 5;

const Settings = z.strictObject({
  scheme: z.enum(webhookSchemes).default("watchkeeper"),
  header: z
    .string()
    .regex(/^[a-z0-9-]{1,64}$/, "takes a header's name in lower case")
    .optional(),
  /** The name of a ready-made mapping, a mapping, or "none": the body is handed over as it came, for the formats to recognise. */
  mapping: z.union([z.literal("none"), z.enum([...readyMappings.keys()] as [string, ...string[]]), AlertMapping]).default("generic"),
});

/** Messages that others post to us, each proven by a key, made into alerts by a mapping that is data. */
export default defineConnector({
  product: "webhook",
  title: "Webhook",
  provenOn: "the real product",
  serves: ["alerts"],
  secrets: ["key"],
  optionalSecrets: ["next-key"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const keys = keysOf(name, secrets);
    const mapping = typeof settings.mapping === "string" ? readyMappings.get(settings.mapping) : settings.mapping;
    const { scheme, header } = settings;
    return {
      webhook: {
        source: name,
        seal: { scheme, keys, ...(header === undefined ? {} : { header }) },
        recordsOf: (body) => (mapping ? mapped(mapping, body, parts.clock.nowMs()) : { records: [{ part: "", bytes: body }] }),
      },
      async check() {
        return { says: `takes messages with ${keys.length === 1 ? "one key" : "two keys"}` };
      },
    };
  },
});

/** The records of one body. What is no JSON, and what the mapping finds no alert in, is one dead letter with the whole message: a mapping reads nothing less. */
function mapped(mapping: AlertMapping, body: Uint8Array, nowMs: number): WebhookRecords {
  const parsed = parseJson(body);
  const letter = (reason: string, says: string) => [{ part: "", reason, says, bytes: body }];
  if (!parsed) return { records: [], refused: letter("malformed", "the message is no JSON that we read") };
  const { alerts, refused } = mapAlerts(mapping, parsed.value, nowMs);
  const reasons = refused.slice(0, reasonsMax).map(({ part, says }) => (part === "" ? says : `element ${part}: ${says}`));
  const more = refused.length > reasonsMax ? [`and ${refused.length - reasonsMax} elements more`] : [];
  return {
    records: alerts.map(({ part, alert }) => ({ part, bytes: Buffer.from(JSON.stringify(alert)) })),
    refused: refused.length === 0 ? [] : letter("unmapped", [...reasons, ...more].join("; ")),
  };
}

function keysOf(name: string, secrets: Secrets): readonly Uint8Array[] {
  const texts = [secrets.get("key"), ...(secrets.has?.("next-key") ? [secrets.get("next-key")] : [])];
  const keys = texts.map((text) => Buffer.from(text));
  if (keys.some(({ length }) => length < webhookKeyBytesMin)) throw tooShort(name);
  return keys;
}

const tooShort = (name: string) =>
  new SocError({
    code: "connector/bad-secret",
    problem: `a key of ${quoted(name)} has fewer than ${webhookKeyBytesMin} bytes`,
    remedy: 'make one with "openssl rand -hex 32" and give it to the sender too',
    retry: "never",
  });
