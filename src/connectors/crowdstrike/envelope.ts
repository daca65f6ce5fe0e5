import { z } from "zod";
import { unexpectedAnswer } from "../kit/http-refusals.ts";

const errorsMax = 1_000;

/** What every answer of Falcon has beside its resources. An error inside an answer of status 200 is one all the same. */
export const errors = z
  .array(z.looseObject({ code: z.int().optional() }))
  .max(errorsMax)
  .nullish();

/** Throws where an answer holds errors. */
export function withoutErrors<Body extends { readonly errors?: readonly unknown[] | null | undefined }>(name: string, body: Body): Body {
  if ((body.errors ?? []).length > 0) throw unexpectedAnswer(name, "an answer with errors inside");
  return body;
}
