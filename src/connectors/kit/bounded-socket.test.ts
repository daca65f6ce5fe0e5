import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { boundedConnection } from "./bounded-socket.ts";

async function serverOf(t: TestContext, taken: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => taken(socket.on("error", () => {}))).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const address = server.address();
  assert.ok(address !== null && typeof address === "object");
  return address.port;
}

// Guarantees that a session is never resumed on another connection, which would be without the sign-in and the TLS that came before.
test("a client that connects anew by itself gets no second connection", async (t) => {
  let connections = 0;
  const port = await serverOf(t, (socket) => {
    connections++;
    socket.destroy();
  });
  const connection = boundedConnection(1_000);
  await once(
    connection.plain(port, "127.0.0.1").on("error", () => {}),
    "close",
  );
  assert.throws(() => connection.plain(port, "127.0.0.1"), /another session/);
  assert.throws(() => connection.secure({ port, host: "127.0.0.1" }), /another session/);
  assert.equal(connections, 1);
});

test("a connection that brings too much is ended, and one that brings enough is not", async (t) => {
  const port = await serverOf(t, (socket) => {
    socket.write(Buffer.alloc(100_000, 1));
  });
  const narrow = boundedConnection(99_999);
  await once(
    narrow.plain(port, "127.0.0.1").on("error", () => {}),
    "close",
  );
  assert.equal(narrow.overflowed(), true);
  const wide = boundedConnection(100_000);
  const socket = wide.plain(port, "127.0.0.1");
  let bytes = 0;
  for await (const data of socket) {
    bytes += (data as Buffer).length;
    if (bytes === 100_000) break;
  }
  assert.deepEqual([bytes, wide.overflowed()], [100_000, false]);
});

test("whatever is open ends at once when the call is over", async (t) => {
  const port = await serverOf(t, () => {});
  const connection = boundedConnection(1_000);
  const socket = connection.plain(port, "127.0.0.1").on("error", () => {});
  await once(socket, "connect");
  connection.destroy();
  assert.equal(socket.destroyed, true);
});
