import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import fastify from "fastify";
import { addConsole } from "./console.ts";
import { type ConsolePages, openConsolePages } from "./pages.ts";

const script = `console.log("${"a page ".repeat(400)}");`;
let folder: string;
let pages: ConsolePages | undefined;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), "watchkeeper-console-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), '<!doctype html><script nonce="%CSP_NONCE%" src="/assets/a-1.js"></script>');
  writeFileSync(join(folder, "assets", "a-1.js"), script);
  writeFileSync(join(folder, "secrets.env"), "not a file of a console");
  pages = await openConsolePages(folder);
});
after(() => rmSync(folder, { recursive: true }));

let secrets = 0;
function serving(held: ConsolePages | undefined = pages) {
  const server = fastify();
  server.get("/api/v1/thing", async () => "ours");
  addConsole(server, held, { secret: () => `secret ${++secrets}` }, (_request, reply) => reply.code(404).send("nothing"));
  return server;
}

describe("the console", () => {
  test("is one document at every address that is a page, and at no other", async () => {
    const server = serving();
    for (const url of ["/", "/cases/case-1", "/sign-in", "/setup", "/containment/c-1?part=stop"]) {
      const answer = await server.inject({ url });
      assert.equal(answer.statusCode, 200, url);
      assert.match(answer.headers["content-type"] ?? "", /^text\/html/);
    }
    for (const url of ["/api/v1/nothing", "/api", "/mcp", "/metrics", "/assets/gone.js", "/secrets.env", "/../package.json", "/health"])
      assert.equal((await server.inject({ url })).statusCode, 404, url);
    assert.equal((await server.inject({ url: "/", method: "POST" })).statusCode, 404);
    assert.equal((await server.inject({ url: "/api/v1/thing" })).body, "ours");
  });

  test("runs its own files alone, takes no text into script sinks, and each answer has a nonce of its own", async () => {
    const server = serving();
    const [one, other] = [await server.inject({ url: "/" }), await server.inject({ url: "/" })];
    const policyOf = ({ headers }: typeof one) => String(headers["content-security-policy"]);
    const nonceOf = (answer: typeof one) => /'nonce-([^']+)'/.exec(policyOf(answer))?.[1];
    assert.notEqual(nonceOf(one), nonceOf(other));
    assert.ok(one.body.includes(`nonce="${nonceOf(one)}"`));
    assert.ok(!one.body.includes("%CSP_NONCE%"));
    assert.match(policyOf(one), /script-src 'self';/);
    assert.match(policyOf(one), /require-trusted-types-for 'script'; trusted-types 'none'/);
    assert.doesNotMatch(policyOf(one), /unsafe|https?:|\*|data:/);
  });

  test("sends its files small, for ever where their name holds their digest, and byte for byte what was built", async () => {
    const server = serving();
    const url = "/assets/a-1.js";
    const plain = await server.inject({ url });
    assert.equal(plain.body, script);
    assert.match(String(plain.headers["cache-control"]), /immutable/);
    const brotli = await server.inject({ url, headers: { "accept-encoding": "gzip, br" } });
    assert.equal(brotli.headers["content-encoding"], "br");
    assert.equal(brotliDecompressSync(brotli.rawPayload).toString(), script);
    const gzip = await server.inject({ url, headers: { "accept-encoding": "gzip" } });
    assert.equal(gunzipSync(gzip.rawPayload).toString(), script);
    const again = await server.inject({ url, headers: { "if-none-match": String(plain.headers.etag) } });
    assert.equal(again.statusCode, 304);
  });

  test("that was not built says how it is", async () => {
    assert.equal(await openConsolePages(join(folder, "assets")), undefined);
    const server = fastify();
    addConsole(server, undefined, { secret: () => "s" }, (_request, reply) => reply.code(404).send());
    assert.match((await server.inject({ url: "/" })).body, /npm run build:console/);
  });
});
