import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { modelRoles } from "../core/model/call.ts";
import { outputSchemas } from "../core/model/schemas.ts";
import { buildPrompt } from "../core/prompt/build.ts";
import { promptLimits } from "../core/prompt/limits.ts";
import { previewOf } from "../core/prompt/preview.ts";
import type { SlotFill } from "../core/prompt/prompt.ts";
import { SocError } from "../core/soc-error.ts";
import { allPrompts, loadPrompts } from "./prompts.ts";

const home = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Words that were asked once are never changed: a change of words is a file with the next number, and a line here. */
const digests: Readonly<Record<string, string>> = {
  "reader-1": "sha256:c9c23642aca938dcf7ab6de3f8e47ab709c52798fc765778d41699c553caca3e",
  "planner-1": "sha256:68ae2d6da7293e15cef59b53d72b7f0ef856581f2a2c88831246581a026f40fb",
  "writer-1": "sha256:2f25bec6412dbe6ae035e6d61562ff196b6379807380792bcef3bb53e7ebca04",
  "guide-1": "sha256:f9e2f239fa9ad6c3922482618ef3f480d1cd2c80fa254f4337af0b4f83042394",
};

test("every prompt has the words that its version had", () => {
  assert.deepEqual(Object.fromEntries(allPrompts(home).map(({ id, version, digest }) => [`${id}-${version}`, digest])), digests);
});

test("each role has a newest prompt; without one nothing is asked", () => {
  assert.deepEqual([...loadPrompts(home).keys()], [...modelRoles]);
  assert.throws(
    () => loadPrompts(join(home, "docs")),
    (error) => error instanceof SocError && error.code === "prompt/missing",
  );
});

// Guarantees: a case costs what the documentation says. Texts as long as they may be, shapes shown, and answers as long as they are let be.
test("reader, planner and writer of a case stay below 6,000 tokens with full slots", () => {
  const templates = loadPrompts(home);
  const fill = (name: string, type: SlotFill["type"], bytes: number, provenance = "e-10"): SlotFill => ({
    name,
    type,
    value: "w".repeat(bytes),
    provenance,
    trust: "attacker-writable",
  });
  const tokens = (role: "reader" | "planner" | "writer", fills: readonly SlotFill[], shows: boolean) =>
    previewOf(
      buildPrompt({ template: templates.get(role)!, fills, nonce: "0123456789abcdef", ...(shows && { schema: outputSchemas[role] }) }),
    ).tokensEstimate;
  const items = Array.from({ length: 16 }, (_, n) => fill("evidence", "evidence-sentence", 140, `e-${n + 1}`));
  const full = (shows: boolean) =>
    tokens("reader", [fill("text", "mail-text", promptLimits.slotBytesMax["mail-text"])], shows) +
    tokens("planner", [fill("state", "case-state", 4_000)], shows) +
    tokens("writer", [fill("title", "alert-title", 120), fill("state", "case-state", 300), ...items], shows);
  const answers = 600 + 400 + 900;
  assert.ok(full(false) + answers <= 6_000, `${full(false) + answers} tokens`);
  assert.ok(full(true) + answers <= 6_000, `${full(true) + answers} tokens with the shapes`);
});
