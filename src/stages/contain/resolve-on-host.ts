import type { InventoryIndex } from "../../core/asset/inventory-index.ts";
import { fingerprint, hostId } from "./handle-id.ts";
import { resolveHost } from "./resolve-known.ts";
import type { Resolved } from "./resolved.ts";

/** The longest message id that is taken; RFC 5322 allows lines of 998 characters. */
const messageIdLengthMax = 998;
const pathLengthMax = 4_096;

/** A mail by its message id (RFC 5322 section 3.6.4): printable ASCII around one "@", with or without the angle brackets. Letters keep their case. */
export function resolveMail(value: string): Resolved {
  const bare = value.trim().replace(/^<(.*)>$/, "$1");
  if (bare.length > messageIdLengthMax || !/^[!-;=?A-~]+@[!-;=?A-~]+$/.test(bare) || bare.split("@").length !== 2)
    return { because: "it has no message id that names one mail" };
  return { handle: { kind: "mail", id: `mail:${fingerprint(bare)}`, name: `<${bare}>`, knownTo: "evidence", aliases: [] } };
}

/** A file or a process by its whole path, or a file by its digest, on a machine of the inventory. Paths of Windows compare without case. */
export function resolveOnHost(kind: "file" | "process", value: string, host: string | undefined, inventory: InventoryIndex): Resolved {
  const machine = resolveHost(host ?? "", inventory);
  if ("because" in machine) return { because: host === undefined ? "nobody says on which machine it is" : machine.because };
  const name = canonicalPath(value) ?? (kind === "file" ? canonicalDigest(value) : undefined);
  if (name === undefined) return { because: "it is neither a whole path nor a digest" };
  const { name: on } = machine.handle;
  const same = isWindowsPath(name) ? name.toLowerCase() : name;
  const id = `${kind}:${hostId({ name: on }).slice("host:".length)}:${fingerprint(same)}`;
  return { handle: { kind, id, name, host: on, knownTo: "evidence", aliases: [] } };
}

const isWindowsPath = (path: string) => /^(?:[a-z]:|\\)\\/i.test(path);

/** A whole path without detours; undefined for what is relative, goes up, has a stream, a wildcard or a name that does not look like itself. */
function canonicalPath(text: string): string | undefined {
  const path = text.trim().replace(/^\\\\\?\\(?=[a-z]:\\)/i, "");
  if (path === "" || path.length > pathLengthMax || /[\p{Cc}\p{Cf}*?"<>|]/u.test(path) || path.normalize("NFC") !== path) return undefined;
  // A proposal is written "host: path"; a path that holds such a joint could be read as another machine's.
  if (path.includes(": ")) return undefined;
  if (path.startsWith("/")) return isDirect(path.slice(1).split("/")) ? path : undefined;
  const windows = path.replaceAll("/", "\\");
  const [drive = "", ...parts] = windows.split("\\");
  if (!/^[a-z]:$/i.test(drive) || !isDirect(parts)) return undefined;
  // A colon further on is a stream of a file; blanks and dots at the end of a name are dropped by Windows itself.
  return parts.some((part) => part.includes(":") || /[ .]$/.test(part)) ? undefined : windows;
}

const isDirect = (parts: readonly string[]) => parts.length > 0 && parts.every((part) => part !== "" && part !== "." && part !== "..");

function canonicalDigest(text: string): string | undefined {
  const digits = text
    .trim()
    .toLowerCase()
    .replace(/^(?:sha256|sha1|md5)[:=]/, "");
  return /^(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})$/.test(digits) ? digits : undefined;
}
