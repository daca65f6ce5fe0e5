import { z } from "zod";
import { schemas } from "./contract.ts";

type Name = keyof typeof schemas;
type Json = Readonly<Record<string, unknown>>;

/** The published description of the API: OpenAPI 3.1, made from the schemas that the answers are checked with. */
export function openApi(version: string): Json {
  return {
    openapi: "3.1.0",
    info: { title: "Watchkeeper", version, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    paths: {
      "/health": get({ id: "health", summary: "whether the server answers", gives: "Health" }),
      "/version": get({ id: "version", summary: "which release it is", gives: "Version" }),
      "/api/v1/cases": get({ id: "listCases", summary: "the cases of the newest investigation, most urgent first", gives: "CaseList" }),
      "/api/v1/cases/{id}": get({
        id: "readCase",
        summary: "one case with its evidence",
        gives: "Case",
        missing: "there is no such case",
        parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }],
      }),
      "/api/v1/assessment": get({
        id: "readAssessment",
        summary: "the whole assessment",
        gives: "Assessment",
        missing: "no investigation has finished yet",
      }),
      "/api/status": get({
        id: "readStatus",
        summary: "the ledger over alerts, the kill switch, containment, and how far the record is signed",
        gives: "Status",
        missing: "this server holds no record of containment",
      }),
      "/api/stop": stop,
    },
    components: { schemas: published() },
  };
}

type Route = {
  readonly id: string;
  readonly summary: string;
  readonly gives: Name;
  readonly missing?: string;
  readonly parameters?: Json[];
};

function get({ id, summary, gives, missing, parameters }: Route): Json {
  return {
    get: {
      operationId: id,
      summary,
      ...(parameters && { parameters }),
      responses: {
        "200": answer("as asked", gives),
        ...(missing !== undefined && { "404": answer(missing, "Problem") }),
        "421": answer("the request names another host than a loopback one", "Problem"),
      },
    },
  };
}

const stop: Json = {
  post: {
    operationId: "stop",
    summary: "stop containment at once; nobody needs to sign in for it, and no route resumes",
    requestBody: { required: true, content: { "application/json": { schema: { $ref: "#/components/schemas/StopRequest" } } } },
    responses: {
      "200": answer("stopped, by the file, by the record, or by both", "StopAnswer"),
      "400": answer("the reason is missing, or something else is there", "Problem"),
      "403": answer("a page of another origin asked", "Problem"),
      "404": answer("this server holds no record of containment", "Problem"),
      "415": answer("the request is no application/json", "Problem"),
      "421": answer("the request names another host than a loopback one", "Problem"),
      "503": answer("NOT stopped: neither the file nor the record could be written", "Problem"),
    },
  },
};

function answer(description: string, name: Name): Json {
  return {
    description,
    content: {
      [name === "Problem" ? "application/problem+json" : "application/json"]: { schema: { $ref: `#/components/schemas/${name}` } },
    },
  };
}

/** Every schema once, by its name; one that holds another refers to it. */
function published(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const { schemas: made } = z.toJSONSchema(registry, { target: "draft-2020-12", uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(made).map(([id, { $schema, $id, ...schema }]) => [id, schema]));
}
