import assert from "node:assert/strict";
import { outputSchemas } from "../../core/model/schemas.ts";
import { someRequest } from "../some-prompt.ts";
import { rightAnswer, says, type With } from "./scene.ts";

type Shape = { readonly [word: string]: unknown };

/** Guarantees: a server that refuses every shape which it cannot hold to is asked in every role. What it refuses is written here from its provider's reference (MEM), without our code. */
export function testShapes(withModel: With): void {
  withModel("takes the shape of every role, however strict its server is", async ({ product, model, double }) => {
    for (const [role, schema] of Object.entries(outputSchemas)) {
      double.answer = ({ body }) => {
        const refusal = product === "anthropic" ? refusedByAnthropic(body) : refusedByOpenAi(body);
        return refusal === undefined ? { text: rightAnswer } : { raw: { status: 400, json: { error: { message: refusal } } } };
      };
      const answer = await model.ask(someRequest({ role: role as keyof typeof outputSchemas, schema, schemaName: role }));
      assert.equal(answer.kind, "answered", `${role}: ${JSON.stringify(double.questions.at(-1)?.body).slice(0, 600)}`);
    }
    says(double, { text: rightAnswer });
  });
}

function refusedByOpenAi(body: Shape): string | undefined {
  const format = body.response_format as { readonly json_schema?: { readonly schema: Shape; readonly strict?: boolean } } | undefined;
  if (!format?.json_schema) return "no shape was asked for";
  const { schema, strict } = format.json_schema;
  if (schema.type !== "object" || "oneOf" in schema || "anyOf" in schema) return "its top is no object";
  return strict ? looseness(schema, ["oneOf", "allOf", "not", "default"], true) : undefined;
}

function refusedByAnthropic(body: Shape): string | undefined {
  const schema = (body.output_config as { readonly format?: { readonly schema?: Shape } } | undefined)?.format?.schema;
  if (!schema) return "no shape was asked for";
  if (schema.type !== "object") return "its top is no object";
  return turnsInCircles(schema) ? "it refers to itself" : looseness(schema, ["oneOf"], false);
}

/** What is loose anywhere in a shape, in words. */
function looseness(value: unknown, words: readonly string[], all: boolean): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const shape = value as Shape;
  const { properties, additionalProperties, required } = shape;
  if (properties) {
    const missing = Object.keys(properties).filter((name) => !(required as string[] | undefined)?.includes(name));
    if (additionalProperties !== false) return "an object is open";
    if (all && missing.length > 0) return `${missing[0]} need not be there`;
  }
  const word = words.find((each) => each in shape);
  if (word !== undefined && !properties) return `it says ${word}`;
  return Object.values(shape)
    .map((each) => looseness(each, words, all))
    .find((each) => each !== undefined);
}

function turnsInCircles(schema: Shape): boolean {
  const defined = (schema.$defs ?? {}) as Shape;
  const follows = (value: unknown, above: readonly string[]): boolean => {
    if (typeof value !== "object" || value === null) return false;
    const ref = (value as Shape).$ref;
    if (typeof ref === "string") {
      const name = ref.split("/").at(-1) ?? "";
      return above.includes(name) || follows(defined[name], [...above, name]);
    }
    return Object.entries(value).some(([key, each]) => key !== "$defs" && follows(each, above));
  };
  return follows(schema, []);
}
