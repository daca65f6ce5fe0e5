import { hash } from "node:crypto";
import type { Who } from "../../core/access/who.ts";
import { type ErrorCode, SocError } from "../../core/soc-error.ts";
import { type AnswerStore, type AskedOnce, answerLastsMs, type KeptAnswer, keptAnswerCharactersMax } from "../../ports/answer-store.ts";
import type { RequestFacts } from "../route.ts";
import { statusOf } from "./problem.ts";
import { answerNotKept, badRequest, keyReused, keyUnderWay, outcomeUnknown } from "./refusals.ts";

const forgottenAtOnce = 100;
const keyForm = /^[\x21-\x7e]{1,200}$/;

/** What a request with an Idempotency-Key is known by; undefined without one. Refuses (`server/bad-request`) what is no key. */
export function askedOnce(request: RequestFacts, operation: string, who: Who, body: Uint8Array): AskedOnce | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined) return undefined;
  if (typeof key !== "string" || !keyForm.test(key)) throw badRequest("the Idempotency-Key is not 1 to 200 printable characters");
  const asker = who.token === undefined ? (who.person ?? "nobody") : `token:${who.token}`;
  const asked = `${request.method}\n${request.url}\n${hash("sha256", body, "hex")}`;
  return { scope: `${operation} ${asker}`, key, digest: `sha256:${hash("sha256", asked, "hex")}` };
}

/**
 * Does what is asked once: gives the kept answer where there is one. Only what surely came to nothing lets the same key do it: a refusal, or an answer that
 * says "not now" (429) or "not you" (401, 403). After anything else the key is used up, whether its answer could be kept or not.
 * Refuses (`server/key-reused`, `server/key-under-way`, `server/answer-not-kept`, `server/outcome-unknown`).
 */
export async function once(
  store: AnswerStore,
  asked: AskedOnce,
  nowMs: () => number,
  work: () => Promise<KeptAnswer>,
): Promise<KeptAnswer & { readonly again: boolean }> {
  const claim = await store.claim(asked, nowMs());
  if (claim.type === "answered") return { ...claim.answer, again: true };
  if (claim.type !== "new") throw refusals[claim.type]();
  let answer: KeptAnswer;
  try {
    answer = await work();
  } catch (error) {
    // What cannot be released stays used up; whoever asked is told what went wrong first.
    if (cameToNothing(error)) await store.release(asked).catch(() => undefined);
    throw error;
  }
  // It was done: what fails from here on must not say that it was not. The claim that stands keeps the key from doing it again.
  await settle(store, asked, answer, nowMs()).catch(() => undefined);
  return { ...answer, again: false };
}

const refusals = {
  "other-request": keyReused,
  "under-way": keyUnderWay,
  "not-kept": answerNotKept,
  unknown: outcomeUnknown,
};

async function settle(store: AnswerStore, asked: AskedOnce, answer: KeptAnswer, nowMs: number): Promise<void> {
  if (notDone.has(answer.status)) await store.release(asked);
  else await store.finish(asked, answer.body.length <= keptAnswerCharactersMax ? answer : undefined, nowMs);
  // Whoever adds one lets some old ones go.
  await store.forget(nowMs - answerLastsMs, forgottenAtOnce);
}

const notDone: ReadonlySet<number> = new Set([401, 403, 429]);
/** Refusals of ours with a status above 499 that come before anything is recorded. */
const beforeAll: ReadonlySet<string> = new Set<ErrorCode>(["server/not-running", "journal/contended"]);

/** A store that was lost, a product that failed and a fault of ours may come after the deed. */
function cameToNothing(error: unknown): boolean {
  return error instanceof SocError && (statusOf(error.code) < 500 || beforeAll.has(error.code));
}
