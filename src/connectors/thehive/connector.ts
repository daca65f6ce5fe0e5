import { SocError } from "../../core/soc-error.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf } from "../kit/define.ts";
import { quoted } from "../kit/quoted.ts";
import { openReader } from "../kit/reader.ts";
import { asked, type Hive, ourselves, User } from "./hive.ts";
import { Settings } from "./settings.ts";
import { ticketsOf } from "./tickets.ts";

/** TheHive 5 by its API, version 1: alerts as tickets. What it needs and promises is in README.md. */
export default defineConnector({
  product: "thehive",
  title: "TheHive",
  provenOn: "a double",
  serves: ["tickets"],
  secrets: ["api-key"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const { organisation } = settings;
    const headers = () => ({
      authorization: `Bearer ${secrets.get("api-key")}`,
      ...(organisation !== undefined && { "x-organisation": organisation }),
    });
    const reader = openReader({ ...originOf(name, settings), headers }, parts);
    const hive: Hive = { reader, settings, us: ourselves(reader) };
    return { check: (signal) => check(hive, signal), tickets: ticketsOf(hive) };
  },
});

/** As TheHive names what a profile may do; earlier versions knew the first half alone. */
const needed = ["manageAlert/create", "manageAlert/update", "manageCase/update", "manageComment"] as const;

async function check({ reader }: Hive, signal: AbortSignal): Promise<{ readonly says: string }> {
  const { login, permissions } = await reader.json(asked("user", "current"), User, signal);
  const has = (right: string) => permissions.includes(right) || permissions.includes(right.split("/", 1)[0] ?? right);
  const missing = needed.filter((right) => !has(right));
  if (missing.length > 0)
    throw new SocError({
      code: "connector/not-allowed",
      problem: `${quoted(reader.name)} does not give ${quoted(login)} ${missing.join(", ")}`,
      remedy: "give the account a profile with the permissions that the connector's README lists",
      retry: "never",
    });
  return { says: `signed in as ${quoted(login)}, and may write alerts, cases and comments` };
}
