import { z } from "zod";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { notAllowed } from "../kit/http-refusals.ts";
import { openReader } from "../kit/reader.ts";
import { subjectOf } from "../kit/subject.ts";
import { openEvents } from "./events.ts";
import { lookUp } from "./look-up.ts";

const Settings = z.strictObject({
  ...reachedAt,
  "requests-per-second": z.number().min(0.1).max(100).default(10),
  /** What a value is that stands in an event for detection. */
  "listed-is": z.enum(["known-bad", "suspicious"]).default("known-bad"),
  /** How far our events go at most: to our own organisation, this community, connected communities, or all. The marking of a case may narrow it. */
  distribution: z.enum(["organisation", "community", "connected", "all"]).default("organisation"),
});

const Me = z.object({ Role: z.object({ perm_add: z.boolean().optional() }) });

/** A MISP instance: what its events say of a value, and our own cases as events, once each. */
export default defineConnector({
  product: "misp",
  title: "MISP",
  provenOn: "a double",
  serves: ["reputation", "publish"],
  secrets: ["api-key"],
  settings: Settings,
  make({ name, settings, secrets, parts, uses }) {
    const headers = () => ({ authorization: secrets.get("api-key") });
    const limits = { perSecond: settings["requests-per-second"] };
    const reader = openReader({ ...originOf(name, settings), headers, limits }, parts);
    return {
      async check(signal) {
        const { Role } = await reader.json({ method: "GET", path: ["users", "view", "me"] }, Me, signal);
        if (uses.has("publish") && Role.perm_add !== true) throw notAllowed(name);
        return { says: Role.perm_add === true ? "it answers, and lets us add events" : "it answers, and lets us read" };
      },
      reputation: {
        name,
        types: ["ip", "domain", "url", "hash"],
        lookUp: (observable, signal) => lookUp(reader, settings["listed-is"], subjectOf(observable), signal),
      },
      publish: openEvents({ reader, url: settings.url, distribution: settings.distribution }),
    };
  },
});
