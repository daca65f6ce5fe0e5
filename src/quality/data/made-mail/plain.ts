import { freeMail } from "../../../formats/mail/brand.ts";
import type { Chance } from "./chance.ts";
import type { Draft } from "./draft.ts";
import type { Page } from "./html.ts";
import { personalLink, plainLinks } from "./links.ts";
import { brandName, drawnLabel, localOf, madeOrganisation, personName } from "./names.ts";
import type { Occasion, Phrases, Tongue } from "./phrases.ts";
import { filled, slotsOf } from "./slots.ts";
import { tongues } from "./tongues.ts";
import { tradePartner } from "./trade.ts";

const occasions: readonly (readonly [Occasion, number])[] = [
  ["newsletter", 0.2],
  ["marketing", 0.18],
  ["receipt", 0.12],
  ["shipping", 0.07],
  ["requested", 0.1],
  ["notice", 0.13],
  ["statement", 0.06],
  ["personal", 0.14],
  ["trade", 0.12],
];

/** Draws one ordinary mail. */
export function plain(chance: Chance): { draft: Draft; tongue: string } {
  const tongue = chance.weighted(tongues);
  const occasion = chance.weighted(occasions.filter(([one]) => tongue.plain[one] !== undefined));
  const phrases = tongue.plain[occasion]!;
  const organisation = chance.is(0.4) ? brandName(chance) : madeOrganisation(chance);
  const sender =
    occasion === "trade" ? tradePartner(chance) : occasion === "personal" ? person(chance) : firm(chance, organisation, occasion);
  const slots = slotsOf(chance, organisation.shown);
  const fill = (text: string) => filled(text, slots);
  const { page, isHtml } = pageOf(chance, { tongue, occasion, phrases, domain: organisation.domain, fill });
  const before = chance.weighted([
    ["", 0.85],
    ["Re: ", occasion === "personal" ? 0.4 : 0.02],
    ["[list] ", 0.04],
    ["🎁 ", 0.03],
    ["⭐ ", 0.02],
  ]);
  return {
    tongue: tongue.name,
    draft: {
      ...sender,
      subject: `${before}${fill(chance.of(phrases.subjects))}${chance
        .weighted([
          ["", 0.86],
          ["!", 0.06],
          ["!!", 0.02],
          [" #{id}", 0.06],
        ])
        .replace("{id}", slots.id)}`,
      page,
      isHtml,
      files: filesOf(chance, occasion),
      kind: occasion,
    },
  };
}

type Sender = Pick<Draft, "fromName" | "fromAddress" | "replyTo">;
const locals = [
  "news",
  "newsletter",
  "info",
  "no-reply",
  "noreply",
  "hello",
  "service",
  "orders",
  "billing",
  "notifications",
  "support",
  "team",
  "updates",
  "account-security",
];
const offices = [
  "",
  "",
  "",
  " Team",
  " Support",
  " News",
  " Billing",
  " Orders",
  " Notifications",
  " Account",
  " Security",
  " Kundenservice",
  " Rewards",
];

function firm(chance: Chance, { shown, domain }: { shown: string; domain: string }, occasion: Occasion): Sender {
  const isBelow = chance.is(0.35);
  const host = isBelow ? `${chance.of(["mail", "e", "news", "em", "notify", "info", "mailer", "em8123"])}.${domain}` : domain;
  const local = chance.is(0.9) ? chance.of(locals) : chance.is(0.5) ? `bounce-${chance.whole(1000, 99999)}` : drawnLabel(chance);
  // Some write under a product's or a parent's name that the domain does not show.
  const isOther = chance.is(0.05);
  const fromName = chance.weighted<() => string>([
    [() => `${isOther ? madeOrganisation(chance).shown : shown}${chance.of(offices)}`, 0.8],
    [() => `${personName(chance)} from ${shown}`, 0.06],
    [() => personName(chance), occasion === "notice" ? 0.4 : 0.04],
    [() => "", 0.03],
  ])();
  const fromAddress =
    occasion === "notice" && chance.is(0.06)
      ? `root@${chance.of(["backup", "build", "db"])}.${chance.of(["localdomain", "local", "lan"])}`
      : `${local}@${host}`;
  return {
    fromName,
    fromAddress,
    replyTo: chance.is(0.2)
      ? chance.is(0.1)
        ? `${shown.toLowerCase().replace(/[^a-z]/g, "")}@${chance.of([...freeMail])}`
        : `${chance.of(locals)}@${chance.is(0.7) ? domain : madeOrganisation(chance).domain}`
      : undefined,
  };
}

function person(chance: Chance): Sender {
  const name = personName(chance);
  const local = chance.is(0.6)
    ? localOf(chance, name)
    : chance.is(0.7)
      ? chance.of(["sunny", "bikefan", "coder", "me", "jd", "mailbox", "garden"])
      : drawnLabel(chance);
  const domain = chance.is(0.4) ? chance.of([...freeMail]) : madeOrganisation(chance).domain;
  return {
    fromName: chance.is(0.93) ? name : "",
    fromAddress: `${local}@${domain}`,
    replyTo: chance.is(0.25) ? `list@${madeOrganisation(chance).domain}` : undefined,
  };
}

type Parts = {
  readonly tongue: Tongue;
  readonly occasion: Occasion;
  readonly phrases: Phrases;
  readonly domain: string;
  readonly fill: (text: string) => string;
};

function pageOf(chance: Chance, { tongue, occasion, phrases, domain, fill }: Parts): { page: Page; isHtml: boolean } {
  const isPersonal = occasion === "personal" || occasion === "trade";
  const isHtml = chance.is(isPersonal ? 0.25 : 0.88);
  const isLong = occasion === "newsletter" || occasion === "marketing";
  const others = isLong && chance.is(0.5) ? [...(tongue.plain.newsletter?.lines ?? []), ...(tongue.plain.marketing?.lines ?? [])] : [];
  const lines = chance.some([...phrases.lines, ...others], chance.whole(1, isLong ? 8 : 4));
  const greeting = chance.is(0.6) ? [chance.of(chance.is(0.85) ? tongue.greetings : tongue.strangers)] : [];
  const closing = chance.is(0.6) ? [chance.of(tongue.closings)] : [];
  const buttons = phrases.buttons.length > 0 ? phrases.buttons : ["link"];
  const mailto = chance.is(0.07)
    ? [
        {
          text: chance.of(buttons),
          target: `mailto:${chance.is(0.5) ? "office" : "info"}@${chance.is(0.4) ? chance.of([...freeMail]) : domain}`,
        },
      ]
    : [];
  const linksCount = isPersonal ? chance.whole(0, 1) : chance.whole(1, isLong ? 9 : 3);
  const links = plainLinks(chance, domain);
  const link = () => (isPersonal ? personalLink(chance) : links());
  const preview = chance.of(phrases.lines);
  return {
    isHtml,
    page: {
      paragraphs: [...greeting, ...lines, ...closing].map(fill),
      links: [...Array.from({ length: linksCount }, () => ({ text: fill(chance.of(buttons)), target: link() })), ...mailto],
      footer: isPersonal || chance.is(0.3) ? [] : [fill(chance.of(tongue.closings)), `${chance.whole(1, 99)} Example Street`],
      pictures:
        isHtml && !isPersonal
          ? Array.from({ length: chance.whole(0, isLong ? 6 : 2) }, () => ({
              source: `https://images.${domain}/${chance.whole(1, 9999)}.png`,
              target: chance.is(0.6) ? link() : undefined,
            }))
          : [],
      hidden:
        isHtml && !isPersonal && chance.is(0.4)
          ? {
              text: fill(chance.is(0.15) ? chance.some(phrases.lines, 6).join(" ") : preview),
              style: chance.of(["display:none", "display:none", "font-size:1px;color:#ffffff"]),
            }
          : undefined,
    },
  };
}

function filesOf(chance: Chance, occasion: Occasion): Draft["files"] {
  if (!chance.is(occasion === "receipt" || occasion === "personal" || occasion === "trade" ? 0.15 : 0.02)) return [];
  return [
    chance.of([
      { name: `invoice-${chance.whole(100, 9999)}.pdf`, mediaType: "application/pdf", content: "%PDF-1.4\nplain\n%%EOF" },
      { name: "photo.jpg", mediaType: "image/jpeg", content: "\xff\xd8\xff\xe0picture" },
      { name: "notes.txt", mediaType: "text/plain", content: "notes of the meeting" },
      { name: "invite.ics", mediaType: "text/calendar", content: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n" },
    ]),
  ];
}
