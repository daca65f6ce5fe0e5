import { createHash } from "node:crypto";
import { type ModelRole, modelRoles } from "../model/call.ts";
import { type SlotType, slotTypes } from "./prompt.ts";

/** A place in a template's text for one fill of a name, or for any number of them, of one of its types. */
export type SlotPlace = { readonly slot: string; readonly types: readonly SlotType[]; readonly many: boolean };

/** A prompt text as its file holds it: `prompts/<id>-<version>.md`. `digest` is `sha256:…` over the file's bytes. */
export type Template = {
  readonly id: ModelRole;
  readonly version: number;
  /** Instructions: ours alone. */
  readonly system: string;
  /** Words of ours, places for slots, and the place where the shape of the answer stands for servers that cannot be told it otherwise. */
  readonly parts: readonly (string | SlotPlace | { readonly schema: true })[];
  readonly digest: string;
};

/** A template is ours and small. */
const templateBytesMax = 16_384;

/**
 * Reads the file of a prompt: `# <role> <version>`, the instructions, a line `---`, and the text with `{{name: type}}`, `{{name: type|type}}`, `{{name: type, many}}` and
 * `{{schema}}`. Throws a plain `Error`: the files are ours, and a test reads each.
 */
export function readTemplate(file: string): Template {
  if (Buffer.byteLength(file) > templateBytesMax) throw new Error("a prompt's file is too long");
  // Written with either kind of line end, it is the same prompt.
  const text = file.replace(/\r\n/g, "\n");
  const { role, version, system, body } =
    /^# (?<role>[a-z]+) (?<version>\d{1,4})\n(?<system>[\s\S]*?)\n---\n(?<body>[\s\S]*)$/.exec(text)?.groups ?? {};
  const id = modelRoles.find((each) => each === role);
  if (id === undefined || system === undefined || body === undefined)
    throw new Error('a prompt begins with "# <role> <version>" and has a line "---"');
  if (/\{\{|[⟦⟧]/.test(system)) throw new Error(`the instructions of ${id} hold a slot or a mark`);
  return { id, version: Number(version), system: system.trim(), parts: partsOf(body.trim()), digest: digestOf(text) };
}

const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

function partsOf(body: string): Template["parts"] {
  if (/[⟦⟧]/.test(body)) throw new Error("marks are set by the builder alone");
  return body.split(/(\{\{[^{}]*\}\})/).flatMap((part): Template["parts"] => {
    if (part === "") return [];
    if (!part.startsWith("{{")) return [part];
    if (part === "{{schema}}") return [{ schema: true }];
    const { slot, types = "", many } = /^\{\{(?<slot>[a-z][a-z-]{0,31}): (?<types>[a-z|-]+)(?<many>, many)?\}\}$/.exec(part)?.groups ?? {};
    const known = types.split("|").map((type) => slotTypes.find((each) => each === type));
    if (slot === undefined || !known.every((type) => type !== undefined)) throw new Error(`${part} is no slot`);
    return [{ slot, types: known, many: many !== undefined }];
  });
}
