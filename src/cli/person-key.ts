import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { open, readFile, stat } from "node:fs/promises";
import { SocError } from "../core/soc-error.ts";

/** A person's own key: what the standing orders know of it, and what it signs. */
export type PersonKey = {
  /** As `containment.yaml` holds it: "ed25519:" and the raw public key in base64. */
  readonly publicKey: string;
  /** Ed25519 (RFC 8032) over these bytes, base64. */
  readonly sign: (bytes: Uint8Array) => string;
};

const fileBytesMax = 16_384;
/** What group and others may do with the file: nothing. */
const othersMask = 0o077;

/** Makes a key pair; the private half goes into a new file that its owner alone may read (PKCS #8, PEM). Refuses (`key/exists`) to overwrite, and (`key/not-writable`). */
export async function makeKey(path: string): Promise<PersonKey> {
  const { privateKey } = generateKeyPairSync("ed25519");
  const file = await open(path, "wx", 0o600).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === "EEXIST" ? keyExists(path) : notWritable(path, cause);
  });
  try {
    await file.writeFile(privateKey.export({ type: "pkcs8", format: "pem" }));
    await file.sync();
  } finally {
    await file.close();
  }
  return keyOf(privateKey);
}

/** Reads a key that `makeKey` or openssl made. Refuses (`key/not-readable`) one that others may read, too: it would prove nothing. */
export async function readKey(path: string): Promise<PersonKey> {
  const kind = await stat(path).catch((cause) => {
    throw notReadable(path, "there is no such file, or this user may not see it", cause);
  });
  if (!kind.isFile() || kind.size > fileBytesMax) throw notReadable(path, "it is no key file");
  if ((kind.mode & othersMask) !== 0)
    throw notReadable(path, `other users of this machine may read or change it (mode ${(kind.mode & 0o777).toString(8)})`);
  let key: KeyObject;
  try {
    key = createPrivateKey(await readFile(path, "utf8"));
  } catch (cause) {
    throw notReadable(path, "it holds no private key that can be read", cause);
  }
  if (key.asymmetricKeyType !== "ed25519") throw notReadable(path, `it holds a key of another kind (${key.asymmetricKeyType})`);
  return keyOf(key);
}

function keyOf(privateKey: KeyObject): PersonKey {
  const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
  return {
    publicKey: `ed25519:${Buffer.from(x, "base64url").toString("base64")}`,
    sign: (bytes) => sign(null, bytes, privateKey).toString("base64"),
  };
}

const keyExists = (path: string) =>
  new SocError({
    code: "key/exists",
    problem: `"${path}" is there already; a key is never overwritten`,
    remedy: "name another file with --out, or move the old key away if nobody needs it",
    retry: "never",
  });

const notWritable = (path: string, cause: NodeJS.ErrnoException) =>
  new SocError({
    code: "key/not-writable",
    problem: `no key can be written to "${path}" (${cause.code ?? "unknown"})`,
    remedy: "name a file with --out in a folder that is there and that you may write to",
    retry: "never",
    cause,
  });

const notReadable = (path: string, why: string, cause?: unknown) =>
  new SocError({
    code: "key/not-readable",
    problem: `the key "${path}" cannot be used: ${why}`,
    remedy: 'name the file that "watchkeeper contain keygen" made for you, with mode 600, readable by you alone',
    retry: "never",
    cause,
  });
