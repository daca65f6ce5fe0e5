import type { SecretSealing } from "../cli/system.ts";
import { SocError } from "../core/soc-error.ts";
import type { SecretPlace } from "../ports/connector.ts";
import type { Sealer } from "../ports/sealer.ts";
import { createDurably } from "../storage/durable-file.ts";
import { newSealingKey, openSealer } from "../storage/secrets/sealer.ts";
import { purposeOf, readSecret, type SecretPlaces } from "./secret-place.ts";

/** Where the key for sealed secrets is when the configuration names no place. */
export const sealingKeyVariable = "WATCHKEEPER_SEALING_KEY";

/** Where the key may be: anywhere but sealed. */
export type SealingKeyPlace = Exclude<SecretPlace, { readonly sealed: string }>;

/** The sealer with the key in this place, or in the variable; undefined where there is neither. Refuses (`connector/bad-secret`, `secret/bad-key`). */
export async function openSealing(place: SealingKeyPlace | undefined, places: SecretPlaces): Promise<Sealer | undefined> {
  if (!place && !Object.hasOwn(places.environment, sealingKeyVariable)) return undefined;
  return openSealer(await readSecret("sealing", "key", place ?? { env: sealingKeyVariable }, places));
}

/** Secret places in which sealed secrets open. */
export async function withSealing(place: SealingKeyPlace | undefined, places: SecretPlaces): Promise<SecretPlaces> {
  const sealer = await openSealing(place, places);
  return sealer ? { ...places, unseal: async (sealed, purpose) => sealer.open(sealed, purpose) } : places;
}

/** Writes a new key into a file of its owner alone. Refuses to overwrite one (`key/exists`): what it sealed would be lost. */
export async function makeSealingKey(path: string): Promise<void> {
  const isNew = await createDurably(path, Buffer.from(`${newSealingKey()}\n`), 0o600).catch((cause: unknown) => {
    throw new SocError({
      code: "key/not-writable",
      problem: `"${path}" cannot be written`,
      remedy: "name a file in a folder that is there and that this user may write to",
      retry: "never",
      cause,
    });
  });
  if (!isNew)
    throw new SocError({
      code: "key/exists",
      problem: `"${path}" is there already`,
      remedy: "name a file that is not there yet; what an old key sealed opens with that key alone",
      retry: "never",
    });
}

/** Sealing as the commands need it. */
export function sealingOf(environment: SecretPlaces["environment"]): SecretSealing {
  return {
    makeKey: makeSealingKey,
    purposeOf,
    async sealer(keyFile) {
      const places = { folder: ".", environment, file: "watchkeeper.yaml" };
      const sealer = await openSealing(keyFile === undefined ? undefined : { file: keyFile }, places);
      if (!sealer) throw noKey();
      return sealer;
    },
  };
}

const noKey = () =>
  new SocError({
    code: "secret/bad-key",
    problem: "there is no key to seal with",
    remedy: `name one with --key-file, or set ${sealingKeyVariable}; "watchkeeper secret key FILE" makes one`,
    retry: "never",
  });
