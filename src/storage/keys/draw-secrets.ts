import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { commitmentOf, drawSecretBytes, macOf } from "../../core/quality-sample/draw.ts";
import { refusedSample } from "../../core/quality-sample/refusal.ts";
import type { DrawSecrets } from "../../ports/draw-secrets.ts";
import { createDurably, makeFolderDurably, readIfThere } from "../durable-file.ts";

const secretMode = 0o600;
const SecretFile = z.strictObject({ version: z.literal(1), epoch: z.int().min(1), secret: z.string().regex(/^[0-9a-f]{64}$/) });

/** Secrets in the folder of keys, a file each; `name` tells tenants apart. Made once, however many processes begin an epoch. */
export function openDrawSecrets(folder: string, name: string): DrawSecrets {
  const pathOf = (epoch: number) => join(folder, `draw-secret.${name}.${epoch}.json`);
  const held = new Map<number, Uint8Array>();
  async function secretOf(epoch: number): Promise<Uint8Array> {
    const known = held.get(epoch) ?? (await read(pathOf(epoch), epoch));
    if (!known) throw refusedSample("quality/bad-secret", `the secret of epoch ${epoch} is not in the folder of keys`);
    held.set(epoch, known);
    return known;
  }
  return {
    async make(epoch) {
      if (!(await readIfThere(pathOf(epoch)))) {
        await makeFolderDurably(folder, 0o700);
        const file = { version: 1, epoch, secret: randomBytes(drawSecretBytes).toString("hex") };
        // Of two processes one makes it, and both read that one.
        await createDurably(pathOf(epoch), Buffer.from(`${JSON.stringify(file)}\n`), secretMode);
      }
      return commitmentOf(await secretOf(epoch));
    },
    has: async (epoch) => held.has(epoch) || (await read(pathOf(epoch), epoch)) !== undefined,
    mac: async (epoch, caseId) => macOf(await secretOf(epoch), caseId),
    reveal: async (epoch) => Buffer.from(await secretOf(epoch)).toString("hex"),
  };
}

/** Undefined where it is not there, damaged, or another epoch's. */
async function read(path: string, epoch: number): Promise<Uint8Array | undefined> {
  const bytes = await readIfThere(path);
  if (!bytes) return undefined;
  try {
    const file = SecretFile.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
    return file.epoch === epoch ? Buffer.from(file.secret, "hex") : undefined;
  } catch {
    // What is wrong with it could quote it.
    return undefined;
  }
}

/** Secrets that are gone with the process: for a database that is thrown away. */
export function memoryDrawSecrets(): DrawSecrets {
  const held = new Map<number, Uint8Array>();
  const secretOf = (epoch: number) => {
    const known = held.get(epoch);
    if (!known) throw refusedSample("quality/bad-secret", `there is no secret of epoch ${epoch}`);
    return known;
  };
  return {
    async make(epoch) {
      if (!held.has(epoch)) held.set(epoch, randomBytes(drawSecretBytes));
      return commitmentOf(secretOf(epoch));
    },
    has: async (epoch) => held.has(epoch),
    mac: async (epoch, caseId) => macOf(secretOf(epoch), caseId),
    reveal: async (epoch) => Buffer.from(secretOf(epoch)).toString("hex"),
  };
}
