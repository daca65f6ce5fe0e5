import { createHash } from "node:crypto";
import type { z } from "zod";
import { isSteppedUp, may, type Who } from "../../core/access/who.ts";
import type { Handover } from "../../core/handover/handover.ts";
import { refusedHandover } from "../../core/handover/refusal.ts";
import type { HandoverSigner } from "../../core/handover/signature.ts";
import type { Person } from "../../core/person/person.ts";
import type { HandoverGiven } from "../../engine/handover/desk.ts";
import { noGuide } from "../../engine/model/guide.ts";
import { handoverDocument } from "../../stages/handover/document.ts";
import { personOf } from "../cases/routes.ts";
import { type HandoverWhole, handoverOperations } from "../contract/handover.ts";
import type { TenantDesk } from "../desk.ts";
import { msOf } from "../http/iso.ts";
import { badRequest } from "../http/refusals.ts";
import { defineRoute, type Route } from "../route.ts";
import { handoverLine, handoverWhole, publishedDocument } from "./show.ts";

/** The routes about handovers. `nowMs` is the clock by which a second factor is told to be fresh. */
export const handoverRoutes = (nowMs: () => number): readonly Route[] => [...reading, ...writing, ...drafting, ...signing(nowMs)];

const reading: readonly Route[] = [
  defineRoute({
    ...handoverOperations.listHandovers,
    handle: async ({ desk, query: { status, after, limit } }) => {
      const before = after === undefined ? Number.POSITIVE_INFINITY : numberOf(after);
      const wanted = (await desk.handover.list()).filter(
        (each) => numberOf(each.text.id) < before && (status === undefined || each.status === status),
      );
      const handovers = wanted.slice(0, limit).map(handoverLine);
      return { handovers, next: wanted.length > limit ? (handovers.at(-1)?.id ?? null) : null };
    },
  }),
  defineRoute({
    ...handoverOperations.readHandover,
    handle: async ({ desk, who, params: { id } }) => shown(await desk.handover.read(id), who, desk),
  }),
  defineRoute({
    ...handoverOperations.readHandoverDocument,
    handle: async ({ desk, params: { id } }) => publishedDocument(handoverDocument(await desk.handover.read(id))),
  }),
];

const writing: readonly Route[] = [
  defineRoute({
    ...handoverOperations.draftHandover,
    handle: async ({ desk, who, body: { since } }) => told(desk, who, (by) => desk.handover.draft(by, msOf(since))),
  }),
  defineRoute({
    ...handoverOperations.openHandover,
    handle: ({ desk, who, params: { id } }) => told(desk, who, (by) => desk.handover.open(id, by)),
  }),
  defineRoute({
    ...handoverOperations.editHandover,
    handle: ({ desk, who, params: { id }, body }) => told(desk, who, (by) => desk.handover.note(id, by, body)),
  }),
  defineRoute({
    ...handoverOperations.askOnHandover,
    handle: ({ desk, who, params: { id }, body }) => told(desk, who, (by) => desk.handover.ask(id, by, body)),
  }),
  defineRoute({
    ...handoverOperations.answerOnHandover,
    handle: ({ desk, who, params: { id, number }, body: { text } }) =>
      told(desk, who, (by) => desk.handover.answer(id, by, { number, text })),
  }),
];

const drafting: readonly Route[] = [
  defineRoute({
    ...handoverOperations.draftHandoverProse,
    handle: async ({ desk, who, params: { id } }) => {
      const { text, status } = await desk.handover.read(id);
      if (status !== "drafted")
        throw refusedHandover("handover/not-as-it-stands", `handover "${text.id}" is ${status}: nothing is drafted for it`);
      const { callId, model, prose, use } = await (desk.guide ?? noGuide).draftHandover(text, personOf(who));
      return {
        ...{ call: callId, by: "model" as const, model: model.name, hosted: model.hosted, notice: draftNotice },
        sentences: prose.sentences.map((each) => ({ text: each.text, facts: [...each.facts] })),
        ...{ dropped: prose.dropped, tokens: use.tokens, cost: use.costMicros / 1_000_000 },
      };
    },
  }),
];

const draftNotice = "Drafted by a language model. Read it against the lines, change what is not so, and keep it only as your own words.";

const signing = (nowMs: () => number): readonly Route[] => [
  defineRoute({
    ...handoverOperations.readHandoverToSign,
    handle: async ({ desk, who, params: { id }, body }) => {
      const { by, digest, bytes, passkeys } = await desk.handover.toSign(id, personOf(who), signerOf[body.for]);
      return {
        by,
        digest,
        bytes: Buffer.from(bytes).toString("base64"),
        challenge: createHash("sha256").update(bytes).digest("base64url"),
        proof: passkeys.length > 0 ? ("passkey" as const) : ("session" as const),
        passkeys: [...passkeys],
      };
    },
  }),
  defineRoute({
    ...handoverOperations.signHandover,
    handle: ({ desk, who, params: { id }, body: { digest, signature } }) =>
      told(desk, who, (by) => desk.handover.sign(id, by, "hand-over", { digest, ...givenBy(who, signature, nowMs()) })),
  }),
  defineRoute({
    ...handoverOperations.acceptHandover,
    handle: ({ desk, who, params: { id }, body: { digest, signature } }) =>
      told(desk, who, (by) => desk.handover.sign(id, by, "take-over", { digest, ...givenBy(who, signature, nowMs()) })),
  }),
];

const signerOf: Readonly<Record<"sign" | "accept", HandoverSigner>> = { sign: "hand-over", accept: "take-over" };

/** What stands behind a signature: what a key made, or the session that has just shown a second factor. A token has no session. */
function givenBy(who: Who, signature: string | undefined, nowMs: number): HandoverGiven {
  const { session, steppedUpAtMs, inDemo } = who;
  const isWord = session !== undefined && steppedUpAtMs !== undefined && isSteppedUp(who, nowMs);
  return { signature, session: isWord ? { id: session, steppedUpAtMs, inDemo } : undefined };
}

/** A deed of a person, told to live views, and the handover as it stands after it. */
async function told(desk: TenantDesk, who: Who, deed: (by: Person) => Promise<Handover>): Promise<z.input<typeof HandoverWhole>> {
  const handover = await deed(personOf(who));
  await desk.views.note({ kind: "handover", id: handover.text.id });
  return shown(handover, who, desk);
}

const shown = (handover: Handover, who: Who, { guide }: TenantDesk) =>
  handoverWhole(handover, who.person, { mayTriage: may(who, "triage"), drafts: guide?.drafts() ?? false });

function numberOf(id: string): number {
  const number = Number(/^h-([1-9]\d{0,8})$/.exec(id)?.[1]);
  if (Number.isNaN(number)) throw badRequest("after is not the next of a page before");
  return number;
}
