import { api, onceKey } from "../../api/client.ts";
import { ConsoleFault } from "../../api/faults.ts";
import { handoverApi } from "../../api/handovers.ts";
import { canonical, challengeFor, digestOf, isSameAsShown } from "../../api/signed.ts";
import { bySomePasskey } from "../../api/signing.ts";
import { withStepUp } from "../../api/step-up.tsx";
import type { Whole } from "./queries.ts";

/**
 * Signs a handover, or takes it over: by a passkey where the person has one that counts, else by the word of a session that has just shown its second factor.
 * Digest, bytes and challenge are made here from what was shown; who takes over signs the text together with every question and answer.
 */
export async function signHandover(whole: Whole, how: "sign" | "accept"): Promise<Whole> {
  const digest = await digestShown(whole, how);
  const params = { id: whole.line.id };
  const [{ person }, asked] = await Promise.all([api.readSession(), handoverApi.readHandoverToSign({ params, body: { for: how } })]);
  if (asked.digest !== digest) throw new ConsoleFault("console/other-action");
  const challenge = await challengeFor({ of: "handover", as: how === "sign" ? "hand-over" : "take-over", digest }, asked, person);
  const signature = asked.proof === "passkey" ? await bySomePasskey(challenge, asked.passkeys) : undefined;
  const body = { digest, ...(signature !== undefined && { signature }) };
  const once = { idempotencyKey: onceKey() };
  return withStepUp(() =>
    how === "sign" ? handoverApi.signHandover({ params, body }, once) : handoverApi.acceptHandover({ params, body }, once),
  );
}

/** The digest of what is on the screen; what the server calls its text must be that. */
async function digestShown({ canonical: text, sections, notes, questions, line }: Whole, how: "sign" | "accept"): Promise<string> {
  const shown = {
    id: line.id,
    outgoing: line.outgoing,
    "composed.sections": sections.map(({ name, facts, left }) => ({ name, facts, left })),
    notes: notes.map(({ at, ...note }) => ({ ...note, atMs: Date.parse(at) })),
  };
  if (!isSameAsShown(text, shown)) throw new ConsoleFault("console/other-action");
  const digest = await digestOf(text);
  if (how === "sign") return digest;
  const asked = questions.map(({ at, answers, ...question }) => ({
    ...question,
    atMs: Date.parse(at),
    answers: answers.map(({ at: answeredAt, ...answer }) => ({ ...answer, atMs: Date.parse(answeredAt) })),
  }));
  return digestOf(canonical({ format: "watchkeeper/take-over@1", handover: digest, questions: asked }));
}
