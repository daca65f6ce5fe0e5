import { createHash } from "node:crypto";
import { parse } from "tldts";
import type { Observable } from "../../core/observable/observable.ts";
import { hashOf } from "../../learning/hashing.ts";
import { type SparseRow, sparseOf, unitLength } from "../../learning/sparse.ts";

/** What one observable says of infrastructure: a host name with the part of it that somebody registered, or an address; and a path, if it was a URL. */
export type Place =
  | { readonly kind: "name"; readonly host: string; readonly registered: string; readonly suffix: string; readonly path: string }
  | { readonly kind: "address"; readonly host: string; readonly path: string }
  | { readonly kind: "path"; readonly path: string };

/** The table of pieces of names: 2 ** 16 buckets. */
export const patternBits = 16;
const valueLengthMax = 2_048;
const placeTypes: ReadonlySet<string> = new Set(["ip", "domain", "url", "host", "email"]);

/** Reads an observable as a place; undefined where it is none, or is a private or reserved name or address. */
export function placeOf({ type, value }: Pick<Observable, "type" | "value">): Place | undefined {
  if (!placeTypes.has(type) || value.length > valueLengthMax) return undefined;
  const bare = value
    .trim()
    .toLowerCase()
    .replace(/\[\.\]/g, ".")
    .replace(/^h(tt|xx)ps?:\/\//, "");
  return placeOfText(type === "email" ? bare.slice(bare.lastIndexOf("@") + 1) : bare);
}

/** Reads a written indicator: a name, an address, either with a port or a path, or a path alone. Case is gone already. */
export function placeOfText(written: string): Place | undefined {
  const slash = written.indexOf("/");
  const host = (slash < 0 ? written : written.slice(0, slash)).replace(/:\d+$/, "").replace(/\.$/, "");
  const path = slash < 0 ? "" : written.slice(slash);
  if (host === "") return path.length > 1 ? { kind: "path", path } : undefined;
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return isPublic(host) ? { kind: "address", host, path } : undefined;
  const { domain, publicSuffix, isIcann, isPrivate } = parse(host, { allowPrivateDomains: true });
  if (!domain || !publicSuffix || !(isIcann || isPrivate)) return undefined;
  return { kind: "name", host, registered: domain, suffix: publicSuffix, path };
}

function isPublic(address: string): boolean {
  const [a = 0, b = 0] = address.split(".").map(Number);
  return !(
    a === 10 ||
    a === 127 ||
    a === 0 ||
    a >= 224 ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    (a === 169 && b === 254)
  );
}

/** The values of a place by which it can be known again, the most telling first. */
export function keysOf(place: Place): string[] {
  if (place.kind === "path") return [`path ${place.path}`];
  if (place.kind === "address") return [`address ${place.host}`, `net ${place.host.slice(0, place.host.lastIndexOf("."))}`];
  return [`name ${place.host}`, ...(place.host === place.registered ? [] : [`name ${place.registered}`])];
}

/** The first 48 bits of the SHA-256 of a key: enough to know it again among millions, too little to read it back. */
export function keyHash(key: string): number {
  const digest = createHash("sha256").update(key).digest();
  return digest.readUIntBE(0, 6);
}

/** How a place is named, as a row of unit length: pieces of its labels, its suffix, its shape, words of its path. */
export function patternOf(place: Place): SparseRow {
  const pieces = new Map<number, number>();
  const add = (piece: string) => {
    const bucket = hashOf(piece) & ((1 << patternBits) - 1);
    pieces.set(bucket, 1);
  };
  if (place.kind === "name") addName(place, add);
  if (place.kind === "address") {
    add("address");
    add(`/16 ${place.host.split(".").slice(0, 2).join(".")}`);
  }
  if (place.path.length > 1) addPath(place.path, add);
  return unitLength(sparseOf(pieces));
}

const piecesFrom = 3;
const piecesTo = 5;

function addName({ host, registered, suffix }: Extract<Place, { kind: "name" }>, add: (piece: string) => void): void {
  const label = registered.slice(0, -suffix.length - 1);
  const below = host.slice(0, Math.max(0, host.length - registered.length - 1));
  add(`suffix ${suffix}`);
  add(
    `shape ${label
      .replace(/\d/g, "0")
      .replace(/[a-z]/g, "a")
      .replace(/(.)\1+/g, "$1")}`,
  );
  add(`length ${Math.min(8, Math.floor(label.length / 3))}`);
  add(`levels ${below === "" ? 0 : below.split(".").length}`);
  for (const [mark, text] of [
    ["label", label],
    ["below", below],
  ] as const) {
    for (const word of text.split(/[-.\d]+/)) if (word.length > 2) add(`${mark} word ${word}`);
    if (text !== "") for (const piece of runsOf(`^${text}$`)) add(`${mark} ${piece}`);
  }
}

function* runsOf(text: string): Generator<string> {
  for (let length = piecesFrom; length <= piecesTo; length++)
    for (let at = 0; at + length <= text.length; at++) yield text.slice(at, at + length);
}

const pathWordsMax = 24;

function addPath(path: string, add: (piece: string) => void): void {
  add("path");
  for (const word of path.split(/[/.?=&_-]+/).slice(0, pathWordsMax)) if (word.length > 1) add(`path word ${word}`);
  const ending = /\.([a-z0-9]{1,6})$/.exec(path)?.[1];
  add(`ending ${ending ?? "none"}`);
}
