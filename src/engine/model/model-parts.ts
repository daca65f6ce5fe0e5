import type { ModelRole } from "../../core/model/call.ts";
import type { KnownNames } from "../../core/prompt/known-names.ts";
import type { Template } from "../../core/prompt/template.ts";
import type { Models } from "../../ports/model.ts";

/** All that asking language models takes, handed in by whoever wires it. */
export type ModelParts = {
  readonly models: Models;
  /** The prompt text of each role, its newest version. */
  readonly templates: ReadonlyMap<ModelRole, Template>;
  /** Names that stand under stand-ins before a hosted model. */
  readonly known: KnownNames;
  /** Random hex digits, new at every call: the marks around untrusted text carry them. */
  readonly nonce: () => string;
};
