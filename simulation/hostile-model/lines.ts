import type { EvidenceInput } from "../../src/ports/evidence-input.ts";
import { inputOf } from "../../src/testing/small-world.ts";

/** A file of alerts as text. */
export type InputText = { readonly text: string; readonly open: () => EvidenceInput };

/** Lines of JSON as one input. */
export function inputText(lines: readonly object[]): InputText {
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  return { text, open: () => inputOf("alerts.jsonl", text) };
}
