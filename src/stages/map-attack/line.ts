import type { z } from "zod";

/** Why a line of JSON could not be answered, as one sentence for a person. */
export type Malformed = { readonly error: string };

const issuesShownMax = 3;

/** One line of JSON in the shape of a schema, or why it is not. Never throws. */
export function readLine<T>(line: string, schema: z.ZodType<T>): { readonly value: T } | Malformed {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return { error: "not a line of JSON" };
  }
  const read = schema.safeParse(parsed);
  if (read.success) return { value: read.data };
  const issues = read.error.issues.slice(0, issuesShownMax).map(({ path, message }) => {
    const field = path.map(String).join(".").slice(0, 60);
    return field === "" ? message : `${field}: ${message}`;
  });
  return { error: issues.join("; ").slice(0, 300) };
}
