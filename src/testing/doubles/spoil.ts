import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

/** Faults that only questions are tried with. */
export type ReadingFault = "unauthorized" | "not-found" | "internal-error" | "elsewhere" | "drip" | "flood" | "gzip" | "wrong-charset";

/** What of a double such faults need. */
type Spoiling = { readonly elsewhere: string | undefined; flooded: number };

const floodBytesMax = 64 * 1_048_576;
const dripMs = 20;

/** Answers that go wrong where nothing is changed. */
export function spoil(response: ServerResponse, fault: ReadingFault, body: () => string, double: Spoiling): void {
  const json = { "content-type": "application/json" };
  response.on("error", () => undefined);
  switch (fault) {
    case "unauthorized":
      response.writeHead(401, json).end('{"error":"access denied"}');
      return;
    case "not-found":
      response.writeHead(404, json).end('{"error":"no such thing"}');
      return;
    case "internal-error":
      response.writeHead(500, json).end('{"error":"it broke"}');
      return;
    case "elsewhere":
      response.writeHead(307, { location: double.elsewhere ?? "http://192.0.2.1/elsewhere" }).end();
      return;
    case "drip": {
      response.writeHead(200, json).write('{"a":"');
      const drip = setInterval(() => response.write("a"), dripMs);
      response.on("close", () => clearInterval(drip));
      return;
    }
    case "flood":
      response.writeHead(200, json);
      flood(response, double);
      return;
    case "gzip":
      response.writeHead(200, { ...json, "content-encoding": "gzip" }).end(bomb());
      return;
    case "wrong-charset":
      response.writeHead(200, { "content-type": "application/json; charset=utf-16le" }).end(Buffer.from(body(), "utf16le"));
      return;
  }
}

let packed: Buffer | undefined;
/** Little that would become much. */
function bomb(): Buffer {
  packed ??= gzipSync(Buffer.alloc(floodBytesMax / 4, 0x20), { level: 1 });
  return packed;
}

/** Sends block after block for as long as somebody takes them. */
function flood(response: ServerResponse, double: Spoiling): void {
  const block = Buffer.alloc(262_144, 0x20);
  const next = () => {
    if (response.destroyed || double.flooded >= floodBytesMax) return void response.destroy();
    response.write(block, (error) => {
      if (error) return;
      double.flooded += block.length;
      next();
    });
  };
  next();
}
