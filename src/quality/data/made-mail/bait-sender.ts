import type { Chance } from "./chance.ts";
import type { Draft } from "./draft.ts";
import { borrowingDomain, drawnLabel, freeMailbox, localOf, madeOrganisation, personName, shadyDomain } from "./names.ts";
import type { Phrases, Theme } from "./phrases.ts";

type Sender = Pick<Draft, "fromName" | "fromAddress" | "replyTo">;
type Given = { readonly theme: Theme; readonly brand: string; readonly word: string; readonly phrases: Phrases };

const offices = [
  "Support",
  "Security Team",
  "Customer Service",
  "Account Team",
  "Billing",
  "Notification",
  "Help Desk",
  "Mail Administrator",
  "IT Support",
  "Webmail Service",
  "Delivery",
  "Rewards",
  "Survey",
  "Winner",
  "Alert",
  "Info",
  "no-reply",
  "Kundenservice",
  "Sicherheit",
  "Atendimento",
  "Suporte",
  "Servicio al cliente",
  "Service client",
  "Servizio clienti",
  "Klantenservice",
  "カスタマーサポート",
];
const locals = [
  "no-reply",
  "noreply",
  "info",
  "support",
  "service",
  "admin",
  "contact",
  "mail",
  "news",
  "account",
  "security",
  "notification",
  "hello",
  "billing",
  "office",
  "sales",
];

/** Draws who a phishing mail says it is from, by what it is after. */
export function baitSender(chance: Chance, given: Given): Sender {
  const { theme, brand, phrases } = given;
  if (theme === "fortune" || theme === "threat" || theme === "boss") return stranger(chance);
  if ((theme === "document" || theme === "money") && chance.is(0.35)) return takenOver(chance);
  const fromAddress = addressOf(chance, given);
  const fromName = chance.weighted<() => string>([
    [() => brand, 0.26],
    [() => `${brand} ${chance.of(offices)}`, 0.28],
    [() => chance.of(offices), 0.12],
    [
      () =>
        chance
          .of(phrases.subjects)
          .replace(/\{brand\}/g, brand)
          .replace(/\{\w+\}/g, "")
          .slice(0, 40),
      theme === "prize" || theme === "offer" ? 0.3 : 0.07,
    ],
    [() => `${brand}®`, 0.03],
    [() => decorated(chance, brand), 0.05],
    [() => "", 0.05],
    [() => personName(chance), theme === "offer" || theme === "document" ? 0.2 : 0.03],
    [() => fromAddress, 0.03],
  ])();
  return {
    fromName,
    fromAddress,
    replyTo: chance.is(0.14) ? (chance.is(0.5) ? freeMailbox(chance) : `${chance.of(locals)}@${shadyDomain(chance)}`) : undefined,
  };
}

function addressOf(chance: Chance, { word }: Given): string {
  const local = () =>
    chance.is(0.6) ? chance.of(locals) : chance.is(0.5) ? drawnLabel(chance) : `${chance.of(locals)}${chance.whole(1, 9999)}`;
  return chance.weighted<() => string>([
    [() => `${local()}@${shadyDomain(chance)}`, 0.55],
    [() => `${local()}@${chance.of(["mail", "news", "em", drawnLabel(chance)])}.${shadyDomain(chance)}`, 0.13],
    [() => `${local()}@${borrowingDomain(chance, word)}`, 0.1],
    [() => freeMailbox(chance), 0.1],
    [
      () =>
        `${local()}@${drawnLabel(chance)}.${chance.of(["onmicrosoft.com", "firebaseapp.com", "amazonses.com", "sendgrid.net", "myshopify.com"])}`,
      0.06,
    ],
    [
      () =>
        `${chance.of(["root", "www-data", "admin", "info"])}@${chance.of(["mail", "server", "localhost", "vm"])}${chance.whole(1, 99)}.${chance.of(["localdomain", "local", "internal", "lan"])}`,
      0.03,
    ],
    [
      () => `${chance.is(0.5) ? '""' : local()}@${chance.is(0.5) ? `${shadyDomain(chance)}.` : chance.of(["mail", "server", "news"])}`,
      0.03,
    ],
    [() => `${local()}@${chance.of(["vps", "server", "host"])}${chance.whole(10, 9999)}.${shadyDomain(chance)}`, 0.06],
  ])();
}

/** Somebody whom nobody knows, mostly on a free mailbox, often to be answered elsewhere. */
function stranger(chance: Chance): Sender {
  const name = chance.is(0.85)
    ? `${chance.is(0.3) ? chance.of(["Mr. ", "Mrs. ", "Dr. ", "Barrister "]) : ""}${personName(chance)}`
    : chance.of(["Loan Office", "Claims Department", "United Nations", "Investment Group"]);
  const fromAddress = chance.is(0.5)
    ? freeMailbox(chance, name)
    : `${chance.is(0.5) ? chance.of(locals) : drawnLabel(chance)}@${shadyDomain(chance)}`;
  return {
    fromName: chance.is(0.1) ? name.toUpperCase() : name,
    fromAddress,
    replyTo: chance.is(0.55) ? freeMailbox(chance, name) : undefined,
  };
}

/** An honest sender's account in an attacker's hands: nothing is odd about the sender. */
function takenOver(chance: Chance): Sender {
  const name = personName(chance);
  return {
    fromName: name,
    fromAddress: `${localOf(chance, name)}@${madeOrganisation(chance).domain}`,
    replyTo: chance.is(0.2) ? freeMailbox(chance, name) : undefined,
  };
}

function decorated(chance: Chance, text: string): string {
  return chance.of([
    `⚠ ${text}`,
    `★ ${text} ★`,
    text.toUpperCase(),
    `${text} #${chance.whole(1000, 99999)}`,
    text.replace(/a/g, "а").replace(/o/g, "о"),
  ]);
}
