import { hash } from "node:crypto";
import type { Who } from "../../core/access/who.ts";
import { type AnswerStore, type AskedOnce, answerLastsMs, type KeptAnswer, keptAnswerCharactersMax } from "../../ports/answer-store.ts";
import type { RequestFacts } from "../route.ts";
import { badRequest, keyReused, keyUnderWay } from "./refusals.ts";

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
 * Does what is asked once: gives the kept answer where there is one. An answer that says "not now" (429, 5xx) or "not you" (401, 403) is not kept,
 * nor one that failed. Refuses (`server/key-reused`, `server/key-under-way`).
 */
export async function once(
  store: AnswerStore,
  asked: AskedOnce,
  nowMs: () => number,
  work: () => Promise<KeptAnswer>,
): Promise<KeptAnswer & { readonly again: boolean }> {
  const claim = await store.claim(asked, nowMs());
  if (claim.type === "other-request") throw keyReused();
  if (claim.type === "under-way") throw keyUnderWay();
  if (claim.type === "answered") return { ...claim.answer, again: true };
  let answer: KeptAnswer;
  try {
    answer = await work();
  } catch (error) {
    await store.release(asked);
    throw error;
  }
  if (isKept(answer)) await store.finish(asked, answer, nowMs());
  else await store.release(asked);
  // Whoever adds one lets some old ones go.
  await store.forget(nowMs() - answerLastsMs, forgottenAtOnce);
  return { ...answer, again: false };
}

function isKept({ status, body }: KeptAnswer): boolean {
  return status < 500 && status !== 401 && status !== 403 && status !== 429 && body.length <= keptAnswerCharactersMax;
}
