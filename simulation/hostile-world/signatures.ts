import { createPublicKey, verify } from "node:crypto";
import type { ContainmentAction } from "../../src/core/containment/containment.ts";
import { personOf, type TestPerson } from "../../src/testing/people.ts";

/** The people of the company. Omar is the insider: the adversary has his key. Twin carries Ines's key under another name; Zed is in no orders. */
export const cast = {
  mara: personOf("mara", ["admin", "lead", "responder"]),
  ines: personOf("ines", ["admin", "lead", "responder"]),
  tove: personOf("tove", ["responder"]),
  omar: personOf("omar", ["admin", "lead", "responder", "break-glass"]),
  vera: personOf("vera", ["break-glass"]),
  zed: personOf("zed", ["admin", "lead", "responder", "break-glass"]),
} as const satisfies Record<string, TestPerson>;
export const twin: TestPerson = { ...cast.ines, name: "person:twin", line: { ...cast.ines.line, name: "twin" } };
export const castNames = ["mara", "ines", "tove", "omar", "vera", "zed"] as const;

// The judge's own reading of what a signature is over (docs/threat-model.md): a version line, then canonical JSON of {by, kind, subject}.
const domain = "watchkeeper containment signature v1\n";

/** Whether that public key made this signature over that saying. */
export function isGenuine(publicKey: string, said: { by: string; kind: string; subject: string }, signature: string): boolean {
  const x = Buffer.from(publicKey.slice("ed25519:".length), "base64").toString("base64url");
  const bytes = Buffer.from(`${domain}${canonical(said)}`, "utf8");
  return verify(null, bytes, createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" }), Buffer.from(signature, "base64"));
}

/** RFC 8785 for what actions are made of: objects, arrays, texts, whole and fractional numbers as JavaScript prints them, booleans, null. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, held]) => held !== undefined);
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`)
    .join(",")}}`;
}

/** The text whose SHA-256 people sign. */
export const actionText = (action: ContainmentAction) => canonical(action);
