import { SocError } from "../../core/soc-error.ts";
import type { Sink, Ticketing, Written } from "../../ports/connector.ts";
import { notAllowed } from "./http-refusals.ts";
import { sinkRefused } from "./sink-answer.ts";

type Comment = { readonly ticket: string; readonly text: string; readonly key: string };

/** A ticket system in which the words about an end and the end itself are two requests. */
export type TwoSteps = {
  readonly name: string;
  readonly comment: (what: Comment, signal: AbortSignal) => Promise<Written>;
  readonly findComment: (ticket: string, key: string, signal: AbortSignal) => Promise<Written | undefined>;
  readonly isClosed: (ticket: string, signal: AbortSignal) => Promise<boolean>;
  readonly close: (ticket: string, verdict: string, signal: AbortSignal) => Promise<void>;
};

/**
 * Comments, and closing as a comment and an end: first it is looked at what of it is there, and only what is missing is sent. So a closing that broke half
 * way is finished by the next try, and nothing of it is there twice.
 */
export function twoStepClosing({ name, comment, findComment, isClosed, close }: TwoSteps): Pick<Ticketing, "comments" | "closing"> {
  const comments: Sink<Omit<Comment, "key">> = {
    name,
    write: comment,
    find: ({ ticket, key }, signal) => findComment(ticket, key, signal),
  };
  const standing = (ticket: string, key: string, signal: AbortSignal) =>
    Promise.all([findComment(ticket, key, signal), isClosed(ticket, signal)]);
  const closing: Ticketing["closing"] = {
    name,
    async write({ ticket, verdict, text, key }, signal) {
      const [told, closed] = await standing(ticket, key, signal).catch((cause: unknown) => {
        // Only questions were asked so far.
        throw sinkRefused(name, `"${name}" did not say how the ticket stands`, cause);
      });
      const written = told ?? (await comment({ ticket, text, key }, signal));
      if (!closed)
        await close(ticket, verdict, signal).catch((cause: unknown) => {
          throw told ? cause : halfWay(name, cause);
        });
      return { id: written.id };
    },
    async find({ ticket, key }, signal) {
      const [told, closed] = await standing(ticket, key, signal);
      return told && closed ? { id: told.id } : undefined;
    },
  };
  return { comments, closing };
}

/** The comment was written in this call, so that "surely nothing happened" is no longer true. */
function halfWay(name: string, cause: unknown): unknown {
  if (!(cause instanceof SocError) || cause.code !== "sink/refused") return cause;
  return cause.cause instanceof SocError ? cause.cause : notAllowed(name);
}
