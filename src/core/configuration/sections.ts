import { z } from "zod";

const path = z.string().min(1).max(4_096);
const days = z.int().min(1).max(36_500);

/**
 * Where the API listens. Without `tls` and without `behind-proxy` only a loopback address is taken, since passwords would cross the network in the clear.
 * `public-url` is what people open: links in tickets, and the origin that sign-in and passkeys are bound to.
 */
export const ServerPlace = z.strictObject({
  listen: z
    .string()
    .regex(/^(?:\[[0-9a-f:.]{2,45}\]|[A-Za-z0-9.-]{1,253}):\d{1,5}$/i, 'takes an address and a port, as "127.0.0.1:8420"')
    .refine((text) => Number(text.slice(text.lastIndexOf(":") + 1)) <= 65_535, "takes a port from 0 to 65535")
    .default("127.0.0.1:8420"),
  "public-url": z
    .string()
    .max(2_048)
    .regex(/^https?:\/\/[^/\s@?#]+$/, 'takes "https://" and a host, and no path')
    .optional(),
  tls: z.strictObject({ certificate: path, key: path }).optional(),
  /** A proxy on this machine or in this network ends TLS, and sets X-Forwarded-For: only then is that header believed. */
  "behind-proxy": z.boolean().default(false),
  /** From where that proxy asks: addresses and networks. Whoever asks from elsewhere is who they seem to be. */
  proxies: z
    .array(z.string().regex(/^[0-9a-f:.]{2,45}(?:\/\d{1,3})?$/i, "takes an address or a network such as 192.0.2.0/24"))
    .max(64)
    .default(["127.0.0.0/8", "::1"]),
  /** Whether a connector that is tried in the console may be inside the company's network, or on this machine. */
  "try-internal": z.boolean().default(false),
});
export type ServerPlace = z.infer<typeof ServerPlace>;

/** How long alerts stay in reach of one another, and how long a case rests before it is looked into. */
export const WatchBounds = z.strictObject({
  "window-hours": z.number().min(0.1).max(168).default(24),
  "settle-seconds": z.number().min(0).max(3_600).default(20),
  "settle-most-seconds": z.number().min(0).max(86_400).default(300),
  /** Cases that one process investigates at a time. */
  "cases-at-once": z.int().min(1).max(64).default(4),
  /** How long one question waits for one product, before the answer goes without it. */
  "answer-seconds": z.number().min(0.1).max(25).default(10),
});
export type WatchBounds = z.infer<typeof WatchBounds>;

/** What is put under a hold is kept whatever its age: everything received from `from` to before `to`, of one source or of all. */
export const LegalHold = z.strictObject({
  because: z.string().min(1).max(500),
  source: z.string().min(1).max(64).optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
});
export type LegalHold = z.infer<typeof LegalHold>;

/** The least that automatic logs of the agent are kept, days: six months, whichever they are (Regulation 2024/1689 Art. 19 and 26(6)). */
export const logDaysMin = 184;

/** How long is kept what came in (`raw-days`), what was made searchable of it (`events-days`), and what was decided about it (`watch-days`, erased by key). */
export const Retention = z.strictObject({
  "raw-days": days.default(30),
  "events-days": days.default(90),
  "watch-days": days
    .min(logDaysMin, `is at least ${logDaysMin}: what the agent did by itself is kept for six months or longer (AI Act Art. 19 and 26(6))`)
    .default(730),
  "legal-hold": z.array(LegalHold).max(256).default([]),
});
export type Retention = z.infer<typeof Retention>;

/** The levels of the log, from what is least to what is most. */
export const logLevels = ["error", "warn", "info", "debug"] as const;

/** What is logged and where: lines of JSON to standard error, or to a file that the system rotates. */
export const Logs = z.strictObject({
  level: z.enum(logLevels).default("info"),
  format: z.enum(["json", "text"]).default("json"),
  file: path.optional(),
});
export type Logs = z.infer<typeof Logs>;

/** Where traces and metrics go as OTLP over HTTP in JSON; nowhere unless it is named. `headers` name secrets' places by the header's name. */
export const Telemetry = z.strictObject({
  "otlp-url": z
    .string()
    .max(2_048)
    .regex(/^https?:\/\/[^/\s@?#]+$/, 'takes "https://" and a host and port; /v1/traces and /v1/metrics are added')
    .optional(),
  "service-name": z.string().min(1).max(100).default("watchkeeper"),
  /** The part of traces that is sent, from none (0) to all (1). */
  "trace-share": z.number().min(0).max(1).default(1),
  "every-seconds": z.int().min(1).max(3_600).default(15),
  internal: z.boolean().default(false),
});
export type Telemetry = z.infer<typeof Telemetry>;

/** What one process takes on. */
export const Limits = z.strictObject({
  "database-connections": z.int().min(4).max(100).default(10),
  "shutdown-seconds": z.number().min(1).max(600).default(25),
});
export type Limits = z.infer<typeof Limits>;
