/** A person as the journal names them: `person:mara`. */
export type Person = `person:${string}`;
/** Who may ask or propose: a person, or the agent itself, which approves nothing. */
export type Actor = Person | "agent:watchkeeper";

/** Whether a name is a person's, as against the agent's or no name at all. */
export function isPerson(name: string): name is Person {
  return /^person:[\p{L}\p{N}][\p{L}\p{N}.@_-]{0,99}$/u.test(name);
}
