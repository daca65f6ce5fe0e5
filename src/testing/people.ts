import { createHash, createPrivateKey, type KeyObject, sign } from "node:crypto";
import type { ContainmentRole } from "../core/containment/orders.ts";
import type { Person } from "../core/person/person.ts";

/** A person of a test with a key of their own; the same name is the same key, in every process. */
export type TestPerson = {
  readonly name: Person;
  /** The line of containment.yaml. */
  readonly line: { readonly name: string; readonly roles: readonly ContainmentRole[]; readonly "public-key": string };
  readonly sign: (bytes: Uint8Array) => string;
};

/** Makes a person out of a name: these keys protect nothing. */
export function personOf(name: string, roles: readonly ContainmentRole[]): TestPerson {
  const key = keyOf(name);
  const x = key.export({ format: "jwk" }).x ?? "";
  return {
    name: `person:${name}`,
    line: { name, roles, "public-key": `ed25519:${Buffer.from(x, "base64url").toString("base64")}` },
    sign: (bytes) => sign(null, bytes, key).toString("base64"),
  };
}

const pkcs8Prefix = Buffer.from("302e020100300506032b657004220420", "hex");

function keyOf(name: string): KeyObject {
  const seed = createHash("sha256").update(`watchkeeper test person ${name}`).digest();
  return createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: "der", type: "pkcs8" });
}
