import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { openApiScene } from "../../testing/api-scene.ts";
import { sampleAssessment } from "../../testing/sample-assessment.ts";
import { exampleAlertRow, exampleCaseRow } from "../../testing/views-contract.ts";
import { operations } from "../contract.ts";
import { openApiDocument } from "./document.ts";
import { referencePage } from "./page.ts";

type Schema = { readonly $ref?: string };
type Content = Readonly<Record<string, { readonly schema: Schema }>>;
type Described = {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content?: Content }>>;
};
type Document = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};

const whole = openApiDocument(Object.values(operations), "0.1.0") as unknown as Document;

/** Compiles every shape of a document, strictly: a keyword that nobody knows, or a reference to nowhere, throws. */
function shapesOf({ components }: Document) {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictTypes: false });
  formats.default(ajv).addKeyword("components");
  ajv.addSchema({ $id: "https://api.example/openapi", components });
  return (reference: string) => ajv.getSchema(`https://api.example/openapi${reference}`)!;
}

describe("GET /api/v1/openapi.json", () => {
  test("it is served as it is made, of exactly the routes that there are", async () => {
    const scene = await openApiScene();
    const document = (await scene.ask({ url: "/api/v1/openapi.json" })).json() as Document;
    assert.equal(document.openapi, "3.1.0");
    const described = Object.entries(document.paths).flatMap(([path, each]) =>
      Object.keys(each).map((method) => `${method.toUpperCase()} ${path}`),
    );
    assert.deepEqual(described.toSorted(), scene.routes.map(({ method, path }) => `${method} ${path}`).toSorted());
    const ids = scene.routes.map(({ operation }) => operation);
    assert.equal(new Set(ids).size, ids.length, "every operation has a name of its own");
  });

  test("every reference leads to a shape that compiles, every name in an address is a parameter, every refusal is a problem", () => {
    const shape = shapesOf(whole);
    for (const [, reference] of JSON.stringify(whole).matchAll(/"\$ref":"(#[^"]+)"/g))
      assert.equal(typeof shape(reference!), "function", reference);
    for (const name of Object.keys(whole.components.schemas)) assert.equal(typeof shape(`#/components/schemas/${name}`), "function", name);
    for (const [path, methods] of Object.entries(whole.paths))
      for (const { parameters = [], responses, operationId } of Object.values(methods)) {
        const inPath = parameters.filter((each) => each.in === "path").map(({ name }) => name);
        assert.deepEqual(inPath.toSorted(), [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted(), operationId);
        assert.ok(parameters.every(({ in: place, required }) => place !== "path" || required));
        for (const [status, { content = {} }] of Object.entries(responses))
          if (Number(status) >= 400)
            assert.equal(content["application/problem+json"]?.schema.$ref, "#/components/schemas/Problem", operationId);
      }
  });

  test("what the routes answer is what the document says, refusals too; and it refuses what no route would take", async () => {
    const scene = await openApiScene();
    const [sample] = sampleAssessment().cases;
    const { views, intake, scene: containment } = scene.tenant();
    const cases = [exampleCaseRow("edge", { state: "escalated", ...(sample && { detail: sample }) })];
    await views.put({ alerts: [exampleAlertRow("edge", { detail: { record: { record: 1 } } })], cases, world: "w", sequence: 1 });
    await intake.handOver({ source: "edge", records: [{ id: "1", bytes: Buffer.from("x") }] });
    await containment.propose({ user: 1 });
    const shape = shapesOf(whole);
    const everything = { rights: ["read", "triage", "audit", "administer", "lead", "respond", "propose"], steppedUp: true } as const;
    let checked = 0;
    for (const [path, { get }] of Object.entries(whole.paths)) {
      const schema = get?.responses["200"]?.content?.["application/json"]?.schema.$ref;
      if (!get || !schema || !scene.routes.some(({ operation }) => operation === get.operationId)) continue;
      const url = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
        name === "world" ? "containment" : path.includes("/actions/") ? "c-1" : /position|sequence/.test(name) ? "1" : "edge",
      );
      const answer = await scene.ask({ url }, everything);
      const check = answer.statusCode === 200 ? shape(schema) : shape("#/components/schemas/Problem");
      assert.ok(check(answer.json()), `${get.operationId} ${answer.statusCode}: ${JSON.stringify(check.errors)}`);
      assert.ok(
        !check({ surprise: true }) || get.operationId === "readOpenApi",
        `${get.operationId}: a shape that takes anything checks nothing`,
      );
      if (answer.statusCode === 200) checked++;
    }
    assert.ok(checked >= 18, `${checked}`);
    const act = shape("#/components/schemas/CaseAct");
    assert.ok(act({ act: "close", because: "done" }) && !act({ act: "close" }) && !act({ act: "delete", because: "x" }));
    const search = shape("#/components/schemas/SearchEventsBody");
    const condition = { field: "host", op: "eq", value: "x" };
    assert.ok(
      search({ time: { fromMs: 0, toMs: 1 }, where: { all: [condition, { not: { any: [condition] } }] } }),
      "shapes may hold themselves",
    );
    assert.ok(!search({ time: { fromMs: 0, toMs: 1 }, where: { all: [{ field: "host", op: "like", value: "x" }] } }));
  });

  test("only what is for everybody stands without a key", () => {
    for (const [path, methods] of Object.entries(whole.paths))
      for (const { security, operationId } of Object.values(methods)) {
        const { right } = Object.values(operations).find(({ operation }) => operation === operationId)!;
        assert.equal(security.length === 0, right === "public", path);
      }
  });
});

describe("GET /api/v1/reference", () => {
  test("200: one page that names every operation, runs nothing and needs nothing else; its style is let in by its digest alone", async () => {
    const scene = await openApiScene();
    const { body, headers } = await scene.ask({ url: "/api/v1/reference" });
    assert.match(String(headers["content-type"]), /^text\/html/);
    for (const { operation } of scene.routes) assert.ok(body.includes(`id="${operation}"`), operation);
    assert.ok(
      !/<script|<link|<img|<iframe|<form|\son\w+=|src=|@import|url\(/i.test(body.replaceAll(/<code>.*?<\/code>|<pre>.*?<\/pre>/gs, "")),
    );
    for (const [, href] of body.matchAll(/href="([^"]*)"/g)) assert.match(href!, /^(#|\/api\/v1\/)/);
    const style = /<style>(.*?)<\/style>/s.exec(body)![1]!;
    const digest = createHash("sha256").update(style).digest("base64");
    assert.equal(
      headers["content-security-policy"],
      `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    for (const [, target] of body.matchAll(/href="#([^"]+)"/g)) assert.ok(body.includes(`id="${target}"`), target);
  });

  test("text is text, whatever a summary says", () => {
    const nasty = `<img src=x onerror="alert(1)">'&`;
    const route = { ...operations.readAlert, summary: nasty, operation: "nasty" };
    const { html } = referencePage(openApiDocument([route], nasty));
    assert.ok(!html.includes("<img"));
    assert.ok(html.includes("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;&#39;&amp;"));
  });
});

describe("GET /api/v1/errors/{code}", () => {
  test("200: the page about a code, as text; 404: none; 400: what leads elsewhere", async () => {
    const scene = await openApiScene();
    const page = await scene.ask({ url: "/api/v1/errors/server-fault" });
    assert.deepEqual([page.statusCode, page.headers["content-type"]], [200, "text/markdown; charset=utf-8"]);
    assert.equal((await scene.ask({ url: "/api/v1/errors/server-none" })).statusCode, 404);
    for (const code of ["..%2f..%2fpackage", "a.md", "-", "A"])
      assert.equal((await scene.ask({ url: `/api/v1/errors/${code}` })).statusCode, 400, code);
  });
});
