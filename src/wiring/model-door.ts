import type { OriginOrder, Outcome } from "../connectors/kit/http.ts";
import { openToldOrigin, type ToldParts } from "../connectors/kit/told-origin.ts";
import type { SocError } from "../core/soc-error.ts";
import type { DoorAnswer, ModelDoor } from "../models/kit/door.ts";

/** How calls of models are named in the record of calls, so that a connector of the same name is another. */
export const calledAs = (name: string) => `model/${name}`;

/**
 * The kit's one door, for one model: its origin alone, no redirects, bytes and time capped. A question to a model changes nothing there. Refuses as
 * `openOrigin` does.
 */
export function openModelDoor(order: OriginOrder, { told, ...parts }: ToldParts): ModelDoor {
  const origin = openToldOrigin(order, {
    ...parts,
    ...(told && { told: (call) => told({ ...call, connector: calledAs(call.connector) }) }),
  });
  return async ({ path, headers, body, timeMs }, signal) => {
    const { "content-type": type = "application/json", ...rest } = headers;
    return answerOf(
      await origin.read({ method: "POST", changes: false, path, headers: rest, body: { bytes: body, type }, timeMs }, signal),
    );
  };
}

function answerOf(outcome: Outcome): DoorAnswer {
  if (outcome.kind === "answered") return outcome;
  const { error } = outcome;
  if (outcome.kind === "rate-limited") return { kind: "failed", why: "rate-limited", detail: error.problem, sent: false };
  return { kind: "failed", why: whyOf(error, outcome.kind === "lost"), detail: error.problem, sent: outcome.kind === "lost" };
}

function whyOf({ code, detail }: SocError, sent: boolean): Extract<DoorAnswer, { kind: "failed" }>["why"] {
  if (code === "connector/too-late") return "late";
  if (code === "connector/rate-limited") return "rate-limited";
  if (code === "connector/unexpected-answer" && detail === "TOO_LARGE") return "too-long";
  return sent ? "broken-off" : "unreachable";
}
