import assert from "node:assert/strict";
import { readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer as createPlain, type Server } from "node:net";
import { test } from "node:test";
import { createServer as createSecure } from "node:tls";
import { makeCertificates } from "../../testing/real/certificates.ts";
import { freshFolder } from "../../testing/real/part.ts";
import { connectOut } from "./connect-out.ts";
import { openLine } from "./line.ts";

const still = () => new AbortController().signal;
const order = (server: Server, more: object = {}) => {
  const { port } = server.address() as AddressInfo;
  return { name: "mail", host: "mail.example.test", port, internal: true, resolve: async () => ["127.0.0.1"], ...more };
};

async function listening<Result>(server: Server, work: () => Promise<Result>): Promise<Result> {
  server.on("connection", (socket) => socket.on("error", () => {}));
  await new Promise<void>((settle) => server.listen(0, "127.0.0.1", settle));
  try {
    return await work();
  } finally {
    server.close();
  }
}

test("a certificate that nobody trusts is refused, whatever the environment says", async () => {
  const folder = freshFolder("connect-out");
  const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  try {
    const made = makeCertificates(folder);
    const [key, cert] = [readFileSync(made.key), readFileSync(made.certificate)];
    const server = createSecure({ key, cert });
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
    await listening(server, async () => {
      await assert.rejects(connectOut({ ...order(server), secure: true }, still()), { code: "connector/certificate" });
      const ca = readFileSync(made.ca, "utf8");
      await assert.rejects(connectOut({ ...order(server, { ca }), secure: true }, still()), { code: "connector/certificate" });
      (await connectOut({ ...order(server, { ca, host: "localhost" }), secure: true }, still())).destroy();
      const line = await openLine(order(server), still());
      await assert.rejects(line.secure(), { code: "connector/certificate" });
      line.close();
    });
  } finally {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
    rmSync(folder, { recursive: true });
  }
});

test("a name leads to this machine only where the settings say so; written down as it is, it is meant", async () => {
  const server = createPlain();
  await listening(server, async () => {
    const tryIt = async (more: object) => (await connectOut({ ...order(server, more), secure: false }, still())).destroy();
    await assert.rejects(tryIt({ internal: false }), { code: "connector/address-not-allowed" });
    await assert.rejects(tryIt({ resolve: async () => ["127.0.0.1", "169.254.169.254"] }), { code: "connector/address-not-allowed" });
    await assert.rejects(tryIt({ resolve: async () => [] }), { code: "connector/not-reached" });
    await tryIt({});
    await tryIt({ internal: false, host: "127.0.0.1" });
    await tryIt({ internal: false, host: "localhost" });
  });
});
