import { openRandom } from "../../../learning/random.ts";
import { bait } from "./bait.ts";
import { type Chance, chanceOf } from "./chance.ts";
import type { Draft } from "./draft.ts";
import { htmlOf, textOf } from "./html.ts";
import { plain } from "./plain.ts";

/** A made mail: its bytes, whether it is phishing, what it was made for, and a group for folds: phishing of one kind and language stays together, since its phrases recur. */
export type MadeMail = { readonly bytes: Buffer; readonly isPhishing: boolean; readonly kind: string; readonly group: string };

/** Mails made from phrases, senders and links of our own; half of them phishing. The same count and seed give the same mails. */
export function makeMails({ count, seed }: { readonly count: number; readonly seed: number }): readonly MadeMail[] {
  const chance = chanceOf(openRandom(seed));
  return Array.from({ length: count }, (_, index): MadeMail => {
    const isPhishing = index % 2 === 0;
    const { draft, tongue } = isPhishing ? bait(chance) : plain(chance);
    return {
      bytes: written(chance, draft),
      isPhishing,
      kind: draft.kind,
      group: isPhishing ? `${tongue}/${draft.kind}` : `${tongue}/${draft.kind}/${index}`,
    };
  });
}

function written(chance: Chance, draft: Draft): Buffer {
  const headers = [
    `From: ${encoded(draft.fromName)} <${draft.fromAddress}>`,
    ...(draft.replyTo === undefined ? [] : [`Reply-To: <${draft.replyTo}>`]),
    `Subject: ${encoded(draft.subject)}`,
    "Date: Mon, 02 Nov 2026 10:00:00 +0000",
    "MIME-Version: 1.0",
  ];
  const isHtml = draft.isHtml;
  const body = Buffer.from(isHtml ? htmlOf(chance, draft.page) : textOf(draft.page)).toString("base64");
  const content = [`Content-Type: text/${isHtml ? "html" : "plain"}; charset=utf-8`, "Content-Transfer-Encoding: base64"];
  if (draft.files.length === 0) return Buffer.from([...headers, ...content, "", folded(body), ""].join("\r\n"));
  const parts = draft.files.map(
    ({ name, mediaType, content: file }) =>
      `--part\r\nContent-Type: ${mediaType}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${folded(Buffer.from(file, "latin1").toString("base64"))}\r\n`,
  );
  return Buffer.from(
    [
      ...headers,
      'Content-Type: multipart/mixed; boundary="part"',
      "",
      `--part\r\n${content.join("\r\n")}\r\n\r\n${folded(body)}`,
      ...parts,
      "--part--",
      "",
    ].join("\r\n"),
  );
}

const folded = (text: string) => text.replace(/(.{76})/g, "$1\r\n");
const encoded = (text: string) => (text === "" ? '""' : `=?utf-8?B?${Buffer.from(text).toString("base64")}?=`);
