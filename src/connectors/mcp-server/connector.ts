import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { InvestigatorTool } from "../../ports/tool.ts";
import { type ConnectorParts, defineConnector } from "../kit/connector-kind.ts";
import { originOf } from "../kit/define.ts";
import { openQuota } from "../kit/quota.ts";
import type { Secrets } from "../kit/secrets.ts";
import { openToldOrigin } from "../kit/told-origin.ts";
import { fetchThrough } from "./door.ts";
import { pinsOf } from "./pin.ts";
import { toolChanged } from "./refusals.ts";
import { httpTransport, type Visit, visit } from "./session.ts";
import { Settings } from "./settings.ts";
import { startProgram } from "./stdio.ts";
import { investigatorTool } from "./tool.ts";

/** Somebody's MCP server: tools that read, allowed one by one, each pinned to the description that a person read. */
export default defineConnector({
  product: "mcp-server",
  title: "MCP server",
  provenOn: "the real product",
  serves: ["tools"],
  secrets: [],
  optionalSecrets: ["token"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const open = opening(name, settings, secrets, parts);
    const quota = openQuota(name, { atOnce: 2 }, parts.clock);
    const timeMs = settings["answer-seconds"] * 1_000;
    const visiting = <Answer>(signal: AbortSignal, run: (each: Visit) => Promise<Answer>) =>
      quota.inTurn(signal, () => visit(name, open, { timeMs, signal }, run));
    const pins = (signal: AbortSignal) => visiting(signal, async ({ version, offered }) => pinsOf(settings.tools, version, offered));
    const unstopped = new AbortController().signal;
    return {
      async check(signal) {
        const found = await pins(signal);
        const bad = found.find(({ state }) => state === "changed" || state === "gone");
        if (bad)
          throw toolChanged(name, bad.tool, bad.state === "gone" ? "the server does not offer it any more" : "it is not as it was allowed");
        const allowed = found.filter(({ state }) => state === "allowed").length;
        const how =
          allowed > 0 ? `${allowed} of them allowed, each as it was` : `none of them allowed yet: see "watchkeeper connector pin ${name}"`;
        return { says: `it answers; it offers ${found.length} tools, ${how}` };
      },
      tools: settings.tools.map((each) => investigatorTool(name, each, (run) => visiting(unstopped, run)) as InvestigatorTool),
      pins,
    };
  },
});

/** How a visit begins: over the kit's door, or with a program of its own. */
function opening(name: string, settings: Settings, secrets: Secrets, parts: ConnectorParts): () => Promise<Transport> {
  const token = secrets.has?.("token") ? secrets.get("token") : undefined;
  if (settings.command) {
    const { command, "token-variable": variable } = settings;
    const environment = {
      ...(parts.programsIn === undefined ? {} : { PATH: parts.programsIn }),
      ...(variable !== undefined && token !== undefined && { [variable]: token }),
    };
    return () => startProgram({ name, command, environment });
  }
  const { url = "", "answer-seconds": seconds } = settings;
  const at = URL.canParse(url) ? new URL(url) : undefined;
  const origin = openToldOrigin(
    originOf(name, { ...settings, url: at && at.username === "" && at.search === "" ? at.origin : url }),
    parts,
  );
  const path = (at?.pathname ?? "")
    .split("/")
    .filter((segment) => segment !== "")
    .map(decodeURIComponent);
  const fetch = fetchThrough(origin, path, seconds * 1_000, token);
  return async () => httpTransport(url, fetch);
}
