import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { ask, clock, failure, web } from "../../testing/http-scene.ts";
import { isLoopback, mayConnect, metadataAddresses } from "./address.ts";
import { type OriginOrder, openOrigin } from "./http.ts";

describe("which addresses are talked to", () => {
  const answersFor = (addresses: readonly string[], more: Partial<OriginOrder> = {}) =>
    openOrigin({ name: "edge", url: "https://edge.example.test", ...more }, { clock, resolve: async () => addresses });

  test("metadata services and link-local addresses never, whatever the settings say", () => {
    for (const address of [
      "169.254.169.254",
      "169.254.1.1",
      "fe80::1",
      "::ffff:169.254.169.254",
      "::ffff:a9fe:a9fe",
      ...metadataAddresses,
      "fe80::1%eth0",
    ]) {
      assert.equal(mayConnect(address, true), false, address);
      assert.equal(mayConnect(address, false), false, address);
    }
  });

  test("the company's own ranges only when the product is called internal", () => {
    for (const address of ["10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "::1", "fd12::1", "100.64.0.1", "::ffff:10.0.0.1"]) {
      assert.equal(mayConnect(address, false), false, address);
      assert.equal(mayConnect(address, true), true, address);
    }
  });

  test("nothing that stands for another address, for many, or for none", () => {
    for (const address of [
      "0.0.0.0",
      "::",
      "224.0.0.1",
      "255.255.255.255",
      "ff02::1",
      "64:ff9b::7f00:1",
      "2002:7f00:1::",
      "2001::1",
      "192.0.2.1",
      "",
      "edge",
      "127.1.1.1.1",
    ])
      assert.equal(mayConnect(address, true), false, address);
  });

  test("no text makes the check throw, and no IPv4 spelling slips a private address through", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        mayConnect(text, false);
        isLoopback(text);
      }),
    );
    fc.assert(
      fc.property(fc.constantFrom("10", "127", "169.254", "192.168", "172.16"), fc.nat(255), fc.nat(255), (head, third, fourth) => {
        const parts = [...head.split("."), String(third), String(fourth)];
        while (parts.length < 4) parts.splice(1, 0, "0");
        const address = parts.join(".");
        assert.equal(mayConnect(address, false), false);
        assert.equal(mayConnect(`::ffff:${address}`, false), false);
      }),
    );
  });

  test("one bad address among good ones spoils them all", async () => {
    failure(await answersFor(["10.0.0.1", "169.254.169.254"], { internal: true }).read(ask), "not-sent", "connector/address-not-allowed");
    failure(await answersFor(["10.0.0.1"]).read(ask), "not-sent", "connector/address-not-allowed");
    failure(await answersFor([]).read(ask), "not-sent", "connector/not-reached");
    failure(
      await answersFor(
        Array.from({ length: 17 }, () => "10.0.0.1"),
        { internal: true },
      ).read(ask),
      "not-sent",
      "connector/not-reached",
    );
  });

  test("a name that is rebound between check and connection is asked once, and the checked address is the one connected to", async () => {
    let seen: IncomingMessage | undefined;
    const port = await web((request, response) => {
      seen = request;
      response.end("{}");
    });
    let asked = 0;
    const resolve = async () => (asked++ === 0 ? ["127.0.0.1"] : ["169.254.169.254"]);
    const edge = openOrigin({ name: "edge", url: `http://localhost:${port}`, internal: true }, { clock, resolve });
    assert.equal((await edge.read(ask)).kind, "answered");
    assert.equal(asked, 1);
    assert.equal(seen?.headers.host, `localhost:${port}`);
    failure(await edge.read(ask), "not-sent", "connector/address-not-allowed");
  });

  test("an unencrypted name of this machine that leads elsewhere is not followed", async () => {
    const edge = openOrigin({ name: "edge", url: "http://localhost:1", internal: true }, { clock, resolve: async () => ["10.0.0.1"] });
    failure(await edge.read(ask), "not-sent", "connector/address-not-allowed");
  });

  test("a name server that never answers is waited for no longer than the request may take", async () => {
    const edge = openOrigin({ name: "edge", url: "https://edge.example.test" }, { clock, resolve: () => new Promise(() => undefined) });
    failure(await edge.read({ ...ask, timeMs: 50 }), "not-sent", "connector/not-reached");
  });

  test("settings that would send secrets in the clear, or elsewhere, are refused", () => {
    for (const url of [
      "http://edge.example.test",
      "http://10.0.0.1",
      "https://user:pass@edge.example.test",
      "ftp://edge.example.test",
      "edge",
      "https://edge.example.test/?x=1",
      "file:///etc/passwd",
    ])
      assert.throws(() => openOrigin({ name: "edge", url, internal: true }, { clock }), { code: "connector/bad-settings" }, url);
    const ca = "-----BEGIN CERTIFICATE-----\nbm90IG9uZQ==\n-----END CERTIFICATE-----\n";
    assert.throws(() => openOrigin({ name: "edge", url: "https://edge.example.test", ca }, { clock }), { code: "connector/bad-settings" });
    assert.throws(() => openOrigin({ name: "edge", url: "http://127.0.0.1:1" }, { clock }), { code: "connector/bad-settings" });
  });

  test("proxies out of the environment are not used", async () => {
    let proxied = 0;
    const proxy = await web((_request, response) => void response.end(String(++proxied)));
    const port = await web((_request, response) => void response.end("{}"));
    const program = `import { openOrigin } from ${JSON.stringify(fileURLToPath(new URL("./http.ts", import.meta.url)))};
      import { setTimeout as sleep } from "node:timers/promises";
      const clock = { nowMs: () => 0, sleep: (ms, signal) => sleep(ms, undefined, { signal }) };
      const edge = openOrigin({ name: "edge", url: "http://127.0.0.1:${port}", internal: true }, { clock });
      process.stdout.write((await edge.read({ method: "GET", path: ["x"] })).kind);`;
    const address = `http://127.0.0.1:${proxy}`;
    const child = await new Promise<string>((done) => {
      const { HTTP_PROXY, HTTPS_PROXY, http_proxy, NODE_USE_ENV_PROXY, NO_PROXY, no_proxy, ...rest } = process.env;
      const env = { ...rest, HTTP_PROXY: address, http_proxy: address, HTTPS_PROXY: address, NODE_USE_ENV_PROXY: "1" };
      import("node:child_process").then(({ execFile }) =>
        execFile(process.execPath, ["--input-type=module", "-e", program], { env, timeout: 20_000 }, (_error, stdout) => done(stdout)),
      );
    });
    assert.equal(child, "answered");
    assert.equal(proxied, 0);
  });
});
