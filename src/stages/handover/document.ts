import type { Handover, HandoverSigning } from "../../core/handover/handover.ts";
import { signatureHolds } from "../../core/handover/signature.ts";
import { aboutAll, type HandoverCitation, type HandoverFact, type HandoverUrgency } from "../../core/handover/text.ts";
import { visible } from "../../core/inert/inert.ts";
import { sectionHeadings } from "./headings.ts";
import { many, moment } from "./words.ts";

/** A signature as it is shown: what it rests on, and whether it still fits. */
export type ShownSignature = {
  readonly by: string;
  readonly at: string;
  readonly digest: string;
  readonly proof: ProofWord;
  readonly key: string | null;
  readonly holds: boolean;
};

/** One block of a document, top to bottom; every text in it is data. */
export type HandoverBlock =
  | { readonly block: "heading"; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly block: "paragraph"; readonly text: string }
  | { readonly block: "facts"; readonly rows: readonly { readonly name: string; readonly value: string }[] }
  | {
      readonly block: "list";
      readonly items: readonly {
        readonly urgency: HandoverUrgency;
        readonly text: string;
        readonly next: string | null;
        readonly note: string | null;
        readonly cites: readonly HandoverCitation[];
      }[];
    }
  | { readonly block: "note"; readonly by: string; readonly at: string; readonly text: string }
  | { readonly block: "signature"; readonly role: "outgoing" | "incoming"; readonly signature: ShownSignature | null };

/** A handover for paper. `file` is a name for it without an ending. */
export type HandoverDocument = { readonly title: string; readonly file: string; readonly blocks: readonly HandoverBlock[] };

/** One of the two signatures as it is shown; null where it is not given. */
export function shownSignature(handover: Handover, role: "outgoing" | "incoming"): ShownSignature | null {
  const signing = role === "outgoing" ? handover.signed : handover.accepted;
  if (!signing) return null;
  const { by, atMs, digest, proof } = signing;
  const key = proof.kind === "key" ? proof.key : null;
  const holds = signatureHolds(handover, role === "outgoing" ? "hand-over" : "take-over");
  return { by, at: iso(atMs), digest, proof: proofOf(proof), key, holds };
}

/** What a signature rests on, in one word: a passkey, a key in a file, a session with a second factor, or the demo, which asks for none. */
export type ProofWord = "passkey" | "key" | "session" | "demo";

/** What a signature rests on, in one word. */
export const proofOf = (proof: HandoverSigning["proof"]): ProofWord =>
  proof.kind !== "key" ? proof.kind : proof.key.startsWith("webauthn:") ? "passkey" : "key";
const iso = (timeMs: number) => new Date(timeMs).toISOString();

/** The document of a handover: the same handover, the same document. */
export function handoverDocument(handover: Handover): HandoverDocument {
  const { text, questions } = handover;
  const { id, composed, notes } = text;
  const noteOf = (about: string) => notes.find((each) => each.about === about);
  const noteBlock = (about: string): HandoverBlock[] => {
    const note = noteOf(about);
    return note ? [{ block: "note", by: text.outgoing, at: iso(note.atMs), text: words(note.text) }] : [];
  };
  const title = `Handover ${id}`;
  const sections = composed.sections.flatMap(({ name, facts, left }): HandoverBlock[] => [
    { block: "heading", level: 2, text: sectionHeadings[name].title },
    ...noteBlock(name),
    ...(facts.length === 0
      ? [{ block: "paragraph" as const, text: sectionHeadings[name].empty }]
      : [{ block: "list" as const, items: facts.map((fact) => itemOf(fact, noteOf(fact.key)?.text)) }]),
    ...(left > 0 ? [{ block: "paragraph" as const, text: `And at least ${left} more, which the lists of the console show.` }] : []),
  ]);
  return {
    title,
    file: `handover-${id}-${iso(composed.period.toMs).slice(0, 10)}`,
    blocks: [
      { block: "heading", level: 1, text: title },
      { block: "facts", rows: factRows(handover) },
      ...noteBlock(aboutAll),
      ...sections,
      ...talk(questions),
      { block: "heading", level: 2, text: "Signatures" },
      { block: "signature", role: "outgoing", signature: shownSignature(handover, "outgoing") },
      { block: "signature", role: "incoming", signature: shownSignature(handover, "incoming") },
    ],
  };
}

function factRows({ text, status }: Handover) {
  const { period, records } = text.composed;
  return [
    { name: "Period", value: `${moment(period.fromMs)} to ${moment(period.toMs)}` },
    { name: "Tenant", value: text.tenant },
    { name: "Hands over", value: text.outgoing },
    { name: "Status", value: status },
    {
      name: "Read from",
      value: records.map(({ world, entries }) => `${world} (${many(entries, "entry", "entries")})`).join(", ") || "no record",
    },
  ];
}

const itemOf = ({ urgency, says, next, cites }: HandoverFact, note: string | undefined) => ({
  urgency,
  text: says,
  next,
  note: note === undefined ? null : words(note),
  cites,
});

function talk(questions: Handover["questions"]): HandoverBlock[] {
  if (questions.length === 0) return [];
  const blocks = questions.flatMap(({ number, about, text, by, atMs, answers }): HandoverBlock[] => [
    { block: "heading", level: 3, text: `Question ${number}, about ${about}` },
    { block: "note", by, at: iso(atMs), text: words(text) },
    ...answers.map((answer): HandoverBlock => ({ block: "note", by: answer.by, at: iso(answer.atMs), text: words(answer.text) })),
  ]);
  return [{ block: "heading", level: 2, text: "Asked and answered" }, ...blocks];
}

/** What people wrote, in lines, with everything that hides made visible. */
const words = (text: string): string =>
  text
    .split(/\r\n|[\n\r]/)
    .map(visible)
    .join("\n");
