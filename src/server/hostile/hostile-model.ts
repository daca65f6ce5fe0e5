import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Attacker } from "../../redteam/hostile/attacker.ts";
import { type HostileScript, scriptBytesMax, scriptStepsMax } from "../../redteam/hostile/script.ts";
import { type HostileProtocol, protocolPaths, questionIn, scriptFor } from "../../redteam/hostile/wire.ts";

/** The most bytes of one question. */
const questionBytesMax = 4 * 1_048_576;

/** What a question was, as it came. */
export type HeardQuestion = { readonly path: string; readonly headers: Readonly<Record<string, string>>; readonly body: string };

/** A model's server that is an attacker. `attacker` may be exchanged between cases. */
export type HostileModel = {
  /** Its base for a protocol, as a configuration names it. */
  readonly url: string;
  attacker: Attacker;
  /** Everything that it was told; whoever looks through it empties it. */
  readonly heard: HeardQuestion[];
  readonly close: () => Promise<void>;
};

/** The most questions that are kept. */
const heardMax = 10_000;

/** Starts a hostile model on this machine's loopback; nobody else reaches it, and it reaches nobody. It speaks both protocols. `stepMs` is how long one step of its scripts lasts. */
export async function startHostileModel(attacker: Attacker, { stepMs = 100 }: { readonly stepMs?: number } = {}): Promise<HostileModel> {
  const ended = new AbortController();
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  const held: HostileModel = { url: "", attacker, heard: [], close: () => close() };
  let count = 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (held.heard.length < heardMax) held.heard.push({ path: request.url ?? "", headers: headersOf(request), body });
    const protocol = (Object.keys(protocolPaths) as HostileProtocol[]).find((name) => protocolPaths[name] === request.url);
    const asked = protocol && questionIn(body, protocol, count++);
    if (!protocol || !asked) return void response.writeHead(404).end();
    await play(scriptFor(held.attacker.say(asked), asked, protocol), response);
  }

  async function play({ status, headers, afterSteps, parts, end }: HostileScript, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    await pause(afterSteps);
    response.writeHead(status, headers);
    let bytes = 0;
    for (const { bytes: piece, afterSteps: steps = 0, times = 1 } of parts)
      for (let time = 0; time < times && bytes < scriptBytesMax && !response.destroyed; time++) {
        await pause(steps);
        bytes += piece.length;
        if (!response.write(piece)) await once(response, "drain", { signal: gone.signal }).catch(() => {});
      }
    if (end === "close") response.end();
    if (end === "cut") response.destroy();
    if (end === "hang") response.flushHeaders();
  }

  const pause = async (steps: number) => {
    if (steps > 0) await sleep(Math.min(steps, scriptStepsMax) * stepMs, undefined, { signal: ended.signal, ref: false });
  };

  async function close(): Promise<void> {
    ended.abort();
    server.closeAllConnections();
    await new Promise((settle) => server.close(settle));
  }

  await new Promise<void>((settle, fail) => server.once("error", fail).listen(0, "127.0.0.1", settle));
  const { port } = server.address() as AddressInfo;
  return Object.assign(held, { url: `http://127.0.0.1:${port}/v1` });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += (piece as Buffer).length;
    if (bytes > questionBytesMax) throw new Error("too long");
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces).toString("utf8");
}

const headersOf = (request: IncomingMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
