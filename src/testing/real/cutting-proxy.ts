import { readFileSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { connect as connectSecurely, createServer as createSecureServer } from "node:tls";
import type { Certificates } from "./certificates.ts";

/** A cable that a test can cut: a loopback port that passes everything on, until it is told to fail in one of the ways in which networks fail. */
export type CuttingProxy = {
  readonly port: number;
  /** Whatever the client says next is passed on, but it never hears the answer to a question that `matches`: the connection breaks instead. */
  readonly loseAnswerTo: (matches: (question: Buffer) => boolean) => void;
  /** From now on connections are taken, and nothing is ever said. */
  readonly fallSilent: () => void;
  /** From now on questions that `matches` are not passed on either: the connection breaks before the product hears them. */
  readonly cutBefore: (matches: (question: Buffer) => boolean) => void;
  /** From now on every question is answered with these bytes, for ever, until the client hangs up. */
  readonly flood: (bytes: Buffer) => void;
  /** From now on everything that the client says arrives this late, in order. */
  readonly slowDown: (delayMs: number) => void;
  readonly heal: () => void;
  readonly stop: () => Promise<void>;
};

type Fault =
  | { readonly kind: "none" | "silent" }
  | { readonly kind: "lose" | "cut"; readonly matches: (question: Buffer) => boolean }
  | { readonly kind: "flood"; readonly bytes: Buffer };

/**
 * Passes on to a port of this machine or to a Unix socket. With `tls` it opens what the client sends, so that `matches` sees plain words, and seals it
 * again for the product.
 */
export async function startCuttingProxy(
  to: { readonly port: number } | { readonly path: string },
  tls?: Certificates,
): Promise<CuttingProxy> {
  let fault: Fault = { kind: "none" };
  let delayMs = 0;
  const open = new Set<Socket>();
  const server = serverOf(tls, (client) => {
    const place = "path" in to ? { path: to.path } : { port: to.port, host: "127.0.0.1" };
    const product = tls ? connectSecurely({ ...place, ca: readFileSync(tls.ca), servername: "localhost" }) : connect(place);
    let deaf = false;
    for (const socket of [client, product]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        if (!deaf) for (const other of [client, product]) other.destroy();
      });
    }
    client.on("data", (question: Buffer) => {
      if (fault.kind === "silent") return;
      if (fault.kind === "flood") return pour(client, fault.bytes);
      if (fault.kind === "cut" && fault.matches(question)) return void client.destroy();
      if (fault.kind === "lose" && fault.matches(question)) deaf = true;
      if (delayMs === 0) return void product.write(question);
      setTimeout(() => product.destroyed || product.write(question), delayMs);
    });
    product.on("data", (answer: Buffer) => {
      if (fault.kind === "silent") return;
      if (!deaf) return void client.write(answer);
      // The product has answered, so it has done it; now the client may learn that the cable is cut.
      client.destroy();
      product.destroy();
    });
  });
  await new Promise<void>((settle, fail) => server.once("error", fail).listen(0, "127.0.0.1", settle));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was given");
  server.unref();
  const become = (next: Fault) => {
    fault = next;
  };
  return {
    port: address.port,
    loseAnswerTo: (matches) => become({ kind: "lose", matches }),
    fallSilent: () => become({ kind: "silent" }),
    cutBefore: (matches) => become({ kind: "cut", matches }),
    flood: (bytes) => become({ kind: "flood", bytes }),
    slowDown: (by) => {
      delayMs = by;
    },
    heal: () => become({ kind: "none" }),
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((settle) => server.close(settle));
    },
  };
}

function serverOf(tls: Certificates | undefined, taken: (client: Socket) => void): Server {
  return tls ? createSecureServer({ cert: readFileSync(tls.certificate), key: readFileSync(tls.key) }, taken) : createServer(taken);
}

function pour(client: Socket, bytes: Buffer): void {
  if (client.destroyed) return;
  client.write(bytes, () => setImmediate(pour, client, bytes));
}

/** Whether these bytes are a request to change an LDAP entry (RFC 4511, 4.6): a message, its number, and application tag 6. */
export function isLdapModify(question: Buffer): boolean {
  const lengthBytes = (question[1] ?? 0) < 0x80 ? 1 : 1 + ((question[1] ?? 0) & 0x7f);
  const number = 1 + lengthBytes;
  return question[0] === 0x30 && question[number] === 0x02 && question[number + 2 + (question[number + 1] ?? 0)] === 0x66;
}
