import { z } from "zod";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { openReader } from "../kit/reader.ts";
import { collectionIdShape, collectionsOf, discoveryOf, openCollections, type TaxiiParts } from "./collections.ts";

const collectionsMax = 32;
const minuteMs = 60_000;
const dayMs = 86_400_000;

const Settings = z.strictObject({
  ...reachedAt,
  /** Path of the API root below `url`, as the server's discovery lists it: "api1", "taxii2/feeds". */
  root: z
    .string()
    .regex(/^[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,99}(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,99}){0,7}$/, "takes names joined by /, as in api1")
    .optional(),
  collections: z.array(z.string().regex(collectionIdShape, "takes ids of collections")).min(1).max(collectionsMax),
  user: z
    .string()
    .min(1)
    .max(100)
    .regex(/^[^:]*$/, "takes no colon")
    .optional(),
  "every-minutes": z.int().min(1).max(1_440).default(60),
  /** Servers do not say what they deleted, so everything is read anew so often. */
  "whole-every-days": z.int().min(1).max(90).default(7),
  "page-objects": z.int().min(1).max(5_000).default(500),
});

/** Collections of a TAXII 2.1 server (OASIS standard, 2021-06-10) as lists of our own. */
export default defineConnector({
  product: "taxii",
  title: "TAXII 2.1 collections",
  provenOn: "a double",
  serves: ["indicators"],
  secrets: [],
  optionalSecrets: ["password", "token"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const { user, root, collections } = settings;
    const authorization = (): Readonly<Record<string, string>> => {
      if (user !== undefined) return { authorization: `Basic ${Buffer.from(`${user}:${secrets.get("password")}`).toString("base64")}` };
      return secrets.has?.("token") ? { authorization: `Bearer ${secrets.get("token")}` } : {};
    };
    const headers = () => ({ accept: "application/taxii+json;version=2.1", ...authorization() });
    const reader = openReader({ ...originOf(name, settings), headers }, parts);
    const taxii: TaxiiParts = {
      reader,
      root: root?.split("/") ?? [],
      collections,
      pageObjects: settings["page-objects"],
      wholeEveryMs: settings["whole-every-days"] * dayMs,
      clock: parts.clock,
    };
    return {
      async check(signal) {
        if (root === undefined) return { says: await discoveryOf(taxii, signal) };
        return { says: await collectionsOf(taxii, signal) };
      },
      indicators: { name, everyMs: settings["every-minutes"] * minuteMs, read: openCollections(taxii) },
    };
  },
});
