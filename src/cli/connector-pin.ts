import { inline } from "../core/report/inline.ts";
import { SocError } from "../core/soc-error.ts";
import type { ToolPin } from "../ports/connector.ts";
import type { ExitStatus } from "./command.ts";
import { connectorNamed, type Given, type Named, unknownName } from "./connector-named.ts";
import { paint, type Terminal } from "./terminal.ts";

const shownLengthMax = 4_000;
const colours = { allowed: "green", changed: "red", gone: "red", new: "dim" } as const;

/** `connector pin`: how the tools of a stranger's server stand, and the lines that would allow them as they are now. Writes nothing: a person does. */
export async function pinConnector(named: Named, name: string, { terminal, json, signal }: Given): Promise<ExitStatus> {
  const found = connectorNamed(named.connectors, name);
  if (!found) throw unknownName(name, named);
  if ("problem" in found) throw new SocError({ code: found.code, problem: found.problem, remedy: found.remedy, retry: "never" });
  const { connector } = found;
  if (!connector.pins) throw noTools(name);
  try {
    const pins = await connector.pins(signal);
    if (json) terminal.out(`${JSON.stringify({ name, tools: pins })}\n`);
    else for (const pin of pins) show(pin, terminal);
    return pins.some(({ state }) => state === "changed" || state === "gone") ? 2 : 0;
  } finally {
    await connector.close();
  }
}

function show({ tool, state, pinned, now, shown }: ToolPin, terminal: Terminal): void {
  terminal.out(`${paint(terminal, colours[state], state.padEnd(8))}${inline(tool, 64)}\n`);
  if (state === "changed" && pinned) terminal.out(`  allowed was: version ${inline(pinned.version, 100)}, sha256 ${pinned.sha256}\n`);
  // What the server says of itself is for a person to read, and for nobody to obey.
  if (state === "changed" || state === "new") terminal.out(`  the server says: ${inline(shown, shownLengthMax)}\n`);
  if (state === "changed" || state === "new")
    terminal.out(now ? `  ${lineFor(tool, now)}\n` : "  it is offered more than once, and cannot be allowed\n");
}

const lineFor = (tool: string, { version, sha256 }: NonNullable<ToolPin["now"]>) =>
  `to allow it as it is now: - { tool: ${JSON.stringify(inline(tool, 64))}, version: ${JSON.stringify(inline(version, 100))}, sha256: "${sha256}", summary: "…" }`;

const noTools = (name: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `"${name}" has no tools that are described by somebody else`,
    remedy: "pin the tools of a connector whose product is mcp-server, and which is used for tools",
    retry: "never",
  });
