import { type ModelRole, modelRoles } from "../../core/model/call.ts";

// What a question to a model looks like from the other side: everything that an attacker who is the model gets to see.

/** A question as the model's server understands it. `role` is told by the name of the shape, or by the first words of the instructions. */
export type AskedOfAttacker = {
  readonly role: ModelRole;
  readonly system: string;
  readonly text: string;
  readonly streams: boolean;
  /** How many questions came before it. */
  readonly count: number;
};

/** A text between the marks of a slot, with what the begin mark says of it. */
export type SlotSeen = { readonly label: string; readonly text: string };

/** The most slots and handles that are looked at. */
const seenMax = 400;

/** The slots of a prompt, as anybody can read them who knows its marks. */
export function slotsIn(text: string): readonly SlotSeen[] {
  const slots = text.matchAll(/⟦begin ([^\n]*) ([0-9a-f]+)⟧\n([\s\S]*?)\n⟦end \2⟧/g);
  return [...slots.take(seenMax)].map(([, label = "", , held = ""]) => ({ label, text: held }));
}

/** Questions on offer with the handles that each may be about; null is the whole case. */
export function offersIn(text: string): readonly { readonly question: string; readonly about: string | null }[] {
  const lines = text.matchAll(/^([a-z][a-z0-9-]+\/[a-z][a-z0-9-]+) about ((?:case|h-\d+)(?: (?:case|h-\d+))*):/gm);
  return [...lines.take(seenMax)].flatMap(([, question = "", abouts = ""]) =>
    abouts.split(" ").map((about) => ({ question, about: about === "case" ? null : about })),
  );
}

/** Ids of evidence that a prompt shows. */
export const evidenceIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(/\be-m?[1-9]\d*\b/g).take(seenMax)].map(String)),
];

const beginnings: readonly (readonly [RegExp, ModelRole])[] = [
  [/^You read one text/, "reader"],
  [/^You propose what/, "planner"],
  [/^You write about/, "writer"],
];

/** Which role a question is for. */
export function roleOf(shapeName: unknown, system: string): ModelRole {
  const named = modelRoles.find((role) => role === shapeName);
  return named ?? beginnings.find(([beginning]) => beginning.test(system))?.[1] ?? "guide";
}
