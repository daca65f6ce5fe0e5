import assert from "node:assert/strict";
import { request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { containmentDouble } from "../testing/containment-routes.ts";
import { sampleAssessment } from "../testing/sample-assessment.ts";
import { CaseList, Health, Problem, Version } from "./contract.ts";
import { buildServer, type Published } from "./server.ts";

const assessment = sampleAssessment();
const published: Published = { assessment, reportHtml: "<!doctype html><title>report</title>" };
const host = "127.0.0.1:8420";
const withCases = () => buildServer({ version: "0.1.0", published: () => published, containment: containmentDouble() });
const empty = () => buildServer({ version: "0.1.0", published: () => undefined });

type Asked = { url: string; method?: "GET" | "POST" | "PUT" | "DELETE" | "HEAD"; headers?: Record<string, string>; payload?: string };
const ask = (server: ReturnType<typeof empty>, asked: Asked) =>
  server.inject({ method: "GET", ...asked, headers: { host, ...asked.headers } });

/** An answer that is a problem, by its shape; gives its code. */
function codeOf(answer: Awaited<ReturnType<typeof ask>>, status: number): string {
  assert.equal(answer.statusCode, status);
  assert.match(String(answer.headers["content-type"]), /^application\/problem\+json/);
  return Problem.parse(answer.json()).code;
}

describe("GET /health and /version", () => {
  test("200: a monitor sees that the server answers, and which release it is", async () => {
    assert.deepEqual(Health.parse((await ask(empty(), { url: "/health" })).json()), { status: "ok", version: "0.1.0" });
    assert.equal(Version.parse((await ask(empty(), { url: "/version" })).json()).assessment, "watchkeeper/assessment@1");
  });
});

describe("GET /api/v1/cases", () => {
  test("200: the cases in the order of the assessment, with the whole ledger", async () => {
    const answer = await ask(withCases(), { url: "/api/v1/cases" });
    assert.equal(answer.statusCode, 200);
    const { cases, accounting } = CaseList.parse(answer.json());
    assert.deepEqual(
      cases.map(({ id, alerts }) => [id, alerts]),
      assessment.cases.map(({ id, alerts }) => [id, alerts.length]),
    );
    assert.deepEqual(accounting, assessment.accounting);
  });

  test("200: an empty list before the first investigation has finished", async () => {
    assert.deepEqual(CaseList.parse((await ask(empty(), { url: "/api/v1/cases" })).json()).cases, []);
  });
});

describe("GET /api/v1/cases/{id}", () => {
  test("200: the case with its evidence, as the assessment has it", async () => {
    const [wanted] = assessment.cases;
    const answer = await ask(withCases(), { url: `/api/v1/cases/${wanted!.id}` });
    assert.equal(answer.statusCode, 200);
    assert.deepEqual(answer.json(), JSON.parse(JSON.stringify(wanted)));
  });

  test("404 or 414: an id that is not there, a name that every object has, an id without end", async () => {
    for (const id of ["case-999", "constructor", "__proto__", "..%2f..%2fetc", "x".repeat(150)])
      assert.equal(codeOf(await ask(withCases(), { url: `/api/v1/cases/${id}` }), 404), "server/no-such-case", id);
    assert.equal(codeOf(await ask(empty(), { url: "/api/v1/cases/case-1" }), 404), "server/no-such-case");
    assert.equal(codeOf(await ask(withCases(), { url: `/api/v1/cases/${"x".repeat(5_000)}` }), 414), "server/bad-request");
  });
});

describe("GET /api/v1/assessment", () => {
  test("200: the assessment as it was written", async () => {
    const answer = await ask(withCases(), { url: "/api/v1/assessment" });
    assert.deepEqual(answer.json(), JSON.parse(JSON.stringify(assessment)));
  });

  test("404: before the first investigation has finished", async () => {
    assert.equal(codeOf(await ask(empty(), { url: "/api/v1/assessment" }), 404), "server/nothing-yet");
  });
});

describe("GET /", () => {
  test("200: the report as a page; before it, a page that waits", async () => {
    const report = await ask(withCases(), { url: "/" });
    assert.match(String(report.headers["content-type"]), /^text\/html/);
    assert.equal(report.body, published.reportHtml);
    assert.match((await ask(empty(), { url: "/" })).body, /No investigation has finished/);
  });
});

describe("what is not there", () => {
  test("404 or 400: other paths, other methods, broken escapes; each says what to do", async () => {
    const server = withCases();
    assert.equal(codeOf(await ask(server, { url: "/api/v2/cases" }), 404), "server/no-such-page");
    assert.equal(codeOf(await ask(server, { url: "/../package.json" }), 404), "server/no-such-page");
    for (const method of ["POST", "PUT", "DELETE"] as const)
      assert.equal(codeOf(await ask(server, { url: "/api/v1/cases", method }), 404), "server/no-such-page");
    assert.equal(codeOf(await ask(server, { url: "/api/v1/cases/%zz" }), 400), "server/bad-request");
  });

  test("413: a body beyond the limit is refused, wherever it is sent", async () => {
    for (const url of ["/api/v1/cases", "/nowhere"]) {
      const payload = JSON.stringify({ text: "x".repeat(70_000) });
      const answer = await ask(withCases(), { url, method: "POST", payload, headers: { "content-type": "application/json" } });
      assert.equal(codeOf(answer, 413), "server/too-large");
    }
  });

  test("500: a fault of ours is not told in detail", async () => {
    const server = buildServer({
      version: "0.1.0",
      published: () => {
        throw new Error("secret detail");
      },
    });
    const answer = await ask(server, { url: "/api/v1/cases" });
    assert.equal(codeOf(answer, 500), "server/fault");
    assert.ok(!answer.body.includes("secret"));
  });
});

describe("what a page elsewhere could try", () => {
  // Guarantees that a name which an attacker's DNS points at this machine reads nothing.
  test("421: a host that is not a loopback name", async () => {
    const refused = [
      "attacker.example",
      "attacker.example:8420",
      "127.0.0.1.attacker.example",
      "localhost.attacker.example",
      "192.0.2.1:8420",
    ];
    for (const name of [...refused, "127.0.0.1:8420@attacker.example"])
      for (const url of ["/", "/health", "/api/v1/assessment", "/nowhere"])
        assert.equal(codeOf(await ask(withCases(), { url, headers: { host: name } }), 421), "server/unknown-host", name);
  });

  test("200: every loopback name, with a port or without", async () => {
    for (const name of ["127.0.0.1", "127.0.0.1:80", "localhost", "localhost:8420", "[::1]:8420"])
      assert.equal((await ask(withCases(), { url: "/health", headers: { host: name } })).statusCode, 200, name);
  });

  test("421: a request of HTTP/1.0 that names no host at all", async () => {
    const server = withCases();
    const url = new URL(await server.listen({ host: "127.0.0.1", port: 0 }));
    const socket = connect({ host: url.hostname, port: Number(url.port) });
    socket.end("GET /health HTTP/1.0\r\n\r\n");
    assert.match(await text(socket), /^HTTP\/1\.1 421 /);
    await server.close();
  });

  test("every answer forbids scripts, frames, sniffing and caching, also the refusals", async () => {
    const asked: readonly Asked[] = [
      ...["/", "/health", "/version", "/api/v1/cases", "/api/v1/assessment", "/api/v1/openapi.json", "/nowhere"].map((url) => ({ url })),
      { url: "/api/v1/cases/%zz" },
      { url: "/", headers: { host: "attacker.example" } },
      { url: "/", method: "POST", payload: "x".repeat(70_000), headers: { "content-type": "text/plain" } },
    ];
    for (const each of asked) {
      const { headers } = await ask(withCases(), each);
      assert.match(String(headers["content-security-policy"]), /^default-src 'none'.*frame-ancestors 'none'$/, each.url);
      assert.ok(!/script-src|https?:/.test(String(headers["content-security-policy"])));
      assert.equal(headers["x-content-type-options"], "nosniff");
      assert.equal(headers["x-frame-options"], "DENY");
      assert.equal(headers["cache-control"], "no-store");
      assert.equal(headers["referrer-policy"], "no-referrer");
      assert.equal(headers["cross-origin-resource-policy"], "same-origin");
      assert.equal(headers["access-control-allow-origin"], undefined);
    }
  });

  test("a connection that never finishes its request does not keep the server from stopping", { timeout: 10_000 }, async () => {
    const server = withCases();
    await server.listen({ host: "127.0.0.1", port: 0 });
    const { port } = server.server.address() as AddressInfo;
    const open = request({ host: "127.0.0.1", port, method: "POST", path: "/", headers: { "content-length": "100" } });
    open.on("error", () => {});
    await new Promise<void>((settle) => {
      server.server.once("request", () => settle());
      open.write("x");
    });
    await server.close();
  });
});

describe("GET /api/v1/openapi.json", () => {
  test("every reference leads to a schema, and the schemas accept what the routes answer", async () => {
    const server = withCases();
    const document = (await ask(server, { url: "/api/v1/openapi.json" })).json() as OpenApi;
    assert.equal(document.openapi, "3.1.0");
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
    formats.default(ajv).addKeyword("components");
    ajv.addSchema({ $id: "https://api.example/openapi", components: document.components });
    for (const reference of JSON.stringify(document).matchAll(/"\$ref":"(#[^"]+)"/g))
      assert.ok(ajv.getSchema(`https://api.example/openapi${reference[1]}`), reference[1]);
    for (const [path, { get }] of readingPaths(document)) {
      const url = path.replace("{id}", assessment.cases[0]!.id);
      for (const [status, headers] of [
        ["200", {}],
        ["421", { host: "attacker.example" }],
      ] as const) {
        const check = ajv.getSchema(`https://api.example/openapi${schemaOf(get.responses[status]?.content).$ref}`)!;
        const answer = await ask(server, { url, headers });
        assert.equal(String(answer.statusCode), status);
        assert.ok(check(answer.json()), `${url} ${status}: ${JSON.stringify(check.errors)}`);
        assert.ok(!check({ surprise: true }), "a schema that accepts anything checks nothing");
      }
    }
  });

  test("it lists exactly the routes that there are, and their parameters", async () => {
    const server = withCases();
    const document = (await ask(server, { url: "/api/v1/openapi.json" })).json() as OpenApi;
    const inPaths = Object.keys(document.paths).toSorted();
    const routes = routesOf(server.printRoutes({ commonPrefix: false }));
    const own = routes.map((path) => path.replace(/:(\w+)/, "{$1}")).filter((path) => path !== "/" && path !== "/api/v1/openapi.json");
    assert.deepEqual(own.toSorted(), inPaths);
    for (const [path, { get }] of readingPaths(document)) {
      assert.deepEqual(
        (get.parameters ?? []).map(({ name }) => name),
        [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name),
      );
    }
  });
});

/** The addresses in the tree that fastify prints: four characters of indentation a level. */
function routesOf(tree: string): string[] {
  const above: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const [, indent, part, methods] = /^(.*)── (\S+)(?: \((.*)\))?$/.exec(line) ?? [];
    if (indent === undefined || part === undefined) return [];
    const depth = Math.floor(indent.length / 4);
    above.splice(depth, above.length, part);
    return methods ? [above.join("")] : [];
  });
}

/** The schema of an answer, of whatever media type it is. */
const schemaOf = (content: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>> | undefined) =>
  Object.values(content ?? {})[0]!.schema;

/** What only reads; what stops has its own tests. */
const readingPaths = ({ paths }: OpenApi) =>
  Object.entries(paths).flatMap(([path, { get }]): (readonly [string, { readonly get: typeof get }])[] => (get ? [[path, { get }]] : []));

type OpenApi = {
  readonly openapi: string;
  readonly components: object;
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly get: {
          readonly parameters?: readonly { readonly name: string }[];
          readonly responses: Readonly<
            Record<string, { readonly content: Readonly<Record<string, { readonly schema: { readonly $ref: string } }>> }>
          >;
        };
      }
    >
  >;
};
