import type { Fields } from "../../core/event/event.ts";
import { textsOf } from "../../core/query/meaning.ts";

/** What a piece of evidence is about; the groups are weighed against one another (see features.ts). */
export type EvidenceGroup = "sender" | "link" | "trick" | "attachment" | "authentication";

/**
 * One thing about a mail that honest mail seldom does. `strength` is from 0 to 1 and never falls when something is added to a mail, so that
 * an attacker's text can only make it worse. `says` is in our words; what it quotes is short and defanged.
 */
export type Evidence = { readonly name: string; readonly group: EvidenceGroup; readonly strength: number; readonly says: string };

/** The first text of a field, "" without one. */
export function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

/** All texts of a field. */
export function listOf(fields: Fields, name: string): readonly string[] {
  return textsOf(fields[name]);
}

/** A count; 0 without one. */
export function numberOf(fields: Fields, name: string): number {
  const value = fields[name];
  return typeof value === "number" && Number.isFinite(value) ? value : 0;
}

const shownMax = 60;

/** Something of the mail as it may be shown to a person: short, on one line, with no link that works. */
export function shown(text: string): string {
  const plain = text
    .slice(0, shownMax * 4)
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .replace(/^http/i, "hxxp")
    .replace(/[.@](?=[^\s])/g, (mark) => `[${mark}]`)
    .trim()
    .slice(0, shownMax);
  return `"${plain.toWellFormed()}"`;
}
