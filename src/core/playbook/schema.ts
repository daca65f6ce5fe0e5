import { z } from "zod";
import type { Trust } from "../evidence/evidence.ts";
import { Playbook } from "./playbook.ts";
import { playbookTools } from "./tools.ts";

/** One tool in the words that an editor offers: what it answers, what it can be asked about, and who could have written what it rests on. */
export type PlaybookToolWords = {
  readonly name: string;
  readonly answers: readonly string[];
  readonly about: readonly string[];
  readonly trust: Trust;
};

/** The shape of a playbook as JSON Schema (2020-12), made from the schema that reads playbooks. What only the whole shows (`law.ts`) is not in it. */
export const playbookSchema = (): Readonly<Record<string, unknown>> => z.toJSONSchema(Playbook, { io: "input", unrepresentable: "any" });

/** The tools that a playbook may name, by name. */
export const playbookToolWords = (): readonly PlaybookToolWords[] =>
  [...playbookTools]
    .map(([name, { answers, about, trust }]) => ({ name, answers, about, trust }))
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
