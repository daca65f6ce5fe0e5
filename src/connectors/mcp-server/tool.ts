import { z } from "zod";
import type { InvestigatorTool, ToolAnswer } from "../../ports/tool.ts";
import { pinsOf } from "./pin.ts";
import { toolChanged } from "./refusals.ts";
import type { Called, Visit } from "./session.ts";
import type { Allowed } from "./settings.ts";

/** The most that is kept of what a tool said, in bytes of text and of structure; what is cut is said to be. */
export const textBytesMax = 24_576;
const structureBytesMax = 24_576;
const valuesMax = 32;

/** What a tool may be given: plain values by name. What they must be is the server's to check. */
export const Given = z
  .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/), z.union([z.string().max(4_096), z.number(), z.boolean()]))
  .refine((given) => Object.keys(given).length <= valuesMax, `holds more than ${valuesMax} values`);
export type Given = z.infer<typeof Given>;

/** A question for the investigator over one allowed tool: asked only while it is exactly what was allowed. What comes back is data, whatever it says. */
export function investigatorTool(
  server: string,
  allowed: Allowed,
  visiting: <Answer>(run: (visit: Visit) => Promise<Answer>) => Promise<Answer>,
): InvestigatorTool<Given> {
  return {
    name: `mcp/${server}/${allowed.tool}`,
    summary: allowed.summary,
    input: Given,
    answers: ["answered", "nothing", "refused"],
    // Whoever runs the server, or writes what it reads, can write its answer.
    trust: "attacker-writable",
    ask: (given) =>
      visiting(async ({ version, offered, call }) => {
        const [pin] = pinsOf(
          [allowed],
          version,
          offered.filter(({ name }) => name === allowed.tool),
        );
        if (pin?.state === "gone") throw toolChanged(server, allowed.tool, "the server does not offer it any more");
        if (pin?.state !== "allowed") throw toolChanged(server, allowed.tool, whatChanged(pin?.now, allowed));
        return answerOf(server, allowed.tool, await call(allowed.tool, given));
      }),
  };
}

function whatChanged(now: { readonly version: string; readonly sha256: string } | undefined, { sha256 }: Allowed): string {
  if (!now) return "the server offers several of this name";
  return now.sha256 === sha256
    ? "the server has another version than the one that was allowed"
    : "its description or schema is not the one that was allowed";
}

function answerOf(server: string, tool: string, { isError, content, structured }: Called): ToolAnswer {
  const whole = content.flatMap((part) => (isText(part) ? [part.text] : [])).join("\n");
  const text = cut(whole);
  const others = content.filter((part) => !isText(part)).length;
  const structureText = structured === undefined ? undefined : JSON.stringify(structured);
  const structure = structureText !== undefined && Buffer.byteLength(structureText) <= structureBytesMax ? { structured } : {};
  const isCut = text.length < whole.length || (structureText !== undefined && !("structured" in structure));
  const answer = isError ? "refused" : whole === "" && structureText === undefined ? "nothing" : "answered";
  const says = {
    refused: `The tool "${tool}" of "${server}" turned the question down.`,
    nothing: `The tool "${tool}" of "${server}" found nothing to say.`,
    answered: `The tool "${tool}" of "${server}" answered with ${whole.length} characters${isCut ? ", of which a part is kept" : ""}.`,
  }[answer];
  return { answer, says, records: [], recordsTotal: 0, facts: { text, ...structure, cut: isCut, otherParts: others } };
}

const isText = (part: unknown): part is { readonly text: string } =>
  typeof part === "object" && part !== null && "type" in part && part.type === "text" && "text" in part && typeof part.text === "string";

/** The beginning of a text, whole characters only. */
function cut(text: string): string {
  const safe = text.toWellFormed();
  if (Buffer.byteLength(safe) <= textBytesMax) return safe;
  return new TextDecoder().decode(Buffer.from(safe).subarray(0, textBytesMax), { stream: true });
}
