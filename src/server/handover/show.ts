import type { z } from "zod";
import { isSame } from "../../core/handover/decide.ts";
import type { Handover } from "../../core/handover/handover.ts";
import { canonicalHandover, handoverDigest } from "../../core/handover/signature.ts";
import { type HandoverDocument, shownSignature } from "../../stages/handover/document.ts";
import { sectionHeadings } from "../../stages/handover/headings.ts";
import type { HandoverLine, HandoverMay, HandoverWhole, HandoverDocument as PublishedDocument } from "../contract/handover.ts";
import { iso } from "../http/iso.ts";

/** A handover in one line. */
export function handoverLine({ text, status, signed, accepted, questions, replacedBy }: Handover): z.input<typeof HandoverLine> {
  const { period, sections } = text.composed;
  const facts = sections.flatMap((each) => each.facts);
  return {
    id: text.id,
    status,
    from: iso(period.fromMs),
    to: iso(period.toMs),
    outgoing: text.outgoing,
    draftedAt: iso(text.draftedAtMs),
    signedAt: signed ? iso(signed.atMs) : null,
    incoming: accepted?.by ?? null,
    acceptedAt: accepted ? iso(accepted.atMs) : null,
    facts: facts.length,
    now: facts.filter(({ urgency }) => urgency === "now").length,
    questions: questions.length,
    unanswered: questions.filter(({ answers }) => answers.length === 0).length,
    replacedBy: replacedBy ?? null,
  };
}

/** What whoever reads has the right to, and whether a language model writes drafts here. */
export type Able = { readonly mayTriage: boolean; readonly drafts: boolean };

/** A handover whole, as whoever reads it may see and do. `reader` is undefined for a token without a person. */
export function handoverWhole(handover: Handover, reader: string | undefined, { mayTriage, drafts }: Able): z.input<typeof HandoverWhole> {
  const { text, questions, opened } = handover;
  return {
    line: handoverLine(handover),
    digest: handoverDigest(text),
    canonical: canonicalHandover(text),
    sections: text.composed.sections.map(({ name, facts, left }) => ({
      name,
      ...sectionHeadings[name],
      left,
      facts: facts.map((fact) => ({ ...fact, cites: fact.cites.map((cited) => ({ ...cited })) })),
    })),
    notes: text.notes.map(({ about, text, atMs }) => ({ about, text, at: iso(atMs) })),
    questions: questions.map(({ number, about, text, by, atMs, answers }) => ({
      number,
      about,
      text,
      by,
      at: iso(atMs),
      answers: answers.map((answer) => ({ text: answer.text, by: answer.by, at: iso(answer.atMs) })),
    })),
    openedBy: opened.map(({ by, atMs }) => ({ by, at: iso(atMs) })),
    signed: shownSignature(handover, "outgoing"),
    accepted: shownSignature(handover, "incoming"),
    records: text.composed.records.map((each) => ({ ...each })),
    may: mayOf(handover, reader, { mayTriage, drafts }),
  };
}

function mayOf({ text, status, opened }: Handover, reader: string | undefined, { mayTriage, drafts }: Able): z.input<typeof HandoverMay> {
  const may = mayTriage && reader !== undefined;
  const isOutgoing = may && isSame(text.outgoing, reader);
  const isSigned = status === "signed" || status === "accepted";
  const hasOpened = may && opened.some(({ by }) => isSame(by, reader));
  return {
    edit: isOutgoing && status === "drafted",
    draft: isOutgoing && status === "drafted" && drafts,
    sign: isOutgoing && status === "drafted",
    ask: may && isSigned,
    answer: may && isSigned,
    accept: may && !isOutgoing && status === "signed" && hasOpened,
  };
}

/** The document as it is published. */
export const publishedDocument = (document: HandoverDocument): z.input<typeof PublishedDocument> =>
  structuredClone(document) as z.input<typeof PublishedDocument>;
