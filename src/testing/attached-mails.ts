import assert from "node:assert/strict";
import type { TelemetryEvent } from "../core/event/event.ts";
import { readMail } from "./mail-reading.ts";
import { filePart, mailText, multipart } from "./mail-text.ts";

export const bait = "https://portal.pay-example.test/login";
/** The mail that is reported: our own server received it and found that it fails DMARC. */
export const phish = (headers: Readonly<Record<string, string | undefined>> = {}): string =>
  mailText(
    {
      Received:
        "from mail.pay-example.test (mail.pay-example.test [203.0.113.9]) by mx.example.org with ESMTP; Mon, 03 Mar 2025 08:00:00 +0000",
      "Authentication-Results": "mx.example.org; spf=fail; dmarc=fail header.from=pay-example.test",
      From: "Payments <help@pay-example.test>",
      To: "bob@example.org",
      Subject: "Your account is locked",
      "Message-ID": "<bait@pay-example.test>",
      Date: "Mon, 03 Mar 2025 08:00:00 +0000",
      "Content-Type": "text/html; charset=utf-8",
      ...headers,
    },
    `<a href="${bait}">Sign in</a>\r\n`,
  ).toString();

/** The reporter's own mail: from inside, and passing. */
export const own = {
  Received: "from desk.example.org (desk.example.org [192.168.1.20]) by mx.example.org with ESMTPS; Tue, 04 Mar 2025 09:00:00 +0000",
  "Authentication-Results": "mx.example.org; spf=pass; dkim=pass; dmarc=pass header.from=example.org",
  From: "Bob <bob@example.org>",
  To: "abuse@example.org",
  Subject: "Fwd: Your account is locked",
  "Message-ID": "<report@example.org>",
};
export const note = { headers: ["Content-Type: text/plain; charset=utf-8"], content: "Is this real?" };
export const mixed = (parts: Parameters<typeof multipart>[1], headers: Readonly<Record<string, string | undefined>> = {}, boundary = "b") =>
  mailText({ ...own, "Content-Type": `multipart/mixed; boundary="${boundary}"`, ...headers }, multipart(boundary, parts));
export const attached = (content: string) => ({ headers: ["Content-Type: message/rfc822", "Content-Disposition: attachment"], content });

export async function eventsOf(bytes: Uint8Array): Promise<readonly TelemetryEvent[]> {
  return (await readMail(bytes)).map((record) => {
    assert.ok(record.kind === "event", JSON.stringify(record));
    return record.event;
  });
}

export const base64 = (text: string) =>
  Buffer.from(text)
    .toString("base64")
    .replace(/(.{76})/g, "$1\r\n");
export const styles: Readonly<Record<string, Buffer>> = {
  "Outlook, as an attached item": mixed(
    [
      {
        headers: ['Content-Type: multipart/alternative; boundary="alt"'],
        content: multipart("alt", [note, { headers: ["Content-Type: text/html"], content: "<p>Is this real?</p>" }]),
      },
      {
        headers: [
          "Content-Type: message/rfc822",
          'Content-Disposition: attachment;\r\n\tcreation-date="Tue, 04 Mar 2025 08:59:00 GMT";\r\n\tmodification-date="Tue, 04 Mar 2025 08:59:00 GMT"',
        ],
        content: phish(),
      },
    ],
    { "X-MS-Has-Attach": "yes", "Thread-Topic": "Your account is locked" },
    "_004_item_",
  ),
  "Gmail, forward as attachment": mixed([
    note,
    {
      headers: [
        'Content-Type: message/rfc822; name="Your account is locked.eml"',
        'Content-Disposition: attachment; filename="Your account is locked.eml"',
        "X-Attachment-Id: f_1",
        "Content-ID: <f_1>",
      ],
      content: phish(),
    },
  ]),
  "Apple Mail, forward as attachment": mixed(
    [
      { headers: ["Content-Transfer-Encoding: 7bit", "Content-Type: text/plain; charset=us-ascii"], content: "\r\nIs this real?\r\n" },
      {
        headers: [
          "Content-Disposition: attachment;\r\n\tfilename*=utf-8''Your%20account%20is%20locked.eml",
          'Content-Type: message/rfc822;\r\n\tname="Your account is locked.eml"',
          "Content-Transfer-Encoding: 7bit",
        ],
        content: phish(),
      },
      { headers: ["Content-Transfer-Encoding: 7bit", "Content-Type: text/plain; charset=us-ascii"], content: "\r\n\r\n" },
    ],
    { "Mime-Version": "1.0 (Mac OS X Mail 16.0)", "X-Mailer": "Apple Mail (2.1)" },
    "Apple-Mail=_1",
  ),
  "a gateway that encodes attached mails": mixed([
    note,
    {
      headers: ["Content-Type: message/rfc822", "Content-Transfer-Encoding: base64", "Content-Disposition: attachment"],
      content: base64(phish()),
    },
  ]),
  "a saved mail that was attached as a file": mixed([note, filePart("locked.eml", Buffer.from(phish()))]),
  "a saved mail of international addresses": mixed([note, { headers: ["Content-Type: message/global"], content: phish() }]),
};
