import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fields } from "../../core/event/event.ts";
import { mail } from "../../formats/mail/mail.ts";
import { groupedFolds } from "../../learning/split.ts";

/** A mail of a labelled folder or a made one, read by the product's reader after the telling header fields were taken away. */
export type ReadMail = {
  readonly fields: Fields;
  readonly isPhishing: boolean;
  /** Mails of one group are alike: one sender's, or made from the same phrases. */
  readonly group: string;
  /** Says which file it is in tables of errors; never a feature. */
  readonly name: string;
  readonly isHard: boolean;
};

// Trap 2 of the data: everything else tells lists of 2002 from mailboxes of today.
const keptFields = new Set(["from", "reply-to", "subject", "mime-version"]);
const instant = "Date: Mon, 02 Nov 2026 10:00:00 +0000";

/** The mail with From, Reply-To, Subject and what describes its content; the same instant for all. */
export function withoutTellingHeaders(bytes: Buffer): Buffer {
  const text = bytes.toString("latin1");
  const border = /\r?\n\r?\n/.exec(text);
  const head = border ? text.slice(0, border.index) : text;
  const kept: string[] = [];
  let isKept = false;
  for (const line of head.split(/\r?\n/)) {
    if (!/^[ \t]/.test(line)) {
      const name = /^([^\s:]{1,100})[ \t]*:/.exec(line)?.[1]?.toLowerCase() ?? "";
      isKept = keptFields.has(name) || name.startsWith("content-");
    }
    if (isKept) kept.push(line);
  }
  return Buffer.from([...kept, instant].join("\n") + (border ? text.slice(border.index) : "\n\n"), "latin1");
}

/** The fields of one mail; undefined when the reader refuses it. */
export async function fieldsOf(bytes: Buffer): Promise<Fields | undefined> {
  const reader = mail.open("mail", {});
  const records = [...reader.push(bytes), ...(await reader.end())];
  const [first] = records;
  return first?.kind === "event" ? first.event.fields : undefined;
}

/** The 625 ordinary mails of `ham`; a sender's mails form a group. */
export async function readHam(folder: string): Promise<readonly ReadMail[]> {
  const mails: ReadMail[] = [];
  for (const name of (await readdir(folder)).filter((each) => /-ham-/.test(each)).sort()) {
    const fields = await fieldsOf(withoutTellingHeaders(await readFile(join(folder, name))));
    if (fields)
      mails.push({ fields, isPhishing: false, group: String(fields["from.address"] ?? name), name, isHard: name.startsWith("hard") });
  }
  return mails;
}

/** The 600 phishing mails of `phish`: to be scored, never to be fitted to. */
export async function readPhish(folder: string): Promise<readonly ReadMail[]> {
  const mails: ReadMail[] = [];
  for (const name of (await readdir(join(folder, "email"))).filter((each) => each.endsWith(".eml")).sort()) {
    const fields = await fieldsOf(withoutTellingHeaders(await readFile(join(folder, "email", name))));
    if (fields) mails.push({ fields, isPhishing: true, group: name, name, isHard: false });
  }
  return mails;
}

/** Notices of two firms in `bipia`, written as mails: sender, subject and text as they stand there. */
export async function readBipia(folder: string): Promise<readonly ReadMail[]> {
  const texts = new Set<string>();
  for (const part of ["train", "test"]) {
    const lines = await readFile(join(folder, "benchmark", "email", `${part}.jsonl`), "utf8");
    for (const line of lines.split("\n").filter((each) => each !== ""))
      texts.add(String((JSON.parse(line) as { context?: unknown }).context));
  }
  const mails: ReadMail[] = [];
  for (const text of [...texts].sort()) {
    const value = (label: string) => new RegExp(`${label}: ([^|]{1,300})`).exec(text)?.[1]?.trim() ?? "";
    const from = value("EMAIL_FROM");
    const body = /CONTENT: ([\s\S]*)/.exec(text)?.[1] ?? text;
    const bytes = `From: ${from === "" ? "Mercury <hello@mercury.com>" : from}\nSubject: ${value("SUBJECT")}\n${instant}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${body}\n`;
    const fields = await fieldsOf(Buffer.from(bytes));
    if (fields) mails.push({ fields, isPhishing: false, group: from, name: "bipia", isHard: false });
  }
  return mails;
}

/** Sentences of security reports (`tram`) as the text of ordinary mails: prose about phishing, accounts and malware is no phishing. */
export async function readReports(folder: string): Promise<readonly ReadMail[]> {
  const rows = JSON.parse(await readFile(join(folder, "data", "tram2-data", "single_label.json"), "utf8")) as {
    text?: unknown;
    doc_title?: unknown;
  }[];
  const byReport = new Map<string, string[]>();
  for (const { text, doc_title } of rows) byReport.set(String(doc_title), [...(byReport.get(String(doc_title)) ?? []), String(text)]);
  const mails: ReadMail[] = [];
  for (const [title, sentences] of [...byReport].sort(([a], [b]) => (a < b ? -1 : 1)))
    for (let from = 0; from < sentences.length; from += sentencesPerMail) {
      const text = sentences.slice(from, from + sentencesPerMail).join("\n\n");
      const bytes = `From: Threat reports <reports@example.com>\nSubject: Report\n${instant}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${text}\n`;
      const fields = await fieldsOf(Buffer.from(bytes));
      if (fields) mails.push({ fields, isPhishing: false, group: `report ${title}`, name: "tram", isHard: false });
    }
  return mails;
}
const sentencesPerMail = 12;

/** The half, 0 to learn from or 1 to be scored on, of each ordinary mail; a sender's mails stay together. */
export function halvesOf(mails: readonly ReadMail[]): Uint8Array {
  return groupedFolds(
    mails.map(({ group }) => group),
    2,
    halvesSeed,
  );
}
const halvesSeed = 2;

/** A fixed half of all names, by a hash: 0 or 1. */
export function halfOf(name: string): 0 | 1 {
  return (createHash("sha256").update(name).digest()[0]! & 1) as 0 | 1;
}
