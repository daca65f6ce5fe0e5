import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import type { Notice } from "../../ports/connector.ts";
import type { MailSettings } from "./settings.ts";

const subjectLengthMax = 200;
const textLengthMax = 100_000;

/** What a mail is called: from its key, so that the same notice has the same name however often it is sent. */
export function messageIdOf(key: string, { from }: Pick<MailSettings, "from">): string {
  const digest = createHash("sha256").update(`watchkeeper mail ${key}`).digest("hex").slice(0, 40);
  return `<wk.${digest}@${from.slice(from.lastIndexOf("@") + 1)}>`;
}

/**
 * One notice as the bytes of a mail (RFC 5322): plain text and nothing else. Nothing in it can begin a header, and what a composer could be made to
 * fetch or read, it may not.
 */
export async function composed(notice: Notice & { readonly key: string }, settings: MailSettings, nowMs: number): Promise<Uint8Array> {
  const { title, text, url, severity, key } = notice;
  const composer = new MailComposer({
    from: settings.from,
    to: [...settings.to],
    subject: oneLine(title).slice(0, subjectLengthMax).toWellFormed() || "Watchkeeper",
    text: `${plain(text)}${url === undefined ? "" : `\n\n${oneLine(url)}\nThe link leads to sign-in; nothing is approved by opening it.`}\n`,
    messageId: messageIdOf(key, settings),
    date: new Date(nowMs),
    headers: {
      // RFC 3834: no machine answers a machine.
      "Auto-Submitted": "auto-generated",
      "X-Watchkeeper-Key": oneLine(key),
      ...(severity === "high" || severity === "critical" ? { Importance: "high" } : {}),
    },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: "windows",
  });
  return composer.compile().build();
}

const oneLine = (text: string) => text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();

/** Lines stay lines; every other character that a terminal would obey is gone. */
const plain = (text: string) =>
  text
    .slice(0, textLengthMax)
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "");
