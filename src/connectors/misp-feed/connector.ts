import { z } from "zod";
import { indicatorKinds } from "../../core/indicator/indicator.ts";
import { SocError } from "../../core/soc-error.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { openReader } from "../kit/reader.ts";
import { eventsOf, openFeed } from "./feed.ts";
import { placeAt, placeIn } from "./place.ts";

const minuteMs = 60_000;
const listsMax = 200;
const path = z
  .string()
  .max(400)
  .regex(
    /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}){0,7}$/,
    "takes names joined by /, as in lists/cdn/list.json",
  );

const Settings = z.strictObject({
  url: reachedAt.url.optional(),
  internal: reachedAt.internal,
  ca: reachedAt.ca,
  /** A folder on this machine instead of a server. */
  folder: z.string().min(1).max(4_096).startsWith("/", "begins at the root").optional(),
  kind: z.enum(indicatorKinds).default("known-bad"),
  "warning-lists": z.array(path).max(listsMax).default([]),
  user: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^:]*$/, "takes no colon")
    .optional(),
  "every-minutes": z.int().min(1).max(10_080).default(240),
  "requests-per-second": z.number().min(0.1).max(100).default(10),
});

/** Feeds in MISP's format, on a server or in a folder: a manifest, and one file for each event. */
export default defineConnector({
  product: "misp-feed",
  title: "MISP feeds",
  provenOn: "a double",
  serves: ["indicators"],
  secrets: [],
  optionalSecrets: ["password", "api-key"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const { url, folder, user, kind } = settings;
    if ((url === undefined) === (folder === undefined)) throw oneOf(name);
    const headers = (): Readonly<Record<string, string>> => {
      if (user !== undefined) return { authorization: `Basic ${Buffer.from(`${user}:${secrets.get("password")}`).toString("base64")}` };
      return secrets.has?.("api-key") ? { authorization: secrets.get("api-key") } : {};
    };
    const limits = { perSecond: settings["requests-per-second"] };
    const place =
      url === undefined
        ? placeIn(name, folder ?? "")
        : placeAt(openReader({ ...originOf(name, { ...settings, url }), headers, limits }, parts));
    const order = { name, place, kind, warningLists: settings["warning-lists"].map((each) => each.split("/")) };
    return {
      async check(signal) {
        const events = await eventsOf(order, signal);
        return { says: events === 1 ? "it answers, and names 1 event" : `it answers, and names ${events} events` };
      },
      indicators: { name, everyMs: settings["every-minutes"] * minuteMs, read: openFeed(order) },
    };
  },
});

const oneOf = (name: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the settings of "${name}" name both a server and a folder, or neither`,
    remedy: 'write either "url" or "folder"',
    retry: "never",
  });
