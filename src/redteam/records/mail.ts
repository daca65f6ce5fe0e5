/** What one mail says. Bodies are written as they are; attachments in base64. */
export type Mail = {
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  readonly sentMs: number;
  readonly received: readonly string[];
  readonly authentication?: string;
  /** Header fields beyond the usual ones, in order. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly text: string;
  readonly html?: string;
  readonly attachments?: readonly { readonly name: string; readonly type: string; readonly bytes: Uint8Array }[];
};

const end = "\r\n";

/** The mail as the gateway stored it (RFC 5322 and MIME). */
export function mailText(mail: Mail): string {
  const headers: (readonly [string, string])[] = [
    ...mail.received.map((hop) => ["Received", hop] as const),
    ...(mail.authentication ? [["Authentication-Results", mail.authentication] as const] : []),
    ["From", mail.from],
    ["To", mail.to.join(", ")],
    ["Subject", mail.subject],
    ["Date", new Date(mail.sentMs).toUTCString().replace("GMT", "+0000")],
    ["Message-ID", mail.messageId],
    ...(mail.headers ?? []),
    ["MIME-Version", "1.0"],
  ];
  return headers.map(([name, value]) => `${name}: ${value}${end}`).join("") + bodyOf(mail);
}

function bodyOf(mail: Mail): string {
  const text = partOf("text/plain; charset=utf-8", "8bit", mail.text);
  const readable =
    mail.html === undefined ? text : multipart("alternative", mail, [text, partOf("text/html; charset=utf-8", "8bit", mail.html)]);
  if (!mail.attachments?.length) return readable;
  const files = mail.attachments.map(({ name, type, bytes }) =>
    partOf(`${type}; name="${name}"`, "base64", base64Of(bytes), [`Content-Disposition: attachment; filename="${name}"`]),
  );
  return multipart("mixed", mail, [readable, ...files]);
}

function partOf(type: string, encoding: string, content: string, more: readonly string[] = []): string {
  const headers = [`Content-Type: ${type}`, `Content-Transfer-Encoding: ${encoding}`, ...more];
  return `${headers.join(end)}${end}${end}${content.replace(/\r?\n/g, end)}${end}`;
}

function multipart(kind: "alternative" | "mixed", mail: Mail, parts: readonly string[]): string {
  const boundary = `=_${kind}_${mail.messageId.replace(/\W/g, "").slice(0, 24)}`;
  const body = parts.map((part) => `--${boundary}${end}${part}`).join("");
  return `Content-Type: multipart/${kind}; boundary="${boundary}"${end}${end}${body}--${boundary}--${end}`;
}

function base64Of(bytes: Uint8Array): string {
  return (
    Buffer.from(bytes)
      .toString("base64")
      .match(/.{1,76}/g)
      ?.join(end) ?? ""
  );
}
