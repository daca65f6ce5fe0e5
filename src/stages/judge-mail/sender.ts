import type { Fields } from "../../core/event/event.ts";
import { freeMail } from "../../formats/mail/brand.ts";
import { hasKnownSuffix } from "../../formats/mail/domain.ts";
import { type Evidence, listOf, shown, textOf } from "./evidence.ts";
import { readName } from "./name.ts";
import { hasCheapEnding, isRented, ownLabel, randomness } from "./place.ts";

type Say = (name: string, strength: number, says: string) => void;

/** What is odd about who a mail says it is from. Nothing here comes from the text of the mail. */
export function senderEvidence(fields: Fields): readonly Evidence[] {
  const found: Evidence[] = [];
  const say: Say = (name, strength, says) => {
    if (strength > 0) found.push({ name, group: "sender", strength, says });
  };
  fromSignals(new Set(listOf(fields, "sender.signals")), fields, say);
  fromBrand(fields, say);
  fromAddress(fields, say);
  fromName(fields, say);
  return found;
}

/** Marks that strike letters through, and selectors of variants that no letter of a name has. */
export const strayMarks = /[\u0334-\u0338\u20d2-\u20e5\u{e0100}-\u{e01ef}]/u;

function fromSignals(signals: ReadonlySet<string>, fields: Fields, say: Say): void {
  const domain = shown(textOf(fields, "from.domain"));
  if (signals.has("display-name-address"))
    say("name-shows-address", 0.7, "the sender's name shows another address than the one it writes from");
  if (signals.has("display-name-domain"))
    say("name-shows-domain", 0.4, "the sender's name shows another domain than the one it writes from");
  if (signals.has("confusable-name") || signals.has("invisible-in-name") || strayMarks.test(textOf(fields, "from.name")))
    say("disguised-name", 0.9, "the sender's name is written with look-alike or invisible letters");
  if (signals.has("confusable-domain") || signals.has("punycode-domain"))
    say("disguised-domain", 0.7, `the sender's domain ${domain} is written with letters of other alphabets`);
  if (signals.has("reply-to-free-mail")) say("answers-to-free-mail", 0.6, "answers go to a free mailbox of somebody else");
  if (signals.has("reply-to-differs")) say("answers-elsewhere", 0.15, "answers go to another organisation");
  if (signals.has("no-from")) say("no-sender", 0.6, "the mail names no sender that could be answered");
  if (signals.has("several-from")) say("several-senders", 0.5, "the mail names several senders");
}

/** A name that also stands in the address, as a reviewer of another's products has one, borrows less. */
function fromBrand(fields: Fields, say: Say): void {
  const signals = listOf(fields, "sender.signals");
  const domain = shown(textOf(fields, "from.domain"));
  const brand = textOf(fields, "sender.brand");
  const { isUnrelated, isWordBrand } = readName(textOf(fields, "from.name"), textOf(fields, "from.address"));
  if (signals.includes("look-alike-domain")) say("look-alike-domain", 0.9, `the sender's domain ${domain} resembles ${brand}`);
  if (isWordBrand && !signals.includes("brand-name"))
    say("word-brand-name", 0.7, `the sender uses the name of a known company, but writes from ${domain}`);
  if (signals.includes("brand-name"))
    say(
      isUnrelated ? "brand-name" : "brand-in-name",
      isUnrelated ? 0.9 : 0.4,
      `the sender calls itself ${brand}, but writes from ${domain}, which is not theirs`,
    );
}

function fromAddress(fields: Fields, say: Say): void {
  const address = textOf(fields, "from.address");
  const domain = textOf(fields, "from.domain");
  if (domain === "") return;
  const local = address.slice(0, address.lastIndexOf("@"));
  const label = ownLabel(domain);
  say("random-domain", randomness(label), `the sender's domain ${shown(domain)} looks drawn by a machine`);
  say("random-mailbox", randomness(local) * 0.7, "the sender's mailbox looks drawn by a machine");
  const below = domain
    .slice(0, Math.max(0, domain.length - label.length))
    .split(".")
    .slice(0, -1);
  say("random-sub-domain", Math.max(0, ...below.map(randomness)) * 0.6, "a part of the sender's domain looks drawn by a machine");
  if (hasCheapEnding(domain))
    say("cheap-sender-domain", 0.5, `the sender's domain ${shown(domain)} has an ending that costs next to nothing`);
  if (isRented(domain)) say("rented-sender-domain", 0.5, `the sender writes from a corner of somebody's hosting, ${shown(domain)}`);
  const isMalformed = domain.endsWith(".") || !domain.includes(".") || /^(?:"{0,2}|.*[\s<>()].*)$/.test(local);
  if (isMalformed) say("malformed-address", 0.7, "the sender's address is not one that could be answered");
  else if (!hasKnownSuffix(domain)) say("impossible-domain", 0.5, `the sender's domain ${shown(domain)} cannot exist`);
  if (/\d{2}/.test(label) || label.split("-").length > 2)
    say("odd-domain", 0.25, `the sender's domain ${shown(domain)} holds digits or many hyphens`);
  if (/[._-][a-z]?\d{3,}$|^[a-z]{1,3}\d{4,}$/i.test(local))
    say("numbered-mailbox", 0.35, "the sender's mailbox is one of a numbered series");
  if (below.filter((part) => part.length === 1).length >= 3) say("chopped-domain", 0.8, "the sender's domain is a chain of single letters");
  if (domain.split(".").length > 4) say("deep-domain", 0.2, "the sender's domain has many parts");
}

function fromName(fields: Fields, say: Say): void {
  const name = textOf(fields, "from.name");
  const address = textOf(fields, "from.address");
  if (name === "" || address === "") return;
  const { isOrganisation, isPerson, isHandle, isOfficeOnly, isUnrelated } = readName(name, address);
  const isFree = freeMail.has(textOf(fields, "from.domain"));
  if (isOrganisation && isFree) say("office-on-free-mail", 0.75, "an office or company writes from a free mailbox");
  if (isOrganisation && isUnrelated && !isFree)
    say("name-fits-not", 0.6, "the sender's name is of an organisation that its address does not belong to");
  if (isUnrelated && isFree && !isPerson && !isHandle)
    say("thing-on-free-mail", 0.5, "the sender's name is no person's, and it writes from a free mailbox");
  if (isOfficeOnly && !isFree) say("office-of-nobody", 0.35, "the sender calls itself an office without saying whose");
  if (isUnrelated && !isOrganisation && !isPerson && !isHandle)
    say("thing-unlike-address", 0.45, "the sender's name is no person's, and nothing of it stands in its address");
  if (isUnrelated && (isPerson || isHandle) && !isOrganisation)
    say("name-unlike-address", 0.15, "nothing of the sender's name stands in its address");
  if (/[\u{1d400}-\u{1d7ff}\u{1f100}-\u{1f1ff}★☆✔]|\p{Extended_Pictographic}/u.test(name.replace(/[©®™]/g, "")))
    say("decorated-name", 0.5, "the sender's name is decorated with signs");
  if (/^[^a-z]*[A-Z][^a-z]{5,}$/.test(name)) say("loud-name", 0.2, "the sender's name is in capitals only");
  if (/[!$%€£|]|\.{3}/.test(name)) say("advertising-name", 0.4, "the sender's name is an advertisement");
  if (/\d{3,}/.test(name)) say("number-in-name", 0.35, "the sender's name holds a number");
}
