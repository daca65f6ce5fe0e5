import type { ModelPolicy, StructuredOutput } from "../core/configuration/models.ts";
import type { ModelCall, ModelFailure, ModelRole, ModelUse } from "../core/model/call.ts";
import type { Prompt } from "../core/prompt/prompt.ts";

/** One question to a model: a built prompt, the shape that the answer must have (JSON Schema 2020-12, a hint for servers that can constrain), and its bounds. */
export type ModelRequest = {
  readonly role: ModelRole;
  readonly prompt: Prompt;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly schemaName: string;
  /** "unset" leaves it out of the request: the server takes its own. */
  readonly temperature: number | "unset";
  readonly outputTokensMax: number;
  /** From the name's resolution to the last byte. */
  readonly timeMs: number;
};

/** What came back. `text` is the raw output, at most `outputBytesMax`; nobody has looked at it yet. */
export type ModelAnswer =
  | { readonly kind: "answered"; readonly text: string; readonly said: string; readonly use: Omit<ModelUse, "costMicros"> }
  | {
      readonly kind: "failed";
      readonly why: Extract<ModelFailure, "refused" | "late" | "rate-limited" | "unreachable" | "broken-off" | "too-long" | "withheld">;
      readonly detail: string;
      readonly use: Omit<ModelUse, "costMicros">;
    };

/** The most bytes that one output may have, whatever the server sends. */
export const outputBytesMax = 262_144;

/**
 * A language model. It is asked one thing at a time, with no tools, no memory and no streaming outwards; `ask` never throws for what the other side does.
 * `hosted` says that what it is asked leaves the organisation, so personal data and secrets stand under stand-ins.
 */
export type LanguageModel = {
  /** Its name in the configuration. */
  readonly name: string;
  /** The id that its server knows it by. */
  readonly model: string;
  readonly hosted: boolean;
  /** Price in millionths of the configured currency for one million tokens; zero where it is not known or costs nothing. */
  readonly price: { readonly inputMicros: number; readonly outputMicros: number; readonly currency: string };
  /** How far its server can be made to keep to `schema`: where not to a JSON schema, the prompt has to show it. */
  readonly structuredOutput: StructuredOutput;
  /** What it is asked with, as the configuration says; a request may ask for less. */
  readonly parameters: ModelCall["parameters"];
  readonly ask: (request: ModelRequest, signal?: AbortSignal) => Promise<ModelAnswer>;
};

/** The models of one tenant: which is asked as what, and by which rules. A role without a model is not asked; with an air gap none has a hosted one. */
export type Models = {
  readonly of: (role: ModelRole) => LanguageModel | undefined;
  readonly policy: ModelPolicy;
};
