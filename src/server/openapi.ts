import { z } from "zod";
import { Assessment, AssessmentCase } from "../core/assessment/assessment.ts";
import { CaseList, Health, Problem, Version } from "./contract.ts";

/** The published description of the API: OpenAPI 3.1, made from the schemas that the answers are checked with. */
export function openApi(version: string): Readonly<Record<string, unknown>> {
  const json = (schema: z.ZodType) => ({ "application/json": { schema: z.toJSONSchema(schema, { target: "draft-2020-12" }) } });
  const get = (summary: string, schema: z.ZodType, extra: Readonly<Record<string, unknown>> = {}) => ({
    get: {
      summary,
      responses: { "200": { description: "as asked", content: json(schema) }, "404": { description: "not there", content: json(Problem) } },
      ...extra,
    },
  });
  return {
    openapi: "3.1.0",
    info: { title: "Watchkeeper", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    paths: {
      "/health": get("whether the server answers", Health),
      "/version": get("which release it is", Version),
      "/api/v1/cases": get("the cases of the newest investigation, most urgent first", CaseList),
      "/api/v1/cases/{id}": get("one case with its evidence", AssessmentCase, {
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
      }),
      "/api/v1/assessment": get("the whole assessment", Assessment),
    },
  };
}
