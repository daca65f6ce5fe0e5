import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { ask, clock, failure, listening } from "../../testing/http-scene.ts";
import { type OriginOrder, openOrigin } from "./http.ts";

describe("TLS", () => {
  const folder = mkdtempSync(join(tmpdir(), "kit-tls-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const tool = spawnSync("openssl", ["version"]).status === 0;

  test("only a certificate for the configured name counts, and the environment cannot switch that off", {
    skip: tool || process.env.CI ? false : "openssl is not installed",
  }, async () => {
    const [key, certificate] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=edge.example.test",
        "-addext",
        "subjectAltName=DNS:edge.example.test",
        "-keyout",
        key,
        "-out",
        certificate,
      ],
      { stdio: "ignore" },
    );
    const ca = readFileSync(certificate, "utf8");
    let seen = 0;
    let servername: string | false | undefined;
    const server = createTlsServer({ key: readFileSync(key), cert: ca }, (request, response) => {
      seen++;
      servername = "servername" in request.socket ? (request.socket.servername as string) : undefined;
      response.end("{}");
    });
    const port = await listening(server);
    const at = (name: string, more: Partial<OriginOrder>) =>
      openOrigin(
        { name: "edge", url: `https://${name}:${port}`, internal: true, ...more },
        { clock, resolve: async () => ["127.0.0.1"] },
      ).read(ask);
    assert.equal((await at("edge.example.test", { ca })).kind, "answered");
    assert.equal(servername, "edge.example.test");
    const stranger = failure(await at("edge.example.test", {}), "not-sent", "connector/certificate");
    assert.match(stranger.remedy, /setting ca/);
    const other = failure(await at("other.example.test", { ca }), "not-sent", "connector/certificate");
    assert.match(`${other.problem} ${other.remedy}`, /another name.*host in its url/);
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    try {
      assert.notEqual((await at("edge.example.test", {})).kind, "answered");
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    }
    assert.equal(seen, 1);
  });
});
