import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Status, StopAnswer, StopRequest } from "../core/status/status.ts";
import { isOwnPage } from "./http/guards.ts";

/** What the two routes about containment need. `stop` is for anyone who reaches the loopback address; there is no route that resumes. */
export type ContainmentRoutes = {
  readonly status: () => Promise<Status>;
  readonly stop: (request: StopRequest) => Promise<StopAnswer>;
};

/** `GET /api/status` and `POST /api/stop`. Without containment both say that there is none here. */
export function addContainmentRoutes(server: FastifyInstance, containment: ContainmentRoutes | undefined): void {
  server.get("/api/status", async (_request, reply) =>
    containment ? Status.parse(await containment.status()) : reply.code(404).send(none),
  );
  server.post("/api/stop", async (request: FastifyRequest, reply) => {
    if (!containment) return reply.code(404).send(none);
    if (!isOwnPage({ headers: request.headers, host: request.host, secure: false })) return reply.code(403).send(otherOrigin);
    // Only a page of ours, or a program, can send JSON here: another page would have to ask first, and is never answered.
    if (!/^application\/json\s*(;|$)/i.test(request.headers["content-type"] ?? "")) return reply.code(415).send(notJson);
    const asked = StopRequest.safeParse(request.body);
    if (!asked.success) return reply.code(400).send(badStop);
    return stopped(containment, asked.data, reply);
  });
}

async function stopped(containment: ContainmentRoutes, asked: StopRequest, reply: FastifyReply) {
  try {
    return StopAnswer.parse(await containment.stop(asked));
  } catch {
    return reply.code(503).send(notStopped);
  }
}

type Refusal = { readonly code: string; readonly problem: string; readonly remedy: string };
const none: Refusal = {
  code: "server/no-containment",
  problem: "this server holds no record of containment",
  remedy: "start it with watchkeeper serve on the data folder that holds one",
};
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
