import type { Fields } from "../../core/event/event.ts";
import { textsOf } from "../../core/query/meaning.ts";

/** The words of mail/read, the one that weighs most first: the first that applies is the answer. */
export const mailAnswers = [
  "dangerous-attachment",
  "deceptive-link",
  "impersonation",
  "credential-request",
  "hidden-text",
  "failed-authentication",
  "plain",
] as const;
export type MailAnswer = (typeof mailAnswers)[number];

/** One thing about a mail that honest mail seldom does, with the fact it rests on. */
export type Signal = { readonly answer: Exclude<MailAnswer, "plain">; readonly says: string };

const dangerous = new Set([
  "executable",
  "script",
  "shortcut",
  "disk-image",
  "note-with-file",
  "auto-exec-macro",
  "excel4-macro",
  "remote-template",
  "archive-with-executable",
  "double-extension",
  "direction-override",
  "html-smuggling",
  "html-password",
  "pdf-launch",
]);
const locked = new Set(["encrypted-archive", "encrypted-document"]);
const deceptive = new Set(["ip-host", "user-info", "punycode", "script", "data", "file"]);
const borrowed = new Set([
  "display-name-address",
  "brand-name",
  "look-alike-domain",
  "confusable-domain",
  "confusable-name",
  "invisible-in-name",
  "punycode-domain",
  "reply-to-free-mail",
]);
/** Hidden text below this length is the preview line that newsletters carry. */
const hiddenLengthMin = 300;

const passwordWords = /\b(?:password|passcode|passwort|kennwort|senha|contrase(?:ñ|n)a|mot de passe|wachtwoord|parola)\b/i;
// What a reader is asked to do with an account, in the languages that we read. Weighed only beside a link, a form or a code.
const accountRequests: readonly RegExp[] = [
  /\b(?:verify|confirm|validate|update|restore|unlock|reactivate|secure)\s+(?:\w+\s+){0,3}(?:account|identity|password|mailbox|e-?mail|wallet|payment|billing|information)\b/i,
  /\b(?:account|mailbox|e-?mail|password|access|wallet)\s+(?:\w+\s+){0,4}(?:suspended|limited|locked|blocked|expir(?:ed?|es|ing)|deactivated|disabled|restricted)\b|\b(?:mailbox|storage|quota)\s+(?:(?:is|has|almost|nearly|reached|its)\s+){0,4}(?:full|limit)\b/i,
  /\b(?:sign|log)[- ]?in\s+(?:\w+\s+){0,4}(?:to\s+)?(?:verify|confirm|keep|continue|view|release|review)\b/i,
  /\bunusual\s+(?:sign|log)[- ]?in\b/i,
  /\b(?:konto|zugang|passwort|postfach)\s+(?:\p{L}+\s+){0,4}(?:gesperrt|eingeschränkt|abgelaufen|bestätigen|aktualisieren)(?![\p{L}])/iu,
  /\b(?:conta|senha|acesso|cuenta|contraseña|acceso)\s+(?:\p{L}+\s+){0,4}(?:bloquead[ao]|suspens[ao]|suspendid[ao]|expirad[ao]|caducad[ao]|verificar|confirmar|atualizar|actualizar)(?![\p{L}])/iu,
  /\b(?:compte|mot de passe|accès)\s+(?:\p{L}+\s+){0,4}(?:suspendu|bloqué|limité|expiré|vérifier|confirmer)(?![\p{L}])/iu,
];
const textLengthMax = 16_384;

/** All signals of one mail event, by its fields (core/query/meaning/mail.ts); the gravest first. */
export function signalsOf(fields: Fields): readonly Signal[] {
  const signals = [
    ...attachmentSignals(fields),
    ...linkSignals(fields),
    ...senderSignals(fields),
    ...requestSignals(fields),
    ...hiddenSignals(fields),
    ...authenticationSignals(fields),
  ];
  return signals.sort((a, b) => mailAnswers.indexOf(a.answer) - mailAnswers.indexOf(b.answer));
}

const list = (fields: Fields, name: string) => textsOf(fields[name]);
const number = (fields: Fields, name: string) => Number(fields[name] ?? 0);
const body = (fields: Fields) => `${list(fields, "subject").join(" ")}\n${list(fields, "text").join(" ")}`.slice(0, textLengthMax);

function attachmentSignals(fields: Fields): Signal[] {
  const flags = list(fields, "attachment.flags");
  const found = flags.filter((flag) => dangerous.has(flag));
  const signals: Signal[] =
    found.length > 0 ? [{ answer: "dangerous-attachment", says: `an attachment is or holds: ${found.join(", ")}` }] : [];
  // A locked file is ordinary business; one whose key stands in the same mail is locked against the scanner.
  if (flags.some((flag) => locked.has(flag)) && passwordWords.test(body(fields)))
    signals.push({ answer: "dangerous-attachment", says: "an attachment is locked, and the mail itself gives the password" });
  return signals;
}

function linkSignals(fields: Fields): Signal[] {
  const signals: Signal[] = [];
  const [mismatch] = list(fields, "link.mismatch");
  // Newsletters count clicks by forwarding them, so in bulk mail a mismatch says little.
  if (mismatch && fields.bulk !== true && !isClickCounter(list(fields, "link.mismatch")))
    signals.push({ answer: "deceptive-link", says: `a link shows one place and leads to another: ${mismatch}` });
  const odd = list(fields, "link.signals").filter((signal) => deceptive.has(signal));
  if (odd.length > 0) signals.push({ answer: "deceptive-link", says: `a link's target is odd: ${odd.join(", ")}` });
  const [code] = list(fields, "qr.urls");
  if (code) signals.push({ answer: "deceptive-link", says: `a picture holds a link as a QR code: ${code}` });
  return signals;
}

/** Several shown places that all lead through one host: somebody counts clicks. */
function isClickCounter(mismatches: readonly string[]): boolean {
  const hosts = new Set(mismatches.map((line) => /-> [a-z]{1,10}:\/\/([^/?#]{1,255})/i.exec(line)?.[1]?.toLowerCase()));
  return mismatches.length >= 3 && hosts.size === 1;
}

function senderSignals(fields: Fields): Signal[] {
  const found = list(fields, "sender.signals").filter((signal) => borrowed.has(signal));
  if (found.length === 0) return [];
  const [brand] = list(fields, "sender.brand");
  return [{ answer: "impersonation", says: `the sender looks like somebody else: ${found.join(", ")}${brand ? ` (${brand})` : ""}` }];
}

function requestSignals(fields: Fields): Signal[] {
  if (number(fields, "html.password-inputs") > 0)
    return [{ answer: "credential-request", says: "the mail itself has a field for a password" }];
  const leads = number(fields, "links.count") > 0 || list(fields, "qr.urls").length > 0 || list(fields, "attachment.links").length > 0;
  const text = body(fields);
  const asked = leads ? accountRequests.map((pattern) => pattern.exec(text)?.[0]).find((match) => match !== undefined) : undefined;
  return asked
    ? [{ answer: "credential-request", says: `the mail asks about an account and gives a link: ${asked.replace(/\s+/g, " ")}` }]
    : [];
}

function hiddenSignals(fields: Fields): Signal[] {
  const reasons = list(fields, "hidden.reasons");
  if (reasons.includes("tag-characters"))
    return [{ answer: "hidden-text", says: "the mail holds text in characters that are never shown" }];
  const length = number(fields, "hidden.length");
  const share = length / Math.max(1, length + number(fields, "text.length"));
  return length >= hiddenLengthMin && share >= 0.2
    ? [{ answer: "hidden-text", says: `${length} characters are hidden from the reader (${reasons.join(", ")})` }]
    : [];
}

function authenticationSignals(fields: Fields): Signal[] {
  const [spf = "", dkim = "", dmarc = ""] = ["auth.spf", "auth.dkim", "auth.dmarc"].map((name) => list(fields, name)[0]);
  const signals: Signal[] = [];
  if (dmarc === "fail") signals.push({ answer: "failed-authentication", says: "the receiving server says that DMARC failed" });
  else if (dkim !== "pass" && (spf === "fail" || spf === "hardfail" || spf === "softfail"))
    signals.push({ answer: "failed-authentication", says: `the receiving server says SPF ${spf}, and no signature passed` });
  if (list(fields, "auth.offline").some((line) => line.endsWith(" refuted")))
    signals.push({ answer: "failed-authentication", says: "a signature does not fit the mail" });
  return signals;
}
