import assert from "node:assert/strict";
import type { TelemetryEvent } from "../core/event/event.ts";
import type { InputRecord } from "../formats/format.ts";
import { mail } from "../formats/mail/mail.ts";
import { filePart, multipart } from "./mail-text.ts";
import { qrPng } from "./qr-code.ts";

/** The records of a mail's bytes, handed over in pieces of the given size. */
export async function readMail(bytes: Uint8Array, pieceBytes = bytes.length || 1): Promise<readonly InputRecord[]> {
  const reader = mail.open("inbox.eml");
  const records: InputRecord[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) records.push(...reader.push(bytes.subarray(at, at + pieceBytes)));
  return [...records, ...(await reader.end())];
}

/** The one event that a mail becomes. */
export async function eventOf(bytes: Uint8Array): Promise<TelemetryEvent> {
  const [record] = await readMail(bytes);
  assert.equal(record?.kind, "event", JSON.stringify(record));
  return (record as { event: TelemetryEvent }).event;
}

/** Its fields. */
export const fieldsOf = async (bytes: Uint8Array) => (await eventOf(bytes)).fields;
/** Why records were refused, and the kind of those that were not. */
export const reasonOf = async (bytes: Uint8Array) =>
  (await readMail(bytes)).map((record) => (record.kind === "rejected" ? record.letter.reason : record.kind));

/** A mail with two bodies, a program that calls itself a document, and a picture of a code. */
export const inviting = multipart("outer", [
  {
    headers: ['Content-Type: multipart/alternative; boundary="inner"'],
    content: multipart("inner", [
      { headers: ["Content-Type: text/plain; charset=utf-8"], content: "Please sign in at https://portal.example.test/a" },
      {
        headers: ["Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"],
        content: 'Please <a href=3D"https://portal.example.test/a">www.example.com</a><img src=3D"https://i.example.test/1.png">',
      },
    ]),
  },
  filePart(
    "invoice.pdf.exe",
    Buffer.concat([Buffer.from("MZ"), Buffer.alloc(58), Buffer.from([64, 0, 0, 0]), Buffer.from("PE\0\0"), Buffer.alloc(64)]),
  ),
  filePart("code.png", qrPng("https://pay.example.test/q"), "image/png"),
]);
