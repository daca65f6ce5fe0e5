import assert from "node:assert/strict";
import { createServer } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { describe, test } from "node:test";
import fc from "fast-check";
import { ask, failure, listening, origin, web } from "../../testing/http-scene.ts";
import { parseJson } from "./json.ts";

/** A server that says these bytes to whoever connects, and then does `end`. */
const raw = (end: (socket: Socket) => void) =>
  listening(createTcpServer((socket) => void socket.on("error", () => undefined).once("data", () => end(socket))));

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
