import type { Fields } from "../../core/event/event.ts";
import { brands } from "../../formats/mail/brand.ts";
import { organisationOf } from "../../formats/mail/domain.ts";
import { type Evidence, listOf, numberOf, shown, textOf } from "./evidence.ts";
import { strayMarks } from "./sender.ts";
import { plainTextOf } from "./words.ts";

type Say = (name: string, strength: number, says: string) => void;
const textRead = 16_384;

/** What is odd about how a mail is written and whose words it uses: hidden and disguised text, claims to be a known company, shouting. */
export function trickEvidence(fields: Fields): readonly Evidence[] {
  const found: Evidence[] = [];
  const say: Say = (name, strength, says) => {
    if (strength > 0) found.push({ name, group: "trick", strength, says });
  };
  const subject = textOf(fields, "subject");
  const text = textOf(fields, "text").slice(0, textRead);
  fromHidden(fields, say);
  fromSubject(subject, say);
  fromLetters(subject, text, say);
  fromClaims(fields, `${subject}\n${text}`, say);
  if (numberOf(fields, "html.remote-images") > 0) say("remote-pictures", 0.2, "the mail is drawn with pictures from elsewhere");
  if (numberOf(fields, "html.tracking-images") > 0) say("tracking-pictures", 0.1, "the mail reports when it is opened");
  if (numberOf(fields, "html.iframes") > 0) say("page-in-mail", 0.4, "the mail carries a page within itself");
  return found;
}

function fromHidden(fields: Fields, say: Say): void {
  const length = numberOf(fields, "hidden.length");
  const reasons = new Set(listOf(fields, "hidden.reasons"));
  if (length >= 300) say("much-hidden-text", Math.min(0.8, 0.3 + length / 4_000), `the mail hides ${length} characters from its reader`);
  if (["same-color", "tiny-font", "transparent", "zero-size", "off-screen"].some((reason) => reasons.has(reason)))
    say("disguised-text", 0.35, "the mail hides text by colour, size or place");
  const marks = numberOf(fields, "hidden.zero-width");
  if (marks >= 5) say("invisible-letters", Math.min(0.7, 0.3 + marks / 200), `the text is broken up with ${marks} invisible characters`);
  if (reasons.has("tag-characters")) say("tag-letters", 0.9, "the text holds letters that only a machine reads");
}

function fromSubject(subject: string, say: Say): void {
  if (/\p{Extended_Pictographic}/u.test(subject.replace(/[©®™]/g, ""))) say("sign-in-subject", 0.25, "the subject is decorated with signs");
  if (/[\w.+-]{1,64}@[\w-]{1,63}\.[a-z]{2,}/i.test(subject)) say("address-in-subject", 0.5, "the subject holds a mail address");
  if (
    /(?:#|\bn[o°º]\.?|\bid|\bref(?:erence)?|\bcase|\bticket|\border|\btracking|\binvoice)[\s:#.-]{0,4}[a-z]{0,4}-?\d{4,}/i.test(subject) ||
    /\b[A-Z]{2,}\d{5,}\b|\d{8,}/.test(subject)
  )
    say("number-in-subject", 0.25, "the subject gives a number of a matter");
  if (/!{2,}|\?{2,}|!.{1,40}!/.test(subject)) say("shouting-subject", 0.25, "the subject shouts");
  if (/(?:[A-Z]{2,}[^a-z]{1,3}){3}/.test(subject)) say("loud-subject", 0.25, "the subject is in capitals");
  if (/\(\d{1,2}\)|\[\d{1,2}\]/.test(subject)) say("counter-in-subject", 0.3, "the subject pretends to count waiting messages");
}

/** Letters that look like others: a word that mixes alphabets, or ornamental ones. */
function fromLetters(subject: string, text: string, say: Say): void {
  const mixed =
    /(?<![\p{L}])(?=[\p{L}]{0,30}\p{Script=Latin})[\p{L}]{0,30}[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;
  const ornamental = /[\u{1d400}-\u{1d7ff}\u{1f110}-\u{1f189}\u{ff21}-\u{ff5a}]{2}/u;
  if (mixed.test(subject) || ornamental.test(subject) || strayMarks.test(subject))
    say("disguised-subject", 0.8, "the subject is written with look-alike letters");
  if (mixed.test(text.slice(0, 4_000)) || ornamental.test(text.slice(0, 4_000)))
    say("disguised-words", 0.5, "the text is written with look-alike letters");
}

const possessive = "your|ihr|ihre|ihrem|ihren|dein|deine|su|tu|seu|sua|votre|ton|il tuo|la tua|tuo|tua|uw|jouw|je|twoje|ditt|din|dit";
const accounts =
  "account|accounts|id|konto|kundenkonto|cuenta|conta|compte|conto|rekening|wallet|subscription|membership|abonnement|abo|package|parcel|paket|sendung|order|password|mailbox|storage|login|cloud|rewards?|points|card|karte|tarjeta|cartao|carte|delivery|invoice";
const offices =
  "team|support|security|service|services|customer|inc|llc|corporation|gmbh|kundenservice|rewards|billing|helpdesk|department|atendimento|seguranca|servicio|equipo|equipe|assistance|customer care|help center";

/** Phrases in which a mail speaks as a known company: "your Example account", "Example support", "© Example". */
const claimsOf = new Map(
  [...brands.keys()].map((brand) => {
    const word = brand.replace(/[.]/g, "\\.").replace(/ /g, " ?");
    return [
      brand,
      new RegExp(
        `\\b(?:${possessive}) ${word}\\b|\\b${word} (?:${accounts}|${offices})\\b|(?:©|\\(c\\)|copyright) ?(?:\\d{4}(?: ?- ?\\d{4})? )?${word}\\b|\\b(?:${accounts}) (?:at |bei |de |da |do |von )?${word}\\b`,
      ),
    ] as const;
  }),
);

function fromClaims(fields: Fields, text: string, say: Say): void {
  const domain = textOf(fields, "from.domain");
  const organisation = organisationOf(domain) ?? domain;
  const drawn = plainTextOf(text);
  for (const [brand, claim] of claimsOf) {
    const word = brand.split(" ")[0]!;
    if (!drawn.includes(word) || !claim.test(drawn)) continue;
    const own =
      brands.get(brand)!.includes(organisation) ||
      organisation.split(".")[0] === brand.replace(/[ .]/g, "") ||
      domain.endsWith(`.${brand}`);
    if (own) continue;
    say("speaks-as-brand", 0.7, `the text speaks as ${brand}, but the sender ${shown(domain)} is not theirs`);
    return;
  }
}
