import { z } from "zod";
import type { Capability } from "../../ports/connector.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { entraApplication, entraToken } from "../kit/microsoft.ts";
import { openReader, type Reader } from "../kit/reader.ts";
import { mayReadPeople, readPeople } from "./people.ts";
import { mayRead, risksOf, type Taken, taken } from "./risks.ts";

const [hourMs, minuteMs] = [3_600_000, 60_000];
/** Reports (risks and sign-ins) take few questions per second from one application. */
const requestsPerSecond = 1;

const Settings = z.strictObject({
  ...reachedAt,
  ...entraApplication,
  url: reachedAt.url.default("https://graph.microsoft.com"),
  take: z
    .array(z.enum(taken))
    .min(1)
    .max(taken.length)
    .default([...taken]),
  "every-seconds": z.int().min(30).max(3_600).default(60),
  "look-back-hours": z.int().min(1).max(168).default(24),
  "page-size": z.int().min(2).max(500).default(100),
  "inventory-every-minutes": z.int().min(15).max(1_440).default(60),
  "requests-per-second": z.int().min(1).max(50).default(requestsPerSecond),
});

/** Microsoft Entra ID by Microsoft Graph: risks and risky sign-ins as alerts, users as an inventory. What it needs and promises is in README.md. */
export default defineConnector({
  product: "entra",
  title: "Microsoft Entra ID",
  provenOn: "a double",
  serves: ["alerts", "inventory"],
  secrets: ["client-secret"],
  settings: Settings,
  make({ name, settings, secrets, parts, uses }) {
    const token = entraToken(name, settings, secrets, parts, settings.url);
    const limits = { perSecond: settings["requests-per-second"] };
    const reader = openReader({ ...originOf(name, settings), token: () => token, limits }, parts);
    const take = taken.filter((each) => settings.take.includes(each));
    return {
      check: (signal) => check(reader, uses, take, signal),
      alerts: risksOf(reader, {
        take,
        everyMs: settings["every-seconds"] * 1_000,
        lookBackMs: settings["look-back-hours"] * hourMs,
        pageRecords: settings["page-size"],
      }),
      inventory: { name, everyMs: settings["inventory-every-minutes"] * minuteMs, read: (signal) => readPeople(reader, signal) },
    };
  },
});

async function check(
  reader: Reader,
  uses: ReadonlySet<Capability>,
  take: readonly Taken[],
  signal: AbortSignal,
): Promise<{ readonly says: string }> {
  const may: string[] = [];
  for (const each of uses.has("alerts") ? take : []) {
    await mayRead(reader, each, signal);
    may.push(each.replace("-", " "));
  }
  if (uses.has("inventory")) {
    await mayReadPeople(reader, signal);
    may.push("users and their roles");
  }
  return { says: `it answers, and lets us read ${may.join(", ")}` };
}
