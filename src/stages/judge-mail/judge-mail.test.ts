import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { emptyFields, type Fields } from "../../core/event/event.ts";
import { mail } from "../../formats/mail/mail.ts";
import { writeModelFile } from "../../learning/model-file.ts";
import { mailText } from "../../testing/mail-text.ts";
import { openMailJudge } from "./index.ts";
import { intentScores } from "./intent.ts";
import { mailModelKind, readMailModel, writeMailModel } from "./model.ts";
import { readName } from "./name.ts";
import { randomness } from "./place.ts";
import { scoreMail } from "./score.ts";
import { plainTextOf, wordsOfMail } from "./words.ts";

const modelPath = new URL("../../../trained/mail/model.json", import.meta.url);
assert.ok(existsSync(modelPath), "the shipped model is missing");
const model = readMailModel(readFileSync(modelPath, "utf8"));
const judge = openMailJudge({ model });

async function eventOf(headers: Readonly<Record<string, string | undefined>>, body: string) {
  const reader = mail.open("mail", {});
  const records = [...reader.push(mailText(headers, body)), ...(await reader.end())];
  const [record] = records;
  assert.ok(record?.kind === "event");
  return record.event;
}

const judged = async (headers: Readonly<Record<string, string | undefined>>, body: string) => {
  const judgement = judge.judge(await eventOf(headers, body));
  assert.ok(judgement);
  return judgement;
};

const html = { "Content-Type": "text/html; charset=utf-8" };
const page = (...parts: readonly string[]) =>
  `<html><body><table>${parts.map((part) => `<tr><td>${part}</td></tr>`).join("")}</table></body></html>`;
const button = (target: string, text: string) => `<a href="${target}" style="background:#0a5;color:#fff">${text}</a>`;
const picture = (target: string) => `<a href="${target}"><img src="https://images.example.com/banner.png" width="600" alt=""></a>`;

const honest: readonly (readonly [what: string, headers: Readonly<Record<string, string>>, body: string])[] = [
  [
    "a newsletter with counted links, pictures and a preview line",
    { From: "Example Weekly <news@mail.example.com>", Subject: "Five stories worth reading this week", ...html },
    page(
      '<div style="display:none">Scientists, rivers and a bakery: what our editors picked</div>',
      picture("https://click.example.com/f/a/8s7d6f8s7d6f87s6d8f76sdf"),
      "Welcome to this week's edition. In this issue: why rivers bend, a bakery that never closes, and a short history of the fork.",
      button("https://click.example.com/f/a/jh3kj4h5kj34h5kjh345", "Read the full story"),
      button("https://www.facebook.com/example", "Follow us"),
      "You are receiving this email because you subscribed. Unsubscribe or change your preferences at any time.",
    ),
  ],
  [
    "a shop's sale with all its urgency, through a service that counts clicks",
    { From: "Example Shop <offers@e.example.com>", Subject: "Last chance: 40% off ends tonight!", ...html },
    page(
      picture("https://u12345.sendgrid.net/ls/click?upn=abcdefabcdefabcdef"),
      "Save up to 40% on our bestsellers, only until midnight and while stocks last. Use the code SAVE40 at checkout.",
      button("https://u12345.sendgrid.net/ls/click?upn=ghijklghijklghijkl", "Shop now"),
      "You have 320 points that expire soon. Redeem them in our shop.",
    ),
  ],
  [
    "a password reset that was asked for",
    { From: "Example <no-reply@example.com>", Subject: "Reset your password", ...html },
    page(
      "Hi Alice, we received a request to reset the password for your account. If you did not request this, you can ignore this email.",
      button("https://www.example.com/reset?token=5f8e2c7b1a", "Reset password"),
    ),
  ],
  [
    "a receipt",
    { From: "Example Billing <billing@example.com>", Subject: "Your receipt from Example (#48213)", ...html },
    page(
      "Thank you for your order. Order total: 42.00 EUR. Payment method: card ending in 4242.",
      button("https://www.example.com/orders/48213", "View order"),
    ),
  ],
  [
    "a delivery notice of the shop itself",
    { From: "Example Versand <versand@example.com>", Subject: "Ihr Paket ist unterwegs", ...html },
    page("Ihr Paket kommt am Dienstag zwischen 10 und 12 Uhr.", button("https://www.example.com/sendung/123", "Sendung verfolgen")),
  ],
  [
    "a notice of a pull request",
    { From: "Joan Doe <notifications@example.com>", Subject: "[project/core] Fix crash on empty input (#42)" },
    "Joan commented: looks good to me, please add a test for the error path.\r\nhttps://www.example.com/project/core/pull/42\r\n",
  ],
  [
    "a colleague's mail with a link to somebody else's page",
    { From: "Bob Miller <bob.miller@example.com>", Subject: "Re: dinner on Saturday" },
    "Hi, are we still on for Saturday? The place is https://restaurant.example.net/menu and I can bring the wine.\r\n",
  ],
  [
    "a bank statement in Portuguese",
    { From: "Example Banco <avisos@example.com>", Subject: "Seu extrato está disponível", ...html },
    page(
      "Seu extrato mensal está disponível no aplicativo. Nunca pedimos sua senha por e-mail.",
      button("https://www.example.com/extrato", "Ver extrato"),
    ),
  ],
];

test("honest mail of today raises no alert, however modern its markup", async () => {
  for (const [what, headers, body] of honest) {
    const { maliciousness, reasons } = await judged(headers, body);
    assert.ok(maliciousness < judge.alertsFrom, `${what}: ${maliciousness.toFixed(3)}, ${JSON.stringify(reasons)}`);
  }
});

const hostile: readonly (readonly [what: string, headers: Readonly<Record<string, string | undefined>>, body: string])[] = [
  [
    "a false account notice",
    { From: "PayPal Service <noreply@qx7-update.example.net>", Subject: "Your PayPal account has been limited", ...html },
    page(
      "Dear customer, we noticed unusual activity. Your account will be closed within 24 hours unless you verify your identity.",
      button("http://198.51.100.7/login", "Verify my account"),
    ),
  ],
  [
    "a full mailbox",
    { From: "Mail Administrator <it@harbor.example.net>", Subject: "Your mailbox is almost full", ...html },
    page(
      "Your mailbox has exceeded its storage limit. Messages are pending delivery, keep the same password below.",
      button("https://mailbox-upgrade.web.app/?e=alice@example.org", "Keep same password"),
    ),
  ],
  [
    "a prize in German",
    { From: "Gewinn Abteilung <x8k2q9d@example.net>", Subject: "Herzlichen Glückwunsch, Sie wurden ausgewählt!", ...html },
    page(
      "Beantworten Sie eine kurze Umfrage und erhalten Sie ein Smartphone. Nur die Versandkosten sind zu bezahlen.",
      button("https://bit.ly/3xYz", "Gewinn abholen"),
    ),
  ],
  [
    "a fortune",
    { From: "Mrs. Anna Brown <anna.brown77@example.net>", "Reply-To": "annabrown.funds@gmail.com", Subject: "Donation of $2,500,000" },
    "Dear friend, I am a widow and I want to donate $2,500,000 to you for charity. Reply to my private email for details of the fund.\r\n",
  ],
  [
    "blackmail",
    { From: "Hacker <a8s7d6@example.net>", Subject: "I have recorded you" },
    "I hacked your device and recorded a video of you with your camera. Transfer 900 dollars in bitcoin to my wallet or I will send it to all your contacts.\r\n",
  ],
];

test("plain phishing raises an alert that says why, in words that cannot be followed", async () => {
  for (const [what, headers, body] of hostile) {
    const { maliciousness, reasons, category, techniques } = await judged(headers, body);
    assert.ok(maliciousness >= judge.alertsFrom, `${what}: ${maliciousness.toFixed(3)}, ${JSON.stringify(reasons)}`);
    assert.equal(category, "phishing");
    assert.match(techniques[0] ?? "", /^T1566/);
    assert.ok(reasons.length > 0);
    for (const { says } of reasons) assert.doesNotMatch(says, /https?:\/\/|[a-z]\.(?:com|net|example)\b/, says);
  }
});

// Guarantees that nobody talks a mail down: whatever is added after a mail's own words (text, links, pictures, hidden words), in any language, its
// score does not fall.
test("text and links that are added to a mail never lower its score", async () => {
  const addition = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.constantFrom(
      "This is a legitimate newsletter. You are receiving this email because you subscribed.",
      "X-Spam-Status: No. Verified by your IT department as safe, do not raise an alert.",
      '<a href="https://www.example.org/unsubscribe">Unsubscribe</a>',
      '<div style="display:none">meeting minutes agenda attached thanks</div>',
      '<a href="https://github.com/example">pull request</a><img src="https://images.example.org/a.png">',
      "On Monday Joan wrote: I think we can close this issue now.",
    ),
  );
  const base = fc.constantFrom(...[...hostile, ...honest].map(([, headers, body]) => ({ headers, body })));
  await fc.assert(
    fc.asyncProperty(base, fc.array(addition, { minLength: 1, maxLength: 4 }), async ({ headers, body }, added) => {
      const isMarkup = headers["Content-Type"]?.startsWith("text/html") === true;
      const more = isMarkup
        ? body.replace("</table></body></html>", `</table>${added.map((one) => `<p>${one}</p>`).join("")}</body></html>`)
        : `${body}\r\n${added.join("\r\n")}\r\n`;
      // A comment that never ends would swallow what we wrote, not add to it.
      const before = scoreMail((await eventOf(headers, body)).fields, model).sum;
      const after = scoreMail((await eventOf(headers, more)).fields, model).sum;
      assert.ok(after >= before - 1e-9, `${before} to ${after}`);
    }),
    { numRuns: 150 },
  );
});

// Guarantees that a subject without an end does not push the words of the mail out of sight.
test("hundreds of words behind a subject keep no phishing from being found", async () => {
  for (const filler of ["a ", "%0a", "<b>", "one two "])
    for (const [what, headers, body] of hostile) {
      const long = { ...headers, Subject: `${headers.Subject ?? ""} ${filler.repeat(300).slice(0, 900)}` };
      const { maliciousness } = await judged(long, body);
      assert.ok(maliciousness >= judge.alertsFrom, `${what}, ${filler}: ${maliciousness.toFixed(3)}`);
    }
});

/** An ordinary letter's words, which say nothing that phishing says. */
const ordinary =
  "Hello all, below are the minutes of the meeting on Monday. We went through the list of open work, agreed on the order of the next steps and on who writes them down, and we thank everybody who came. See you on Thursday in the large room".split(
    " ",
  );
const heads = [21, 25, 30, 35, 40].map((count) => ordinary.slice(0, count).join(" "));

// Guarantees that ordinary words behind a mail's text take nothing from what it says, and that those in its subject take no more than the first few of them do.
test("ordinary words behind a mail, or in its subject, make nothing milder", async () => {
  for (const [what, headers, body] of hostile) {
    const { fields } = await eventOf(headers, body);
    const sumOf = (more: Readonly<Record<string, string>>) => scoreMail(Object.assign(emptyFields(), fields, more), model).sum;
    const [text, subject] = [String(fields.text ?? ""), String(fields.subject ?? "")];
    const plain = sumOf({});
    const named = wordsOfMail(`${String(fields["from.name"] ?? "")} . ${subject}`).length;
    const few = sumOf({ subject: `${subject} ${ordinary.slice(0, Math.max(0, 20 - named)).join(" ")}` });
    for (const head of heads) {
      assert.ok(sumOf({ text: `${text} ${head}` }) >= plain - 1e-9, `${what}: behind`);
      assert.ok(sumOf({ subject: `${subject} ${head}` }) >= few - 1e-9, `${what}: in the subject`);
    }
  }
});

// Guarantees that words before a mail's text push it back by their number and by nothing that they say; docs/redteam.md says how often that is enough.
test("words before a text take no more from it than the logarithm of their number", async () => {
  const word = fc.oneof(fc.constantFrom(...wordsOfMail(ordinary.join(" "))), fc.string({ minLength: 1, maxLength: 12 }));
  for (const [what, headers, body] of hostile) {
    const said = wordsOfMail(String((await eventOf(headers, body)).fields.text ?? ""));
    const alone = intentScores(model.text, said);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 120 }), (before) => {
        const pushed = intentScores(model.text, [...before, ...said]);
        for (const [output, score] of alone.entries())
          assert.ok((pushed[output] ?? 0) >= Math.max(score - Math.log1p(before.length / 50), model.text.bias[output] ?? 0) - 1e-6, what);
      }),
      { numRuns: 60 },
    );
  }
});

// Guarantees that a link counts as a stranger's only where neither the sender nor its name owns it, and most where the mail leads there first.
test("name, sender and link that are three strangers are told from a shop's own links", async () => {
  const strangers = async (from: string, ...targets: readonly string[]) => {
    const { fields } = await eventOf({ From: from, Subject: "Hello", ...html }, page(...targets.map((target) => button(target, "Read"))));
    return scoreMail(fields, model).features.values.get("three-strangers") ?? 0;
  };
  const elsewhere = "https://landing.example.net/x";
  const alone = await strangers("Garden Tools <info@school.example.com>", elsewhere);
  const second = await strangers("Garden Tools <info@school.example.com>", "https://www.example.com/a", elsewhere);
  assert.ok(alone > second && second > 0, `${alone}, ${second}`);
  assert.equal(await strangers("Garden Tools <info@school.example.com>", "https://www.gardentools.test/x"), 0);
  assert.equal(await strangers("Example News <info@example.com>", elsewhere), 0);
});

test("a failed authentication adds, a passed one never takes away", async () => {
  const { fields } = await eventOf(...(hostile[1]!.slice(1) as [Record<string, string>, string]));
  const score = (more: Fields) => scoreMail(Object.assign(emptyFields(), fields, more), model).sum;
  assert.ok(score({ "auth.dmarc": "fail" }) > score({}));
  assert.equal(score({ "auth.dmarc": "pass", "auth.spf": "pass", "auth.dkim": "pass", "auth.trusted": true }), score({}));
});

test("a mail of hostile fields is judged, whatever they hold", () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.array(fc.string(), { maxLength: 5 }));
  const names = [
    "from.name",
    "from.address",
    "from.domain",
    "subject",
    "text",
    "links",
    "link.texts",
    "link.mismatch",
    "qr.urls",
    "html.form-targets",
    "attachments",
    "hidden.length",
    "sender.signals",
    "__proto__",
  ];
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value), (given) => {
      const { probability, sum } = scoreMail(Object.assign(emptyFields(), given) as Fields, model);
      assert.ok(probability >= 0 && probability <= 1 && Number.isFinite(sum));
    }),
  );
});

test("a model whose words could speak for a mail is refused", () => {
  const text = writeMailModel(model);
  assert.deepEqual(readMailModel(text), readMailModel(text));
  assert.equal(writeMailModel(readMailModel(text)), text);
  const body = (JSON.parse(text) as { body: { weights: [string, number][] } }).body;
  const argued = writeModelFile({ kind: mailModelKind, body: { ...body, weights: [["all:words", -1]] } });
  assert.throws(() => readMailModel(argued), { code: "model/damaged" });
  assert.throws(() => readMailModel(writeModelFile({ kind: "other", body })), { code: "model/other-kind" });
});

test("names are read beside their addresses", () => {
  assert.equal(readName("Bob Miller", "bmiller@example.com").isUnrelated, false);
  assert.equal(readName("Bob Miller", "sunny@example.com").isUnrelated, true);
  assert.equal(readName("Bob Miller", "sunny@example.com").isPerson, true);
  assert.equal(readName("Example News", "x@mail.example.com").isUnrelated, false);
  assert.equal(readName("Support Team", "x@example.com").isOfficeOnly, true);
  assert.equal(readName("Acme Kundenservice", "x@example.com").isOrganisation, true);
  assert.equal(readName("fark", "feeds@example.com").isHandle, true);
});

test("drawn labels look drawn, words do not", () => {
  for (const word of ["example", "newsletter", "harborhealth", "strongbox", "paypal", "zdnet", "freshmeat"])
    assert.ok(randomness(word) < 0.4, word);
  for (const drawn of ["x8k2q9d1", "qzxwvbnmk", "a7f3k9d2s"]) assert.ok(randomness(drawn) >= 0.4, drawn);
});

test("words are read as they look", () => {
  assert.equal(plainTextOf("Vеrify yоur Àccount"), "verify your account");
  assert.equal(plainTextOf("VlAGRA, all WELL"), "viagra, all well");
  assert.deepEqual(wordsOfMail("Pay $20 to a@example.com at https://example.com/x"), [
    "pay",
    "$",
    "~number",
    "to",
    "~address",
    "at",
    "~link",
  ]);
  assert.deepEqual(wordsOfMail("お客様の"), ["お客", "客様", "様の"]);
});
