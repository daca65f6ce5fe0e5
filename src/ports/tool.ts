import type { z } from "zod";
import type { RecordRef } from "../core/event/event.ts";
import type { Trust } from "../core/evidence/evidence.ts";
import type { Marking } from "../core/evidence/marking.ts";

/**
 * One question that an investigation can put to a source. The answer is one word of a closed vocabulary, which playbooks weigh,
 * with a sentence for the reader and the records it rests on. A tool reads; it never changes anything.
 */
export type InvestigatorTool<Input = unknown> = {
  /** `<source>/<what>`, as "events/search". */
  readonly name: string;
  readonly summary: string;
  readonly input: z.ZodType<Input>;
  /** Every word it may answer. "failed" is not among them: the engine says that when `ask` throws. */
  readonly answers: readonly string[];
  readonly trust: Trust;
  readonly ask: (input: Input) => Promise<ToolAnswer>;
};

/** What a tool says; `answer` is a word of the tool's closed vocabulary. */
export type ToolAnswer = {
  readonly answer: string;
  /** One sentence, inert text; values from outside are quoted and shortened to 200 characters. */
  readonly says: string;
  /** At most 20 of the records it rests on; `recordsTotal` counts them all. */
  readonly records: readonly RecordRef[];
  readonly recordsTotal: number;
  /** JSON-safe facts behind the answer, kept and digested (RFC 8785) with the evidence; at most 64 KiB. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** The most confidential mark of what it repeats, where one is known. */
  readonly marking?: Marking;
};
