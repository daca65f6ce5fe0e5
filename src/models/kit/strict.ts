type Shape = Readonly<Record<string, unknown>>;

/** What a server that takes a shape at its word cannot hold to: a choice of exactly one, a value that stands for none, and what it is not. */
const unheld = ["oneOf", "allOf", "not", "default", "patternProperties"];

/**
 * Whether a shape can be asked for strictly, as OpenAI has it (MEM): an object at its top, every object closed and with all of its fields, and nothing but choices of
 * any. A shape that cannot is asked for as a hint, since such a server refuses it otherwise; what reads the answer is as strict either way.
 */
export const isStrict = (schema: Shape): boolean => schema.type === "object" && !Object.hasOwn(schema, "anyOf") && isHeld(schema);

function isHeld(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isHeld);
  const shape = value as Shape;
  if (unheld.some((word) => Object.hasOwn(shape, word))) return false;
  if (shape.type === "object" && !isClosed(shape)) return false;
  return Object.entries(shape).every(([word, each]) => (word === "properties" || word === "$defs" ? named(each) : isHeld(each)));
}

const isClosed = ({ additionalProperties, properties, required }: Shape): boolean =>
  additionalProperties === false && Object.keys(properties ?? {}).every((name) => Array.isArray(required) && required.includes(name));

/** Names of fields are no words of the language of shapes. */
const named = (shapes: unknown): boolean => Object.values((shapes ?? {}) as Shape).every(isHeld);
