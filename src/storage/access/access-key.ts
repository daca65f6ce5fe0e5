import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { refusedAccess } from "../../core/access/refusal.ts";
import { codeFor } from "../../core/access/secret-text.ts";
import type { SecretBox } from "../../ports/secret-box.ts";
import { createDurably, makeFolderDurably, readIfThere } from "../durable-file.ts";

const fileName = "access-key.json";
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const secretMode = 0o600;

const KeyFile = z.strictObject({ version: z.literal(1), key: z.string().regex(/^[A-Za-z0-9+/]{43}=$/) });

/**
 * Opens the key of sign-in in the folder of keys; makes it where there is none and nobody has an account yet. Refuses (`access/keys-missing`) a file that is
 * damaged, and one that is not there although `isNew` says that something was sealed.
 */
export async function openAccessKey(folder: string, isNew: () => Promise<boolean>): Promise<(tenant: string) => SecretBox> {
  const path = join(folder, fileName);
  if (!(await readIfThere(path))) {
    if (!(await isNew())) throw keysMissing(`"${fileName}" is not in the folder of keys`);
    await makeFolderDurably(folder, 0o700);
    // Of two processes that start at once one makes it, and both read that one.
    await createDurably(
      path,
      Buffer.from(`${JSON.stringify({ version: 1, key: randomBytes(keyBytes).toString("base64") })}\n`),
      secretMode,
    );
  }
  const bytes = await readIfThere(path);
  const file = KeyFile.safeParse(jsonOf(bytes));
  if (!file.success) throw keysMissing(`"${fileName}" is damaged`);
  return boxesOf(Buffer.from(file.data.key, "base64"));
}

/** Boxes of a key that lives in memory alone: for a database that is thrown away. */
export const memoryAccessKey = (): ((tenant: string) => SecretBox) => boxesOf(randomBytes(keyBytes));

function jsonOf(bytes: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(bytes ?? new Uint8Array()).toString("utf8"));
  } catch {
    return undefined;
  }
}

/** Each tenant has keys of its own, and each use too. */
function boxesOf(key: Buffer): (tenant: string) => SecretBox {
  const derived = (use: string, tenant: string) =>
    Buffer.from(hkdfSync("sha256", key, "", JSON.stringify(["watchkeeper", use, tenant]), keyBytes));
  return (tenant) => {
    const sealing = derived("access-seal-v1", tenant);
    const coding = derived("access-code-v1", tenant);
    return {
      code: (use, text) => codeFor(coding, use, text),
      seal(secret, about) {
        const nonce = randomBytes(nonceBytes);
        const cipher = createCipheriv("aes-256-gcm", sealing, nonce, { authTagLength: tagBytes });
        cipher.setAAD(Buffer.from(about, "utf8"));
        return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]).toString("base64url");
      },
      open(sealed, about) {
        const bytes = Buffer.from(sealed, "base64url");
        if (bytes.length < nonceBytes + tagBytes) throw keysMissing("a sealed secret is damaged");
        try {
          const decipher = createDecipheriv("aes-256-gcm", sealing, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
          decipher.setAAD(Buffer.from(about, "utf8"));
          decipher.setAuthTag(bytes.subarray(-tagBytes));
          return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]);
        } catch (cause) {
          throw keysMissing("a sealed secret does not open with this key", cause);
        }
      },
    };
  };
}

const keysMissing = (problem: string, cause?: unknown) => refusedAccess("access/keys-missing", problem, { cause });
