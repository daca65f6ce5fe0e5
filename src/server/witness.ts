import fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from "fastify";
import { cosignRequestBytesMax } from "../core/transparency/witness.ts";
import type { OpenWitness, WitnessReply } from "../engine/witness/open-witness.ts";

const requestTimeoutMs = 10_000;
const connectionsMax = 64;

/** What a witness is told of each request, for its own log: an origin and a size only when their signature was checked. */
export type WitnessListener = (reply: WitnessReply) => void;

/**
 * The witness's one door (C2SP tlog-witness): `POST /add-checkpoint`. Requests need no sign-in, because a checkpoint is signed in itself and an answer
 * tells nothing that its log does not know.
 */
export function buildWitnessServer(witness: OpenWitness, listener: WitnessListener = () => {}): FastifyInstance {
  const server = fastify({
    logger: false,
    bodyLimit: cosignRequestBytesMax,
    requestTimeout: requestTimeoutMs,
    forceCloseConnections: true,
  });
  server.server.maxConnections = connectionsMax;
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  server.addHook(
    "onRequest",
    async (_request, reply) => void reply.header("x-content-type-options", "nosniff").header("cache-control", "no-store"),
  );
  server.setErrorHandler((error: FastifyError, _request, reply) =>
    plain(reply, error.statusCode === 413 ? 413 : 400, "the request cannot be read"),
  );
  server.setNotFoundHandler((_request, reply) => plain(reply, 404, "a witness takes POST /add-checkpoint"));
  server.post("/add-checkpoint", async (request, reply) => {
    const answered = witness.cosign(Buffer.isBuffer(request.body) ? request.body : new Uint8Array());
    listener(answered);
    return say(reply, answered);
  });
  return server;
}

function say(reply: FastifyReply, answered: WitnessReply) {
  if (answered.type === "cosigned") return reply.code(200).type("text/plain; charset=utf-8").send(answered.line);
  if (answered.type === "broken") return plain(reply, 500, "the witness cannot write and cosigns nothing until it is started anew");
  switch (answered.because) {
    case "malformed":
      return plain(reply, 400, "the request is not an old size, a proof, an empty line and a checkpoint");
    case "older-above-newer":
      return plain(reply, 400, "the old size is above that of the checkpoint");
    case "unknown-log":
      return plain(reply, 404, "this witness does not watch the log of that origin");
    case "not-signed":
      return plain(reply, 403, "no key that this witness knows for the origin signed the checkpoint");
    case "other-size":
    case "other-root":
      return reply.code(409).type("text/x.tlog.size").send(`${answered.size}\n`);
    case "inconsistent":
      return plain(reply, 422, "the proof does not show that the checkpoint grew from the last one");
  }
}

const plain = (reply: FastifyReply, status: number, text: string) => reply.code(status).type("text/plain; charset=utf-8").send(`${text}\n`);
