import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Status, StopAnswer, StopRequest } from "../core/status/status.ts";
import { isOwnPage } from "./http/guards.ts";
import { problemOf, problemType } from "./http/problem.ts";

/** What the two routes about containment need. `stop` is for anyone who reaches the loopback address; there is no route that resumes. */
export type ContainmentRoutes = {
  readonly status: () => Promise<Status>;
  readonly stop: (request: StopRequest) => Promise<StopAnswer>;
};

/** `GET /api/status` and `POST /api/stop`, for whoever is on this machine. */
export function addContainmentRoutes(server: FastifyInstance, containment: ContainmentRoutes): void {
  server.get("/api/status", async () => Status.parse(await containment.status()));
  server.post("/api/stop", async (request: FastifyRequest, reply) => {
    if (!isOwnPage({ headers: request.headers, host: request.host, secure: false })) return refuse(reply, 403, otherOrigin);
    // Only a page of ours, or a program, can send JSON here: another page would have to ask first, and is never answered.
    if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) return refuse(reply, 415, notJson);
    const body = jsonIn(request.body);
    const asked = StopRequest.safeParse(body);
    if (!asked.success) return refuse(reply, 400, badStop);
    return stopped(containment, asked.data, reply);
  });
}

/** What the body says; undefined for what is no JSON. */
function jsonIn(body: unknown): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString("utf8") : "");
  } catch {
    return undefined;
  }
}

async function stopped(containment: ContainmentRoutes, asked: StopRequest, reply: FastifyReply) {
  try {
    return StopAnswer.parse(await containment.stop(asked));
  } catch {
    return refuse(reply, 503, notStopped);
  }
}

const refuse = (reply: FastifyReply, status: number, said: Refusal) =>
  reply.code(status).header("content-type", problemType).send(problemOf(said, status));

type Refusal = { readonly code: string; readonly problem: string; readonly remedy: string };
const otherOrigin: Refusal = {
  code: "server/other-origin",
  problem: "a page of another origin asked",
  remedy: "ask from a page of this server, or run watchkeeper stop",
};
const notJson: Refusal = {
  code: "server/not-json",
  problem: "the request is no application/json",
  remedy: 'send {"because": "…"} as application/json',
};
const badStop: Refusal = {
  code: "server/bad-stop",
  problem: 'a stop takes {"because": "…", "as": "…", "effector": "…"}, of which only because must be there',
  remedy: "say why in at most 500 characters; if in doubt, run watchkeeper stop",
};
const notStopped: Refusal = {
  code: "stop/not-reached",
  problem: "containment is NOT stopped: neither the stop file nor the record could be written",
  remedy: 'make an empty file "STOP" in the data folder, or end the processes that run contain run',
};
