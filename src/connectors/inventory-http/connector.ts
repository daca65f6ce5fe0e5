import type { Inventory } from "../../core/asset/asset.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf } from "../kit/define.ts";
import { openReader } from "../kit/reader.ts";
import type { Secrets } from "../kit/secrets.ts";
import { documentsIn } from "./in-folder.ts";
import { type Document, documentsOver } from "./over-http.ts";
import { type HttpSettings, Settings } from "./settings.ts";

const minuteMs = 60_000;

/** Documents of machines and accounts (CSV, JSON or YAML) over HTTPS or in a folder, read on a schedule. What it needs and promises is in README.md. */
export default defineConnector({
  product: "inventory-http",
  title: "Inventory documents",
  provenOn: "a double",
  serves: ["inventory"],
  secrets: [],
  optionalSecrets: ["password", "token"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const { url } = settings;
    const documents =
      url === undefined
        ? (signal: AbortSignal) => documentsIn(name, settings, parts.clock, signal)
        : documentsOver(
            openReader({ ...originOf(name, { ...settings, url }), headers: () => signedIn(settings, secrets) }, parts),
            settings,
            parts.clock,
          );
    const read = async (signal: AbortSignal) => joined(await documents(signal));
    return {
      async check(signal) {
        const { assets, identities } = await read(signal);
        return { says: `gives ${assets.length} machines and ${identities.length} accounts` };
      },
      inventory: { name, everyMs: settings["every-minutes"] * minuteMs, read },
    };
  },
});

function signedIn({ user, header }: HttpSettings, secrets: Secrets): Readonly<Record<string, string>> {
  if (user !== undefined) return { authorization: `Basic ${Buffer.from(`${user}:${secrets.get("password")}`).toString("base64")}` };
  if (!secrets.has?.("token")) return {};
  return { [header]: header === "authorization" ? `Bearer ${secrets.get("token")}` : secrets.get("token") };
}

/** Documents as one, as old as the oldest of them. */
function joined(documents: readonly Document[]): Inventory {
  const all = documents.map(({ inventory }) => inventory);
  const asOfMs = Math.min(...documents.map(({ inventory, asOfMs }) => Math.min(asOfMs, Date.parse(inventory["as-of"] ?? "") || asOfMs)));
  return {
    "as-of": new Date(asOfMs).toISOString(),
    assets: all.flatMap(({ assets }) => assets),
    identities: all.flatMap(({ identities }) => identities),
    changes: all.flatMap(({ changes }) => changes),
    accepted: all.flatMap(({ accepted }) => accepted),
    "own-domains": all.flatMap((each) => each["own-domains"]),
    "own-addresses": all.flatMap((each) => each["own-addresses"]),
  };
}
