import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { ModelBudget, ModelPolicy } from "../core/configuration/models.ts";
import { type ModelRole, modelRoles } from "../core/model/call.ts";
import { noNames } from "../core/prompt/known-names.ts";
import { tokensOf } from "../core/prompt/preview.ts";
import { readTemplate } from "../core/prompt/template.ts";
import type { ModelParts } from "../engine/model/model-parts.ts";
import type { LanguageModel, ModelAnswer, ModelRequest } from "../ports/model.ts";
import type { InvestigatorTool } from "../ports/tool.ts";

/** What a model of a test does when it is asked: says a text, or fails. */
export type Telling = (request: ModelRequest, count: number) => string | ModelAnswer | Promise<string | ModelAnswer>;

/** A model that says what a test tells it to, and remembers what it was asked. It counts tokens as we do where a server says nothing. */
export function toldModel(tell: Telling, parts: Partial<LanguageModel> = {}): LanguageModel & { readonly asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  return {
    asked,
    name: "told",
    model: "told-1",
    hosted: false,
    price: { inputMicros: 3_000_000, outputMicros: 15_000_000, currency: "EUR" },
    structuredOutput: "json-schema",
    parameters: { temperature: 0, outputTokensMax: 1_500, timeMs: 30_000 },
    async ask(request) {
      asked.push(request);
      const said = await tell(request, asked.length);
      if (typeof said !== "string") return said;
      const inputTokens = tokensOf(Buffer.byteLength(request.prompt.system + request.prompt.text));
      return {
        kind: "answered",
        text: said,
        said: "told-1",
        use: { inputTokens, outputTokens: tokensOf(Buffer.byteLength(said)), isEstimate: true, ms: 1 },
      };
    },
    ...parts,
  };
}

/** A call that did not succeed. */
export const failedAnswer = (why: Extract<ModelAnswer, { kind: "failed" }>["why"]): ModelAnswer => ({
  kind: "failed",
  why,
  detail: "as told",
  use: { inputTokens: 0, outputTokens: 0, isEstimate: true, ms: 1 },
});

const folder = new URL("../../prompts/", import.meta.url);
const templates = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith(".md") && name !== "README.md")
    .toSorted()
    .map((name) => readTemplate(readFileSync(new URL(name, folder), "utf8")))
    .map((template) => [template.id, template] as const),
);

/** One model for every role, under a policy; `budget` is what differs from the defaults. */
export function modelParts(
  model: LanguageModel,
  policy: Omit<Partial<ModelPolicy>, "budget"> & { readonly budget?: Partial<ModelBudget>; readonly roles?: readonly ModelRole[] } = {},
): ModelParts {
  const { budget, roles = modelRoles, ...rest } = policy;
  let nonces = 0;
  return {
    models: {
      of: (role) => (roles.includes(role) ? model : undefined),
      policy: { ...ModelPolicy.parse({}), ...rest, budget: { ...ModelBudget.parse({}), ...budget } },
    },
    templates,
    known: noNames,
    nonce: () => (++nonces).toString(16).padStart(16, "0"),
  };
}

/** The answers of an honest model that adds nothing. */
export const emptyAnswers: Readonly<Record<ModelRole, string>> = {
  reader: JSON.stringify({ intent: "unclear", marks: [], entities: [] }),
  planner: JSON.stringify({ questions: [], hypotheses: [] }),
  writer: JSON.stringify({ sentences: [] }),
  guide: JSON.stringify({ kind: "none" }),
};

/** Tools that answer one word each, by their names; `trust` is that of the sources that they stand for. */
export function wordTools(words: Readonly<Record<string, string>>): Map<string, InvestigatorTool> {
  const trustOf = (name: string): InvestigatorTool["trust"] =>
    name.startsWith("changes/")
      ? "change-calendar"
      : name.startsWith("inventory/")
        ? "inventory"
        : name.startsWith("intelligence/")
          ? "intelligence"
          : "attacker-writable";
  return new Map(
    Object.entries(words).map(([name, word]) => [
      name,
      {
        name,
        summary: name,
        input: z.unknown(),
        answers: [word],
        trust: trustOf(name),
        ask: async () => ({ answer: word, says: `It says ${word}.`, records: [], recordsTotal: 0, facts: {} }),
      },
    ]),
  );
}

/** What the tools of an ordinary installation say of what is allowed: a case on which they all agree is closed. */
export const allowing: Readonly<Record<string, string>> = {
  "changes/planned": "covered",
  "changes/accepted": "none",
  "inventory/describe-identity": "administrator-usual-host",
  "inventory/describe-asset": "security-tool",
  "inventory/relation": "own",
  "events/search": "none",
  "events/prevalence": "common",
  "file/inspect": "ordinary",
  "mail/read": "plain",
};
