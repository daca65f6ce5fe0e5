import { createHash } from "node:crypto";
import type { Prompt } from "../core/prompt/prompt.ts";
import type { ModelRequest } from "../ports/model.ts";

/** A prompt with one slot, as the builder would make it, for tests of what stands behind the port. */
export function somePrompt(slot = "the mail says: pay today", nonce = "6f1d2c3b"): Prompt {
  const system = "You read one text. Answer with JSON alone.";
  const before = `Text:\n<<${nonce}\n`;
  const text = `${before}${slot}\n${nonce}>>\n`;
  const digest = (words: string) => `sha256:${createHash("sha256").update(words).digest("hex")}`;
  const fromByte = Buffer.byteLength(before);
  const toByte = fromByte + Buffer.byteLength(slot);
  const bytes = Buffer.byteLength(text);
  const common = {
    type: "mail-text",
    provenance: "e-1",
    trust: "attacker-writable",
    rawDigest: digest(slot),
    canonicalDigest: digest(slot),
  } as const;
  return {
    id: "reader",
    version: 1,
    system,
    text,
    nonce,
    digest: digest(`${system}\0${text}`),
    slots: [{ name: "text", ...common, fromByte, toByte, cutBytes: 0, standIns: 0 }],
    pieces: [
      { fromByte: 0, toByte: fromByte, from: "template", name: "" },
      { fromByte, toByte, from: "slot", name: "text" },
      { fromByte: toByte, toByte: bytes, from: "template", name: "" },
    ],
  };
}

/** A question over that prompt. */
export const someRequest = (more: Partial<ModelRequest> = {}): ModelRequest => ({
  role: "reader",
  prompt: somePrompt(),
  schema: {
    type: "object",
    properties: { intent: { type: "string", enum: ["payment-fraud", "unclear"] } },
    required: ["intent"],
    additionalProperties: false,
  },
  schemaName: "reading",
  temperature: 0,
  outputTokensMax: 400,
  timeMs: 5_000,
  ...more,
});
