import { brands, freeMail } from "../../../formats/mail/brand.ts";
import type { Chance } from "./chance.ts";

const words = (text: string) => text.trim().split(/\s+/);

const firstNames = words(
  "Anna Ben Carla David Emma Felix Grace Henry Ines Jonas Kate Liam Maria Nils Olga Paul Rosa Simon Tina Victor Wendy Yusuf Zoe Marta Pedro Joana Luca Giulia Pierre Chloe Jan Sanne Ewa Piotr Ayse Emre Kenji Yuki Lars Karin Ahmed Fatima Wei Ling Raj Priya",
);
const lastNames = words(
  "Smith Miller Garcia Rossi Dubois Jansen Kowalski Yilmaz Tanaka Svensson Weber Silva Costa Moreau Brown Walker Okafor Mensah Chen Kumar Schmidt Fischer Almeida Ferrari Bakker Nowak Demir Sato Nielsen Hughes Turner Parker Evans Reed",
);
const stems = words(
  "north river stone green blue bright clear open first prime global smart quick solid urban alpine coast metro nova delta orbit cedar maple harbor summit pixel cloud data media trade craft studio garden kitchen sport travel health home auto book music photo build print design tech net soft works labs group market supply energy solar water food wine art school clinic law dental motor parts gold silver star moon sun tree leaf bird lion wolf",
);
const usualEndings = words("com com com com net org de fr it es nl pl co.uk com.br com.au eu ch at be se dk io ca in jp com.tr");
const cheapEndings = words(
  "top xyz icu shop click online site store live buzz cfd sbs monster quest rest cyou bond club fun space website press pw info biz us",
);

/** Makers and shops whose names are used as bait beside the brands that the product knows by their domains. */
const shops = words(
  "Lowes Kohls Target Aldi Lidl Kaufland Rewe Edeka Carrefour Tesco Ikea Decathlon Makita Bosch Yeti Stanley Dyson Ninja Cuisinart Omaha Marriott Delta Verizon T-Mobile Walgreens CVS Shell Esso Starbucks Hermes DPD GLS UPS Evri Chronopost Colissimo PostNL PostNord InPost ING Rabobank Sparkasse Postbank Commerzbank Volksbank Caixa Livelo Serasa Receita BBVA CaixaBank Ameli Orange Telekom Vodafone Ledger Trezor Kraken OpenSea Ripple Meta Gemini Phantom Discover Disney+ Prime iCloud Windows Office Webmail cPanel Roundcube",
);
const items = [
  "power drill",
  "tool set",
  "cooler box",
  "vacuum cleaner",
  "smart phone",
  "coffee machine",
  "air fryer",
  "tablet",
  "gift box",
  "cookware set",
  "smart watch",
  "mystery box",
  "camping set",
  "robot mower",
  "television",
];
const cities = words("Moscow Lagos Beijing Kyiv Istanbul Paris Berlin Madrid Warsaw Sofia Tokyo Dallas Jakarta Hanoi Lima");

/** The name of a brand that the product knows, as it is written for people. */
export function brandName(chance: Chance): { word: string; shown: string; domain: string } {
  const [word, domains] = chance.of([...brands]);
  const shown = word
    .split(" ")
    .map((part) => (part.length <= 4 && !/[aeiou].*[aeiou]/.test(part) ? part.toUpperCase() : part[0]!.toUpperCase() + part.slice(1)))
    .join(" ");
  return { word, shown, domain: chance.of(domains) };
}

/** A shop's or maker's name that no list of ours holds. */
export const shopName = (chance: Chance) => chance.of(shops);
/** A person's name. */
export const personName = (chance: Chance) => `${chance.of(firstNames)} ${chance.of(lastNames)}`;
/** A thing to be won or bought. */
export const itemName = (chance: Chance) => chance.of(items);
/** A far city. */
export const cityName = (chance: Chance) => chance.of(cities);

/** An organisation that does not exist, and the domain it would have. */
export function madeOrganisation(chance: Chance): { shown: string; domain: string } {
  const parts = chance.some(stems, chance.whole(1, 2));
  if (parts.length === 1) parts.push(chance.of(stems));
  const shown = parts.map((part) => part[0]!.toUpperCase() + part.slice(1)).join(chance.is(0.6) ? " " : "");
  const label = chance.is(0.75) ? parts.join("") : chance.is(0.6) ? parts.join("-") : parts[0]!;
  return {
    shown: chance.is(0.2) ? `${shown} ${chance.of(["Inc", "GmbH", "Ltd", "AG", "SA"])}` : shown,
    domain: `${label}${chance.is(0.06) ? chance.whole(2, 99) : ""}.${chance.of(chance.is(0.06) ? cheapEndings : usualEndings)}`,
  };
}

/** Letters as a machine draws them. */
export function drawnLabel(chance: Chance): string {
  const letters = chance.is(0.5) ? "abcdefghijklmnopqrstuvwxyz0123456789" : "bcdfghjklmnpqrstvwxzaeiou";
  return Array.from({ length: chance.whole(6, 14) }, () => chance.of([...letters]))
    .join("")
    .replace(/^\d/, "q");
}

/** A domain as attackers use them: drawn letters, cheap endings, hacked small firms, words of trust. */
export function shadyDomain(chance: Chance): string {
  const kind = chance.share();
  if (kind < 0.25) return `${drawnLabel(chance)}.${chance.of(chance.is(0.6) ? cheapEndings : usualEndings)}`;
  if (kind < 0.5)
    return `${chance.some(stems, 2).join(chance.is(0.4) ? "-" : "")}${chance.is(0.3) ? chance.whole(1, 999) : ""}.${chance.of(cheapEndings)}`;
  if (kind < 0.62)
    return `${chance.of(["secure", "account", "service", "support", "update", "online", "portal", "client"])}-${chance.of(["verify", "info", "center", "login", "notice", "help"])}${chance.is(0.4) ? chance.whole(1, 99) : ""}.${chance.of(usualEndings)}`;
  return madeOrganisation(chance).domain;
}

/** A domain that borrows a brand's name. */
export function borrowingDomain(chance: Chance, word: string): string {
  const label = word.replace(/[^a-z]/g, "");
  const twisted = chance.is(0.5)
    ? label
    : label.replace(/[loise]/, (letter) => ({ l: "1", o: "0", i: "1", s: "5", e: "3" })[letter] ?? letter);
  return `${chance.is(0.5) ? `${twisted}-${chance.of(["secure", "login", "service", "support", "verify", "delivery"])}` : `${chance.of(["my", "secure", "id", "client"])}-${twisted}`}.${chance.of([...cheapEndings, ...usualEndings])}`;
}

const freeDomains = [...freeMail];
/** A free mailbox; `like` is a name that it may be made of. */
export function freeMailbox(chance: Chance, like?: string): string {
  const local =
    like && chance.is(0.5)
      ? localOf(chance, like)
      : chance.is(0.5)
        ? `${chance.of(firstNames).toLowerCase()}${chance.of(stems)}${chance.whole(1, 9999)}`
        : drawnLabel(chance);
  return `${local}@${chance.of(freeDomains)}`;
}

/** The local part that a person's name usually gives. */
export function localOf(chance: Chance, name: string): string {
  const [first = "x", last = "y"] = name.toLowerCase().split(" ");
  return chance.of([
    `${first}.${last}`,
    `${first[0]}${last}`,
    first,
    last,
    `${first}${last[0]}`,
    `${first}_${last}`,
    `${first}${last}${chance.whole(1, 99)}`,
  ]);
}
