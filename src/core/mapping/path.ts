/** One step of a path: a field's name, a place in a list, or every place in it. */
export type Step = string | number | "*every*";

/** The most steps of a path. */
export const pathStepsMax = 16;
/** The longest path, in characters. */
export const pathLengthMax = 256;
/** The most values that one path gives. */
export const pathValuesMax = 200;

/** Where a value stands: below the element of a message that becomes an alert, or (`$` in front) below the whole message. */
export type MappingPath = { readonly of: "element" | "message"; readonly steps: readonly Step[] };

const every = "*every*" as const;
const stepPattern = /^(?:\.?([A-Za-z_@-][A-Za-z0-9_@-]*)|\[(\d{1,6})\]|\[(\*)\]|\["([^"\\\]]{1,128})"\])/;

/**
 * Reads a path: names with dots between them, `[0]` and `[*]` for places in a list, `["any name"]` for names of other characters, `$` in front for the
 * whole message; an empty text, or `$`, is the thing itself. Undefined for what is no path. Nothing is ever evaluated.
 */
export function readPath(text: string): MappingPath | undefined {
  if (text.length > pathLengthMax) return undefined;
  const of = text.startsWith("$") ? "message" : "element";
  let rest = of === "message" ? text.slice(1) : text;
  const steps: Step[] = [];
  while (rest !== "") {
    const found = stepPattern.exec(rest);
    if (!found || steps.length === pathStepsMax) return undefined;
    const [whole, name, index, all, quoted] = found;
    const isFirst = steps.length === 0;
    // A dot stands between two steps, and in front of the first one only after "$".
    if (name !== undefined && whole.startsWith(".") === (isFirst && of === "element")) return undefined;
    steps.push(all ? every : index !== undefined ? Number(index) : (quoted ?? name ?? ""));
    rest = rest.slice(whole.length);
  }
  return { of, steps };
}

/** The values that stand at a path, in their order, at most `pathValuesMax`; none where nothing does. Only what the data itself holds is found. */
export function valuesAt(root: unknown, steps: readonly Step[]): readonly unknown[] {
  let values: unknown[] = [root];
  for (const step of steps) {
    const next: unknown[] = [];
    for (const value of values) {
      if (step === every) next.push(...(Array.isArray(value) ? value.slice(0, pathValuesMax) : []));
      else if (typeof step === "number") next.push(...(Array.isArray(value) && step < value.length ? [value[step]] : []));
      else if (isObject(value) && Object.hasOwn(value, step)) next.push(value[step]);
      if (next.length >= pathValuesMax) break;
    }
    values = next.slice(0, pathValuesMax);
  }
  return values;
}

/** Whether a value is an object of JSON that is no list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The path of a step below another, as it is written. */
export function writtenBelow(path: string, step: string | number): string {
  if (typeof step === "number") return `${path}[*]`;
  if (!/^[A-Za-z_@-][A-Za-z0-9_@-]*$/.test(step)) return `${path}["${step.replace(/["\\\]]/g, "?").slice(0, 128)}"]`;
  return path === "" ? step : `${path}.${step}`;
}
