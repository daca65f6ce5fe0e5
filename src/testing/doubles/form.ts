import type { Seen } from "./double.ts";

/** A file of a form (RFC 7578), as a product reads it; undefined for a body that is no such form of one field of that name. */
export function fileIn(seen: Seen, field: string): { readonly name: string; readonly type: string; readonly text: string } | undefined {
  const boundary = /^multipart\/form-data; boundary=([A-Za-z0-9'()+_,./:=?-]{1,70})$/.exec(seen.header("content-type") ?? "")?.[1];
  if (boundary === undefined) return undefined;
  const parts = seen.text.split(`--${boundary}`);
  if (parts.length !== 3 || parts[0] !== "" || parts[2] !== "--\r\n") return undefined;
  const [, head = "", text = ""] = /^\r\n(.*?)\r\n\r\n(.*)\r\n$/s.exec(parts[1] ?? "") ?? [];
  const [, name, file] = /^Content-Disposition: form-data; name="([^"]*)"; filename="([^"]*)"\r\n/.exec(head) ?? [];
  const type = /\r\nContent-Type: ([^\r\n]+)$/.exec(head)?.[1];
  return name === field && file !== undefined && type !== undefined ? { name: file, type, text } : undefined;
}
