import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo, Server, Socket } from "node:net";
import { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type OriginOrder, type Outcome, openOrigin } from "../connectors/kit/http.ts";
import type { SocError } from "../core/soc-error.ts";

// Servers that say what a test wants said, closed when it ends, and one origin that asks them.

export const clock = { nowMs: () => 1_000_000, sleep: (delayMs: number, signal?: AbortSignal) => sleep(delayMs, undefined, { signal }) };
const open: { close: () => void }[] = [];

after(() => {
  for (const server of open) server.close();
});

export async function listening(server: Server): Promise<number> {
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

export const web = (answer: RequestListener) => listening(createServer(answer));

export const origin = (port: number, more: Partial<OriginOrder> = {}) =>
  openOrigin({ name: "edge", url: `http://127.0.0.1:${port}`, internal: true, ...more }, { clock });

export const ask = { method: "GET", path: ["x"] } as const;

export function failure(outcome: Outcome, kind: "not-sent" | "lost" | "rate-limited", code: SocError["code"]): SocError {
  assert.equal(outcome.kind, kind);
  assert.ok("error" in outcome);
  assert.equal(outcome.error.code, code);
  return outcome.error;
}
