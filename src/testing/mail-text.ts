/** The bytes of a mail: header lines with ordinary defaults (a name given as undefined is left out), an empty line, and the body. */
export function mailText(headers: Readonly<Record<string, string | undefined>>, body = "Hello.\r\n"): Buffer {
  const all: Record<string, string | undefined> = {
    From: "Alice <alice@example.com>",
    To: "bob@example.org",
    Subject: "minutes",
    Date: "Tue, 04 Mar 2025 10:00:00 +0100",
    "Message-ID": "<one@example.com>",
    "MIME-Version": "1.0",
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`, "utf8");
}

/** A multipart body: each part is its header lines and its content. */
export function multipart(boundary: string, parts: readonly { headers: readonly string[]; content: string }[]): string {
  return `${parts.map(({ headers, content }) => `--${boundary}\r\n${headers.join("\r\n")}\r\n\r\n${content}\r\n`).join("")}--${boundary}--\r\n`;
}

/** A file as a base64 part. */
export function filePart(
  name: string,
  content: Uint8Array,
  mediaType = "application/octet-stream",
): { headers: string[]; content: string } {
  return {
    headers: [
      `Content-Type: ${mediaType}; name="${name}"`,
      "Content-Transfer-Encoding: base64",
      `Content-Disposition: attachment; filename="${name}"`,
    ],
    content: Buffer.from(content)
      .toString("base64")
      .replace(/(.{76})/g, "$1\r\n"),
  };
}
