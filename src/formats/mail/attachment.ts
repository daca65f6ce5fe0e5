import { hash } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import type { Fields } from "../../core/event/event.ts";
import type { FileFlag } from "../../core/file/flag.ts";
import { fileFlags } from "../../core/file/flag.ts";
import { latinOf } from "../../core/file/kind.ts";
import { extensionOf } from "../../core/file/name.ts";
import { traitsOf } from "../../core/file/traits.ts";
import { readHtml } from "./html.ts";
import { mailLimits } from "./limits.ts";
import { linkFacts } from "./link.ts";

/** A part of a mail that is a file. */
export type Part = { readonly name: string; readonly mediaType: string; readonly bytes: Uint8Array };

/** Opens deflated bytes within a bound; undefined when they are broken or longer. */
export function inflate(packed: Uint8Array, bytesMax: number): Uint8Array | undefined {
  try {
    return inflateRawSync(packed, { maxOutputLength: bytesMax });
  } catch {
    return undefined;
  }
}

/** Writes `attachments` and `attachment.*`: lists in the order of the mail, flags once each. */
export function writeAttachments(fields: Fields, parts: readonly Part[]): void {
  if (parts.length === 0) return;
  const flags = new Set<FileFlag>();
  const inside = new Set<string>();
  const links = new Set<string>();
  const types: string[] = [];
  for (const part of parts) {
    const bytes = part.bytes.subarray(0, mailLimits.fileBytesMax);
    const traits = traitsOf({ name: part.name, bytes, inflate });
    for (const flag of traits.flags) flags.add(flag);
    for (const name of traits.inside)
      if (inside.size < mailLimits.listMax) inside.add(name.slice(0, mailLimits.namesLengthMax).toWellFormed());
    for (const link of linksIn(traits.kind, bytes)) if (links.size < mailLimits.linksMax) links.add(link);
    types.push(traits.kind);
  }
  fields.attachments = parts.map(({ name }) => name);
  fields["attachment.types"] = types;
  fields["attachment.declared"] = parts.map(({ mediaType }) => mediaType);
  fields["attachment.extensions"] = parts.map(({ name }) => extensionOf(name));
  fields["attachment.bytes"] = parts.map(({ bytes }) => bytes.length);
  fields["attachment.sha256"] = parts.map(({ bytes }) => hash("sha256", bytes, "hex"));
  fields["attachment.md5"] = parts.map(({ bytes }) => hash("md5", bytes, "hex"));
  if (flags.size > 0) fields["attachment.flags"] = fileFlags.filter((flag) => flags.has(flag));
  if (inside.size > 0) fields["attachment.inside"] = [...inside];
  if (links.size > 0) fields["attachment.links"] = [...links].sort();
}

function linksIn(kind: string, bytes: Uint8Array): string[] {
  if (kind === "html" || kind === "svg") {
    const facts = readHtml(new TextDecoder().decode(bytes.subarray(0, mailLimits.htmlLengthMax)));
    const targets = [...facts.links, ...[...facts.formTargets, ...facts.refresh].map((target) => ({ target, shown: "" }))];
    return linkFacts(targets).links.filter((link) => /^(?:https?|ftp|file):/i.test(link));
  }
  if (kind !== "pdf") return [];
  // Only what stands in the open: a compressed object stream is not unpacked.
  const found: string[] = [];
  for (const match of latinOf(bytes).matchAll(/\/URI\s{0,8}\(((?:[^()\\]|\\.){4,2048})\)/g)) {
    if (found.push(match[1]!.replace(/\\(.)/g, "$1")) >= mailLimits.linksMax) break;
  }
  return linkFacts(found.map((target) => ({ target, shown: "" }))).links;
}
