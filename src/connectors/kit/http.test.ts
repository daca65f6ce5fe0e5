import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import type { SocError } from "../../core/soc-error.ts";
import { testGuard } from "../../testing/guards.ts";
import { isLoopback, mayConnect, metadataAddresses } from "./address.ts";
import { type OriginOrder, type Outcome, openOrigin } from "./http.ts";
import { parseJson } from "./json.ts";
import { leaveOf } from "./leave.ts";
import { failuresMax, openPause, pauseMsMax, pauseOf, restMs } from "./pause.ts";

const clock = { nowMs: () => 1_000_000, sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal }) };
const open: { close: () => void }[] = [];
after(() => {
  for (const server of open) server.close();
});

async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => void sockets.add(socket));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  open.push({
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
  return (server.address() as AddressInfo).port;
}

const web = (answer: RequestListener) => listening(createServer(answer));
/** A server that says these bytes to whoever connects, and then does `end`. */
const raw = (end: (socket: Socket) => void) =>
  listening(createTcpServer((socket) => void socket.on("error", () => undefined).once("data", () => end(socket))));

const origin = (port: number, more: Partial<OriginOrder> = {}) =>
  openOrigin({ name: "edge", url: `http://127.0.0.1:${port}`, internal: true, ...more }, { clock });
const ask = { method: "GET", path: ["x"] } as const;

function failure(outcome: Outcome, kind: "not-sent" | "lost" | "rate-limited", code: SocError["code"]): SocError {
  assert.equal(outcome.kind, kind);
  assert.ok("error" in outcome);
  assert.equal(outcome.error.code, code);
  return outcome.error;
}

describe("what one request becomes", () => {
  test("an answer comes back whole, with its status and headers", async () => {
    const port = await web((request, response) => {
      response
        .setHeader("x-test", "1")
        .writeHead(201)
        .end(JSON.stringify({ url: request.url, method: request.method }));
    });
    const outcome = await origin(port).read({
      method: "POST",
      changes: false,
      path: ["a b", "c/d"],
      query: { q: "é&" },
      body: { json: { a: 1 } },
    });
    assert.ok(outcome.kind === "answered");
    assert.equal(outcome.status, 201);
    assert.equal(outcome.header("x-test"), "1");
    assert.deepEqual(parseJson(outcome.bytes), { value: { url: "/a%20b/c%2Fd?q=%C3%A9%26", method: "POST" } });
  });

  test("a large answer comes back whole although its connection is closed before we have read it", async () => {
    const body = Buffer.alloc(3_000_000, 0x31);
    const port = await raw((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${body.length}\r\n\r\n`);
      socket.end(body);
    });
    const edge = origin(port);
    for (let time = 0; time < 20; time++) {
      const outcome = await edge.read(ask);
      assert.ok(outcome.kind === "answered", JSON.stringify(outcome));
      assert.equal(outcome.bytes.length, body.length);
    }
  });

  test("a redirect is an answer, and nobody goes where it points", async () => {
    let elsewhere = 0;
    const other = await web((_request, response) => void response.end(String(++elsewhere)));
    const port = await web((_request, response) => void response.writeHead(307, { location: `http://127.0.0.1:${other}/` }).end());
    const outcome = await origin(port).read(ask);
    assert.ok(outcome.kind === "answered" && outcome.status === 307);
    assert.equal(elsewhere, 0);
  });

  test("an answer larger than allowed is cut off, however it is announced", async () => {
    for (const announced of [true, false]) {
      const port = await web((_request, response) => {
        if (announced) response.setHeader("content-length", 5_000_000);
        const block = Buffer.alloc(65_536, 0x20);
        response.on("error", () => undefined);
        for (let sent = 0; sent < 76; sent++) response.write(block);
      });
      failure(await origin(port).read({ ...ask, bytesMax: 100_000 }), "lost", "connector/unexpected-answer");
    }
  });

  test("a compressed answer is refused unread, so it cannot grow", async () => {
    const port = await web((_request, response) => void response.setHeader("content-encoding", "gzip").end("x"));
    failure(await origin(port).read(ask), "lost", "connector/unexpected-answer");
  });

  test("half a body is no answer", async () => {
    const port = await raw((socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"ok":tr'));
    failure(await origin(port).read(ask), "lost", "connector/not-reached");
  });

  test("a chunked body without its end is no answer", async () => {
    const port = await raw((socket) => void socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n"));
    failure(await origin(port).read(ask), "lost", "connector/not-reached");
  });

  test("a connection that closes without a word may have done it", async () => {
    const port = await raw((socket) => void socket.destroy());
    failure(await origin(port).read(ask), "lost", "connector/not-reached");
  });

  test("whoever drips bytes for ever is left when the time is over", async () => {
    const port = await raw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const drip = setInterval(() => socket.write("x-slow: 1\r\n"), 20);
      socket.on("close", () => clearInterval(drip));
    });
    failure(await origin(port).read({ ...ask, timeMs: 200 }), "lost", "connector/too-late");
  });

  test("headers without end are refused", async () => {
    const port = await raw((socket) => void socket.write(`HTTP/1.1 200 OK\r\n${"x-more: 1\r\n".repeat(10_000)}`));
    failure(await origin(port).read(ask), "lost", "connector/not-reached");
  });

  test("a caller who stops is obeyed at once", async () => {
    const port = await raw(() => undefined);
    const stop = new AbortController();
    const asked = origin(port).read({ ...ask, timeMs: 5_000 }, stop.signal);
    stop.abort();
    assert.notEqual((await asked).kind, "answered");
  });

  test("when nobody listens, surely nothing happened", async () => {
    const server = createServer();
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const { port } = server.address() as AddressInfo;
    await new Promise((closed) => server.close(closed));
    failure(await origin(port).read(ask), "not-sent", "connector/not-reached");
  });

  test("a header that smuggles a line is never sent", async () => {
    let seen = 0;
    const port = await web((_request, response) => void response.end(String(++seen)));
    failure(await origin(port).read({ ...ask, headers: { authorization: "canary\r\nx: y" } }), "not-sent", "connector/not-reached");
    assert.equal(seen, 0);
  });

  test("a path segment cannot climb", async () => {
    const port = await web((_request, response) => void response.end("{}"));
    for (const segment of ["..", ".", ""]) await assert.rejects(origin(port).read({ method: "GET", path: ["a", segment, "b"] }));
  });
});

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

describe("changes leave by one door", () => {
  test("the guard is asked once the connection stands, and what it holds back is not sent", async () => {
    let seen = 0;
    let connections = 0;
    const server = createServer((_request, response) => void response.end(String(++seen)));
    server.on("connection", () => connections++);
    const port = await listening(server);
    const never = new AbortController().signal;
    const change = { method: "DELETE", path: ["x"] } as const;
    const guard = testGuard({ passes: 1 });
    assert.equal((await origin(port).change(change, leaveOf("edge", guard, never))).kind, "answered");
    failure(await origin(port).change(change, leaveOf("edge", guard, never)), "not-sent", "effector/stopped");
    assert.deepEqual([connections, seen, guard.asked()], [2, 1, 2]);
  });

  test("a stop ends the wait for a connection, and a change that was sent is waited for", async () => {
    const never = new AbortController().signal;
    const slow = await web((_request, response) => void setTimeout(() => response.end("{}"), 200));
    const late = testGuard();
    const answer = origin(slow).change({ method: "POST", path: ["x"] }, leaveOf("edge", late, never));
    setTimeout(late.stop, 100);
    assert.equal((await answer).kind, "answered");
    const guard = testGuard();
    const stuck = openOrigin({ name: "edge", url: "https://edge.example.test" }, { clock, resolve: () => new Promise(() => undefined) });
    const waiting = stuck.change({ method: "POST", path: ["x"], timeMs: 5_000 }, leaveOf("edge", guard, never));
    guard.stop();
    assert.equal((await waiting).kind, "not-sent");
    assert.equal(guard.asked(), 0);
  });

  // Guarantees that nobody calls a change a question: each POST that says so is known here, with what it asks.
  // What a connector without containment asks so is held to it by its contract suite, which looks at the product before and after.
  test("the only questions that are put with POST beside those of reading connectors are these", () => {
    const folder = new URL("../", import.meta.url);
    const found = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
      .filter((path) => /^kit\/|effector/.test(path) || !existsSync(new URL(`${path.split("/")[0]}/connector.ts`, folder)))
      .flatMap((path) => [...readFileSync(new URL(path, folder), "utf8").matchAll(/changes: false,/g)].map(() => path));
    assert.deepEqual(found.toSorted(), [
      "crowdstrike/effector.ts",
      "kit/index-search.ts",
      "kit/token.ts",
      "nftables/effector.ts",
      "otlp/otlp.ts",
      "palo-alto/effector.ts",
      "time-stamp/time-stamp.ts",
      "wazuh/effector.ts",
      "witness/witness.ts",
    ]);
  });
});

describe("leaving a product alone", () => {
  test("429 says when, and nothing is sent before", async () => {
    let nowMs = 0;
    let seen = 0;
    const port = await web((_request, response) => {
      seen++;
      response.writeHead(seen === 1 ? 429 : 200, { "retry-after": "7" }).end("{}");
    });
    const edge = openOrigin({ name: "edge", url: `http://127.0.0.1:${port}`, internal: true }, { clock: { ...clock, nowMs: () => nowMs } });
    const first = await edge.read(ask);
    assert.deepEqual(failure(first, "rate-limited", "connector/rate-limited").retry, { afterMs: 7_000 });
    nowMs = 6_999;
    failure(await edge.read(ask), "not-sent", "connector/rate-limited");
    assert.equal(seen, 1);
    nowMs = 7_000;
    assert.equal((await edge.read(ask)).kind, "answered");
  });

  test("503 stays an answer, and the time that it names is kept", async () => {
    let seen = 0;
    const port = await web((_request, response) => {
      seen++;
      response.writeHead(503, { "retry-after": "30" }).end();
    });
    const edge = origin(port);
    const outcome = await edge.read(ask);
    assert.ok(outcome.kind === "answered" && outcome.status === 503);
    failure(await edge.read(ask), "not-sent", "connector/rate-limited");
    assert.equal(seen, 1);
  });

  test("after several failures in a row it rests, tries once, and rests again", async () => {
    let nowMs = 0;
    let seen = 0;
    const port = await web((_request, response) => {
      seen++;
      response.writeHead(503).end();
    });
    const edge = openOrigin({ name: "edge", url: `http://127.0.0.1:${port}`, internal: true }, { clock: { ...clock, nowMs: () => nowMs } });
    for (let time = 0; time < failuresMax * 2; time++) await edge.read(ask);
    assert.equal(seen, failuresMax);
    failure(await edge.read(ask), "not-sent", "connector/resting");
    nowMs += restMs;
    await edge.read(ask);
    await edge.read(ask);
    assert.equal(seen, failuresMax + 1);
  });

  test("a product that is gone is left alone too, but a caller who stops says nothing about it", async () => {
    const gone = openOrigin(
      { name: "edge", url: "https://edge.example.test" },
      { clock, resolve: () => Promise.reject(new Error("unknown")) },
    );
    for (let time = 0; time < failuresMax; time++) failure(await gone.read(ask), "not-sent", "connector/not-reached");
    failure(await gone.read(ask), "not-sent", "connector/resting");
    const patient = origin(await web((_request, response) => void response.end("{}")));
    for (let time = 0; time <= failuresMax; time++) assert.notEqual((await patient.read(ask, AbortSignal.abort())).kind, "answered");
    assert.equal((await patient.read(ask)).kind, "answered");
  });

  test("a clock that goes back keeps nobody away for longer than was asked", () => {
    const pause = openPause();
    pause.asked(1_000_000, 5_000);
    assert.equal(pause.standing(1_001_000)?.afterMs, 4_000);
    assert.equal(pause.standing(0)?.afterMs, 5_000);
    assert.equal(pause.standing(5_000), undefined);
  });

  test("whatever a product writes, the pause is at least a second and at most an hour", () => {
    const text = fc.oneof(fc.string(), fc.nat().map(String), fc.constantFrom("Fri, 31 Dec 9999 23:59:59 GMT", "-1", "1e9", "999999999999"));
    fc.assert(
      fc.property(fc.constantFrom("retry-after", "x-ratelimit-retryafter", "x-rate-limit-reset"), text, fc.nat(), (name, value, nowMs) => {
        const pauseMs = pauseOf((asked) => (asked === name ? value : undefined), nowMs);
        assert.ok(pauseMs >= 1_000 && pauseMs <= pauseMsMax, `${pauseMs}`);
      }),
    );
    assert.equal(
      pauseOf((name) => (name === "retry-after" ? "Thu, 01 Jan 1970 00:02:00 GMT" : undefined), 60_000),
      60_000,
    );
    assert.equal(
      pauseOf((name) => (name === "x-ratelimit-retryafter" ? "90" : undefined), 60_000),
      30_000,
    );
  });
});

describe("JSON out of a product", () => {
  test("what is no JSON, no UTF-8 or too deep is refused; what is JSON is read as it is", () => {
    for (const text of ["", "{", "<html>", "[".repeat(100_000), '{"a":'.repeat(65)]) assert.equal(parseJson(Buffer.from(text)), undefined);
    assert.equal(parseJson(Uint8Array.of(0x22, 0xff, 0x22)), undefined);
    assert.equal(parseJson(Buffer.from(`${"[".repeat(65)}${"]".repeat(65)}`)), undefined);
    assert.ok(parseJson(Buffer.from(`${"[".repeat(64)}${"]".repeat(64)}`)));
    fc.assert(
      fc.property(fc.json({ maxDepth: 20 }), (text) => {
        assert.deepEqual(parseJson(Buffer.from(text)), { value: JSON.parse(text) });
      }),
    );
    assert.ok(parseJson(Buffer.from(JSON.stringify({ a: `[{"\\${"[".repeat(500)}` }))));
  });
});
