import { z } from "zod";
import { unexpectedAnswer } from "../kit/http.ts";
import { notAllowed, wrongCredentials } from "../kit/http-refusals.ts";
import type { Reader } from "../kit/reader.ts";

const errorsMax = 100;
const Answer = z.object({
  data: z.unknown(),
  errors: z
    .array(z.object({ extensions: z.object({ code: z.string().nullish() }).nullish() }))
    .max(errorsMax)
    .nullish(),
});

/** A question in GraphQL: its text is fixed, values are variables. */
export type GraphQuestion = { readonly query: string; readonly variables: Readonly<Record<string, unknown>> };

/** What is answered; an error inside a 200 is an error. */
export async function askGraph<Shape extends z.ZodType>(
  reader: Reader,
  question: GraphQuestion,
  shape: Shape,
  signal: AbortSignal,
): Promise<z.output<Shape>> {
  const { data, errors } = await reader.json(
    { method: "POST", changes: false, path: ["graphql"], body: { json: question } },
    Answer,
    signal,
  );
  const codes = (errors ?? []).map(({ extensions }) => extensions?.code ?? "");
  if (codes.includes("AUTH_REQUIRED")) throw wrongCredentials(reader.name);
  if (codes.includes("FORBIDDEN_ACCESS")) throw notAllowed(reader.name);
  if (codes.length > 0) throw unexpectedAnswer(reader.name, "an error of GraphQL");
  const read = shape.safeParse(data);
  if (!read.success) throw unexpectedAnswer(reader.name, "other data than was asked for");
  return read.data;
}
