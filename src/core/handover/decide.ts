import { takenSignature } from "../containment/passkey-signature.ts";
import { foldedName } from "../containment/people.ts";
import { isSignedBy, keyBytes } from "../containment/signature.ts";
import { isPerson, type Person } from "../person/person.ts";
import { inline } from "../report/inline.ts";
import { unreachable } from "../unreachable.ts";
import type { Handover, HandoverEvent, HandoverProof, Handovers } from "./handover.ts";
import { handoverLimits } from "./limits.ts";
import { refusedHandover } from "./refusal.ts";
import { digestToSign, type HandoverSigner, handoverBytes } from "./signature.ts";
import { aboutAll, type ComposedHandover, handoverSections } from "./text.ts";

/** A key that is registered for somebody, with the origins on which a passkey signs. */
export type RegisteredKey = { readonly key: string; readonly origins: readonly string[] };

/** A session that had just shown a second factor; `inDemo` where none was shown, because the demo asks for none. */
export type ShownSession = { readonly id: string; readonly steppedUpAtMs: number; readonly inDemo?: true | undefined };

/** What somebody shows when they sign: what their key made, or the session that had just shown a second factor; with the keys that are registered for them. */
export type HandoverShown = {
  readonly signature: string | undefined;
  readonly session: ShownSession | undefined;
  readonly keys: readonly RegisteredKey[];
};

type By = { readonly by: Person; readonly atMs: number };

/** What may be asked of handovers. Times are milliseconds. */
export type HandoverCommand =
  | ({ readonly type: "Draft"; readonly tenant: string; readonly composed: ComposedHandover } & By)
  | ({ readonly type: "Note"; readonly id: string; readonly about: string; readonly text: string } & By)
  | ({ readonly type: "Open"; readonly id: string } & By)
  | ({ readonly type: "Ask"; readonly id: string; readonly about: string; readonly text: string } & By)
  | ({ readonly type: "Answer"; readonly id: string; readonly number: number; readonly text: string } & By)
  | ({ readonly type: "Sign" | "Accept"; readonly id: string; readonly digest: string; readonly shown: HandoverShown } & By);

/** Says what happens to a handover; never makes it happen. Refuses with `handover/…`. */
export function decideHandover(command: HandoverCommand, state: Handovers): readonly HandoverEvent[] {
  if (!isPerson(command.by)) throw refusedHandover("handover/not-a-person", `${quoted(command.by)} is not a person`);
  if (command.type === "Draft") return draft(command, state);
  const held = state.held.get(command.id);
  if (!held) throw refusedHandover("handover/unknown", `there is no handover ${quoted(command.id)}`);
  return decideHeld({ ...command, atMs: laterThan(held, command.atMs) }, held);
}

function decideHeld(command: Exclude<HandoverCommand, { type: "Draft" }>, held: Handover): readonly HandoverEvent[] {
  switch (command.type) {
    case "Note":
      return note(command, held);
    case "Open":
      return open(command, held);
    case "Ask":
      return ask(command, held);
    case "Answer":
      return answer(command, held);
    case "Sign":
      return sign(command, held);
    case "Accept":
      return accept(command, held);
    default:
      return unreachable(command);
  }
}

type Of<Type extends HandoverCommand["type"]> = Extract<HandoverCommand, { type: Type }>;

/** Times of one handover go on, whatever the clock does: what was said after a signature is told from what was said before it by its time. */
function laterThan({ text, signed, accepted, questions }: Handover, atMs: number): number {
  const said = questions.flatMap((each) => [each.atMs, ...each.answers.map((answer) => answer.atMs)]);
  const noted = text.notes.map((each) => each.atMs);
  return Math.max(atMs, text.draftedAtMs, ...noted, ...said, (signed?.atMs ?? 0) + 1, (accepted?.atMs ?? 0) + 1);
}

/** Whoever drafts again has one draft, with the notes that still have something to be about. What others left unsigned for too long ends. */
function draft({ tenant, composed, by, atMs }: Of<"Draft">, state: Handovers): readonly HandoverEvent[] {
  requirePeriod(composed, atMs);
  const drafts = [...state.held.values()].filter(({ status }) => status === "drafted");
  const own = drafts.findLast(({ text }) => isSame(text.outgoing, by));
  const late = drafts.filter((each) => each !== own && atMs - each.text.draftedAtMs > handoverLimits.draftMsMax);
  if (!own && drafts.length - late.length >= handoverLimits.draftsMax)
    throw refusedHandover("handover/too-many", `${drafts.length} handovers wait for a signature`);
  const places = placesIn(composed);
  const notes = own?.text.notes.filter(({ about }) => places.has(about)) ?? [];
  const id = `h-${state.drafted + 1}`;
  return [
    ...late.map(({ text }): HandoverEvent => ({ type: "HandoverExpired", id: text.id, by, atMs })),
    { type: "HandoverDrafted", id, tenant, outgoing: by, composed, notes, replaces: own?.text.id ?? null, atMs },
  ];
}

function requirePeriod({ period: { fromMs, toMs } }: ComposedHandover, atMs: number): void {
  if (fromMs < toMs && toMs <= atMs && toMs - fromMs <= handoverLimits.periodMsMax) return;
  throw refusedHandover("handover/bad-period", "the period does not begin in the past, or is too long");
}

function note({ id, about, text, by, atMs }: Of<"Note">, held: Handover): readonly HandoverEvent[] {
  requireStatus(held, "drafted", standsNoMore);
  requireOutgoing(held, by);
  const { notes, composed } = held.text;
  const before = notes.find((each) => each.about === about);
  if (!before && !placesIn(composed).has(about)) throw nothingThere(about);
  const words = wordsOf(text);
  if ((before?.text ?? "") === words) return [];
  if (!before && notes.length >= handoverLimits.notesMax) throw refusedHandover("handover/too-many", "it has as many notes as it may have");
  return [{ type: "HandoverNoted", id, about, text: words, by, atMs }];
}

/** Once for each person; to the outgoing one it is nothing new. */
function open({ id, by, atMs }: Of<"Open">, held: Handover): readonly HandoverEvent[] {
  requireSigned(held);
  if (isSame(held.text.outgoing, by) || held.opened.some((each) => isSame(each.by, by))) return [];
  if (held.opened.length >= handoverLimits.openedMax) throw refusedHandover("handover/too-many", "as many people have opened it as may");
  return [{ type: "HandoverOpened", id, by, atMs }];
}

function ask({ id, about, text, by, atMs }: Of<"Ask">, held: Handover): readonly HandoverEvent[] {
  requireSigned(held);
  const words = wordsOf(text);
  if (!placesIn(held.text.composed).has(about)) throw nothingThere(about);
  if (held.questions.length >= handoverLimits.questionsMax)
    throw refusedHandover("handover/too-many", "as many questions were asked as may be");
  return [{ type: "HandoverAsked", id, number: held.questions.length + 1, about, text: words, by, atMs }];
}

function answer({ id, number, text, by, atMs }: Of<"Answer">, held: Handover): readonly HandoverEvent[] {
  requireSigned(held);
  const words = wordsOf(text);
  const question = held.questions.find((each) => each.number === number);
  if (!question) throw nothingThere(`question ${number}`);
  if (question.answers.length >= handoverLimits.answersPerQuestionMax)
    throw refusedHandover("handover/too-many", "the question has as many answers as it may have");
  return [{ type: "HandoverAnswered", id, number, text: words, by, atMs }];
}

function sign(command: Of<"Sign" | "Accept">, held: Handover): readonly HandoverEvent[] {
  const { id, by, digest, atMs } = command;
  requireStatus(held, "drafted", standsNoMore);
  requireOutgoing(held, by);
  return [{ type: "HandoverSigned", id, by: held.text.outgoing, digest, proof: provenBy(command, held, "hand-over"), atMs }];
}

/** Somebody else: neither the same name in another spelling, nor the same key under another name. */
function accept(command: Of<"Sign" | "Accept">, held: Handover): readonly HandoverEvent[] {
  const { id, by, digest, atMs } = command;
  requireStatus(held, "signed", "it is not signed yet, or somebody took over already");
  if (isSame(held.text.outgoing, by)) throw samePerson(by);
  if (!held.opened.some((each) => isSame(each.by, by))) throw refusedHandover("handover/not-opened", `${quoted(by)} has not opened it`);
  const proof = provenBy(command, held, "take-over");
  const before = held.signed?.proof;
  if (proof.kind === "key" && before?.kind === "key" && keyBytes(proof.key) === keyBytes(before.key)) throw samePerson(by);
  return [{ type: "HandoverAccepted", id, by, digest, proof, atMs }];
}

/** What a signature rests on. Whoever has a passkey signs with it; the word of a session is for those who have none. */
function provenBy({ by, digest, shown }: Of<"Sign" | "Accept">, held: Handover, as: HandoverSigner): HandoverProof {
  if (digest !== digestToSign(held, as)) throw refusedHandover("handover/other-text", "the handover is another one than was shown");
  const signer = as === "hand-over" ? held.text.outgoing : by;
  if (shown.signature !== undefined) {
    const signature = takenSignature(shown.signature);
    const bytes = handoverBytes({ as, digest, by: signer });
    const found = shown.keys.find(({ key, origins }) => isSignedBy(key, bytes, signature, origins));
    if (!found) throw refusedHandover("handover/bad-signature", `the signature is not that of ${quoted(by)} for this`);
    return { kind: "key", key: found.key, origins: found.origins, signature };
  }
  if (shown.keys.some(isPasskey)) throw refusedHandover("handover/passkey-needed", `${quoted(by)} has a passkey and signs with it`);
  if (!shown.session) throw refusedHandover("handover/no-proof", "neither a key nor a session with a second factor stands behind it");
  return wordOf(shown.session);
}

/** A session's word as it is recorded: a second factor that nobody showed is not claimed. */
export const wordOf = ({ id, steppedUpAtMs, inDemo }: ShownSession): HandoverProof =>
  inDemo ? { kind: "demo", session: id } : { kind: "session", session: id, steppedUpAtMs };

/** Whether a registered key is a passkey. */
export const isPasskey = ({ key }: RegisteredKey): boolean => key.startsWith("webauthn:");

/** What can be written or asked about: the whole, each section, each fact. */
function placesIn({ sections }: ComposedHandover): ReadonlySet<string> {
  return new Set([aboutAll, ...handoverSections, ...sections.flatMap(({ facts }) => facts.map(({ key }) => key))]);
}

/** Whether two names are one person, however they are written. */
export const isSame = (a: string, b: string): boolean => foldedName(a) === foldedName(b);

function requireStatus({ status, text }: Handover, wanted: Handover["status"], says: string): void {
  if (status !== wanted) throw refusedHandover("handover/not-as-it-stands", `handover ${quoted(text.id)} is ${status}: ${says}`);
}

function requireSigned({ status, text }: Handover): void {
  if (status !== "signed" && status !== "accepted")
    throw refusedHandover("handover/not-as-it-stands", `handover ${quoted(text.id)} is not signed`);
}

function requireOutgoing({ text }: Handover, by: Person): void {
  if (!isSame(text.outgoing, by)) throw refusedHandover("handover/not-yours", `${quoted(text.outgoing)} hands over, not ${quoted(by)}`);
}

/** What somebody wrote, without half characters: those have no canonical form that could be signed. */
function wordsOf(text: string): string {
  if (text.length > handoverLimits.wordsLengthMax)
    throw refusedHandover("handover/too-many", `at most ${handoverLimits.wordsLengthMax} characters fit`);
  return text.toWellFormed();
}

const standsNoMore = "it is signed, another draft took its place, or it waited too long for its signature";
const samePerson = (by: Person) => refusedHandover("handover/same-person", `${quoted(by)} handed over, and one person cannot do both`);
const nothingThere = (about: string) => refusedHandover("handover/nothing-there", `the handover has no ${quoted(about)}`);
const quoted = (name: string) => `"${inline(name, 120)}"`;
