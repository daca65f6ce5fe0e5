import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { ToolPin } from "../../ports/connector.ts";
import type { Allowed } from "./settings.ts";

/** A tool as a server describes it: every word of it is the server's. */
export type Offered = {
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  readonly inputSchema: unknown;
  readonly outputSchema?: unknown;
  readonly annotations?: unknown;
};

const shownLengthMax = 20_000;

/** Everything of a tool's description that could tell a person or a model what it is (RFC 8785), and nothing that is not pinned. */
const textOf = ({ name, title, description, inputSchema, outputSchema, annotations }: Offered): string =>
  canonicalize({ name, title, description, inputSchema, outputSchema, annotations }) ?? "";

/** SHA-256 of a tool's name, title, description, schemas and annotations, in hex. */
export const pinOf = (offered: Offered): string => createHash("sha256").update("mcp-tool-v1\n").update(textOf(offered)).digest("hex");

/** Every tool that is allowed or offered, by name, and how it stands. Of two offers of one name neither is the one that was allowed. */
export function pinsOf(allowed: readonly Allowed[], version: string, offered: readonly Offered[]): readonly ToolPin[] {
  const names = [...new Set([...allowed.map(({ tool }) => tool), ...offered.map(({ name }) => name)])].toSorted();
  return names.map((tool) => {
    const pinned = allowed.find((each) => each.tool === tool);
    const same = offered.filter(({ name }) => name === tool);
    const [one] = same;
    const now = one && same.length === 1 ? { version, sha256: pinOf(one) } : undefined;
    const shown = same.map(textOf).join("\n").slice(0, shownLengthMax);
    const was = pinned && { pinned: { version: pinned.version, sha256: pinned.sha256 } };
    return { tool, state: stateOf(pinned, now, same.length), ...was, ...(now && { now }), shown };
  });
}

function stateOf(pinned: Allowed | undefined, now: ToolPin["now"], offers: number): ToolPin["state"] {
  if (!pinned) return "new";
  if (offers === 0) return "gone";
  return now && now.sha256 === pinned.sha256 && now.version === pinned.version ? "allowed" : "changed";
}
