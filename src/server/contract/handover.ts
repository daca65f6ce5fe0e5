import { z } from "zod";
import { handoverStatuses } from "../../core/handover/handover.ts";
import { handoverLimits } from "../../core/handover/limits.ts";
import { citedKinds, handoverSections, handoverUrgencies } from "../../core/handover/text.ts";
import { count, digest, next, notThere, page, time } from "./common.ts";
import { operation } from "./operation.ts";

const handoverId = z.strictObject({ id: z.string().regex(/^h-[1-9]\d{0,8}$/) });
const words = z.string().trim().min(1).max(handoverLimits.wordsLengthMax);
const about = z.string().min(1).max(handoverLimits.aboutLengthMax);
/** What a person's key made: Ed25519 in base64, or what a passkey answered, as canonical JSON. */
const signature = z.string().min(1).max(8_192);

/** What a line rests on. Of an "entry" the id is `<world>#<sequence>`, of a "record" the world. */
export const HandoverCited = z.strictObject({ kind: z.enum(citedKinds), id: z.string() });

/** One composed fact. Its words are inert and are shown as text; `next` is what the agent would ask or do next. */
export const HandoverFactLine = z.strictObject({
  key: z.string(),
  urgency: z.enum(handoverUrgencies),
  says: z.string(),
  next: z.string().nullable(),
  cites: z.array(HandoverCited),
});

/** One section; `left` counts the facts that it has no room for. `empty` is what it says where it has none. */
export const HandoverPart = z.strictObject({
  name: z.enum(handoverSections),
  title: z.string(),
  empty: z.string(),
  facts: z.array(HandoverFactLine),
  left: count,
});

/**
 * A person's signature under a handover. `proof` says what it rests on: a passkey, a key in a file, or the word of a session that had just shown its second
 * factor. `holds` is whether it still fits what is shown here, checked each time that it is read; of a session's word nothing but the digest can be checked.
 */
export const HandoverSignature = z.strictObject({
  by: z.string(),
  at: time,
  digest,
  /** "demo": signed in the demo, with no second factor. */
  proof: z.enum(["passkey", "key", "session", "demo"]),
  key: z.string().nullable(),
  holds: z.boolean(),
});

/** A handover in one line. `outgoing` hands over, `incoming` took over. `now` counts what wants somebody at once, `unanswered` questions without an answer. */
export const HandoverLine = z.strictObject({
  id: z.string(),
  status: z.enum(handoverStatuses),
  from: time,
  to: time,
  outgoing: z.string(),
  draftedAt: time,
  signedAt: time.nullable(),
  incoming: z.string().nullable(),
  acceptedAt: time.nullable(),
  facts: count,
  now: count,
  questions: count,
  unanswered: count,
  /** The one that took the place of this draft. */
  replacedBy: z.string().nullable(),
});

/** A question about a handover, with its answers. `about` is "handover", a section's name or a fact's key. */
export const HandoverQuestionLine = z.strictObject({
  number: count,
  about: z.string(),
  text: z.string(),
  by: z.string(),
  at: time,
  answers: z.array(z.strictObject({ text: z.string(), by: z.string(), at: time })),
});

/** What whoever reads may do with it just now, as the server decides it; each is refused with a reason where it is false. */
export const HandoverMay = z.strictObject({
  edit: z.boolean(),
  /** Have a language model draft prose for it; false where none is connected. */
  draft: z.boolean(),
  sign: z.boolean(),
  ask: z.boolean(),
  answer: z.boolean(),
  accept: z.boolean(),
});

/** A handover whole. What is signed is `digest`, SHA-256 over the UTF-8 of `canonical`, which a client hashes for itself. */
export const HandoverWhole = z.strictObject({
  line: HandoverLine,
  digest,
  canonical: z.string(),
  sections: z.array(HandoverPart),
  notes: z.array(z.strictObject({ about: z.string(), text: z.string(), at: time })),
  questions: z.array(HandoverQuestionLine),
  openedBy: z.array(z.strictObject({ by: z.string(), at: time })),
  signed: HandoverSignature.nullable(),
  accepted: HandoverSignature.nullable(),
  records: z.array(z.strictObject({ world: z.string(), entries: count, hash: z.string() })),
  may: HandoverMay,
});

/** One block of a document: what it is, and its text, which is data. */
export const HandoverBlock = z.discriminatedUnion("block", [
  z.strictObject({ block: z.literal("heading"), level: z.int().min(1).max(3), text: z.string() }),
  z.strictObject({ block: z.literal("paragraph"), text: z.string() }),
  z.strictObject({ block: z.literal("facts"), rows: z.array(z.strictObject({ name: z.string(), value: z.string() })) }),
  z.strictObject({
    block: z.literal("list"),
    items: z.array(
      z.strictObject({
        urgency: z.enum(handoverUrgencies),
        text: z.string(),
        next: z.string().nullable(),
        note: z.string().nullable(),
        cites: z.array(HandoverCited),
      }),
    ),
  }),
  z.strictObject({ block: z.literal("note"), by: z.string(), at: time, text: z.string() }),
  z.strictObject({ block: z.literal("signature"), role: z.enum(["outgoing", "incoming"]), signature: HandoverSignature.nullable() }),
]);
/** A handover for paper: made in the browser into a page or a PDF, top to bottom. */
export const HandoverDocument = z.strictObject({ title: z.string(), file: z.string(), blocks: z.array(HandoverBlock) });

/** A language model's draft for a handover. It stands nowhere until a person keeps it, in words of theirs, as a note. */
export const HandoverProseDraft = z.strictObject({
  call: z.string(),
  by: z.literal("model"),
  model: z.string(),
  /** Whether the lines left the organisation. */
  hosted: z.boolean(),
  /** Has to be shown with it. */
  notice: z.string(),
  sentences: z.array(z.strictObject({ text: z.string(), facts: z.array(z.string()) })),
  /** Sentences that the lines they cited did not bear out. */
  dropped: count,
  tokens: count,
  cost: z.number().min(0),
});

const refusals = {
  403: "this person may not, or the signature is not theirs for this",
  404: "there is no such handover",
  409: "the handover does not stand so that this can be done to it, or is another one than was shown",
} as const;
const deed = { method: "POST", tag: "handover", right: "triage", params: handoverId, answer: HandoverWhole, problems: refusals } as const;

/** What is asked and done when one shift hands over to the next. */
export const handoverOperations = {
  listHandovers: operation({
    method: "GET",
    path: "/api/v1/handovers",
    operation: "listHandovers",
    summary: "handovers, newest first",
    tag: "handover",
    right: "read",
    query: z.strictObject({ status: z.enum(handoverStatuses).optional(), ...page }),
    answer: z.strictObject({ handovers: z.array(HandoverLine), next }),
  }),
  draftHandover: operation({
    method: "POST",
    path: "/api/v1/handovers",
    operation: "draftHandover",
    summary:
      "composes a handover from the record, for whoever asks to hand over; a draft of theirs that is not signed gives way, with its notes",
    tag: "handover",
    right: "triage",
    body: z.strictObject({
      /** Where the period begins; where the last signed handover ended, else eight hours ago. */
      since: time.optional(),
    }),
    answer: HandoverWhole,
    status: 201,
    idempotent: true,
    problems: { 400: "the period is no period, or too long", 409: "as many drafts wait as may" },
  }),
  readHandover: operation({
    method: "GET",
    path: "/api/v1/handovers/{id}",
    operation: "readHandover",
    summary: "one handover whole: facts, notes, questions, signatures and whether they hold",
    tag: "handover",
    right: "read",
    params: handoverId,
    answer: HandoverWhole,
    problems: notThere,
  }),
  readHandoverDocument: operation({
    method: "GET",
    path: "/api/v1/handovers/{id}/document",
    operation: "readHandoverDocument",
    summary: "one handover as a document of typed blocks, for print",
    tag: "handover",
    right: "read",
    params: handoverId,
    answer: HandoverDocument,
    problems: notThere,
  }),
  openHandover: operation({
    ...deed,
    path: "/api/v1/handovers/{id}/open",
    operation: "openHandover",
    summary: "says that whoever asks has a signed handover before them; nobody takes over what they have not opened. Once for each person",
  }),
  editHandover: operation({
    ...deed,
    path: "/api/v1/handovers/{id}/notes",
    operation: "editHandover",
    summary: "the outgoing analyst's note beside the handover, a section or a fact, until they sign; empty text takes it away",
    body: z.strictObject({ about, text: z.string().trim().max(handoverLimits.wordsLengthMax) }),
  }),
  draftHandoverProse: operation({
    method: "POST",
    path: "/api/v1/handovers/{id}/prose",
    operation: "draftHandoverProse",
    summary: "prose that a language model drafts for whoever hands over, each sentence tied to lines of the handover; it changes nothing",
    tag: "handover",
    right: "triage",
    params: handoverId,
    answer: HandoverProseDraft,
    problems: { ...refusals, 429: "the day's budget is spent", 502: "the model gave no draft" },
  }),
  readHandoverToSign: operation({
    method: "POST",
    path: "/api/v1/handovers/{id}/signing",
    operation: "readHandoverToSign",
    summary: "the bytes that whoever asks would sign, their SHA-256 as a passkey's challenge, and by what they sign; signs nothing",
    tag: "handover",
    right: "triage",
    params: handoverId,
    body: z.strictObject({ for: z.enum(["sign", "accept"]) }),
    answer: z.strictObject({
      by: z.string(),
      digest,
      bytes: z.string(),
      challenge: z.string(),
      /** "passkey" where one must sign; "session" where the word of the session counts. A key in a file counts in either case. */
      proof: z.enum(["passkey", "session"]),
      /** The credential ids of the passkeys that count, base64url. */
      passkeys: z.array(z.string()),
    }),
    problems: refusals,
  }),
  signHandover: operation({
    ...deed,
    path: "/api/v1/handovers/{id}/sign",
    operation: "signHandover",
    summary: "the outgoing analyst signs exactly the digest that they name; from then on the text does not change",
    body: z.strictObject({ digest, signature: signature.optional() }),
    stepUp: true,
    idempotent: true,
  }),
  askOnHandover: operation({
    ...deed,
    path: "/api/v1/handovers/{id}/questions",
    operation: "askOnHandover",
    summary: "a question about a signed handover",
    body: z.strictObject({ about: about.default("handover"), text: words }),
    idempotent: true,
  }),
  answerOnHandover: operation({
    ...deed,
    path: "/api/v1/handovers/{id}/questions/{number}/answers",
    operation: "answerOnHandover",
    summary: "an answer to a question about a handover",
    params: handoverId.extend({ number: z.coerce.number<number>().int().min(1).max(handoverLimits.questionsMax) }),
    body: z.strictObject({ text: words }),
    idempotent: true,
  }),
  acceptHandover: operation({
    ...deed,
    path: "/api/v1/handovers/{id}/accept",
    operation: "acceptHandover",
    summary:
      "the incoming analyst signs what was handed over and what was asked and answered; somebody else than signed it, who has opened it",
    body: z.strictObject({ digest, signature: signature.optional() }),
    stepUp: true,
    idempotent: true,
  }),
} as const;
