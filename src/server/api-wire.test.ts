import assert from "node:assert/strict";
import { request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, test } from "node:test";
import { openApiScene } from "../testing/api-scene.ts";
import { Problem } from "./contract.ts";

describe("on the wire", () => {
  async function listening(use: (port: number) => Promise<void>, parts: { readonly requestMs?: number } = {}) {
    const scene = await openApiScene({ parts });
    await scene.server.listen({ host: "127.0.0.1", port: 0 });
    try {
      await use((scene.server.server.address() as AddressInfo).port);
    } finally {
      await scene.server.close();
    }
  }
  const problemIn = (raw: string) => Problem.parse(JSON.parse(raw.slice(raw.indexOf("\r\n\r\n") + 4)));

  test("431 and 400: a flood of headers, and what is no HTTP, end in a problem and a closed connection", async () => {
    await listening(async (port) => {
      const flood = connect({ host: "127.0.0.1", port });
      flood.write(`GET /health HTTP/1.1\r\nhost: localhost\r\nx-a: ${"a".repeat(20_000)}\r\n\r\n`);
      assert.equal(problemIn(await text(flood)).code, "server/headers-too-large");
      const noise = connect({ host: "127.0.0.1", port });
      noise.write("\x16\x03\x01 this is no request\r\n\r\n");
      assert.equal(problemIn(await text(noise)).code, "server/bad-request");
    });
  });

  test("408: a body, and headers, that do not come whole in time", async () => {
    await listening(
      async (port) => {
        const as = Buffer.from(JSON.stringify({ rights: ["ingest"], token: "t" })).toString("base64");
        const head = `POST /api/v1/ingest/edge HTTP/1.1\r\nhost: localhost\r\nauthorization: Test ${as}\r\n`;
        for (const slow of [`${head}content-length: 1000\r\n\r\nx`, head]) {
          const socket = connect({ host: "127.0.0.1", port });
          socket.write(slow);
          assert.equal(problemIn(await text(socket)).code, "server/too-slow");
        }
      },
      { requestMs: 200 },
    );
  });

  test("nobody's body is read before it is known who asks", async () => {
    await listening(async (port) => {
      const answer = await new Promise<number>((resolve, reject) => {
        const headers = { "content-length": String(15 * 1_048_576), "content-type": "application/octet-stream" };
        const asking = request({ host: "127.0.0.1", port, method: "POST", path: "/api/v1/ingest/edge", headers }, (response) => {
          resolve(response.statusCode ?? 0);
          asking.destroy();
        });
        asking.on("error", reject);
        asking.write("x");
      });
      assert.equal(answer, 401);
    });
  });
});
