import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from "@simplewebauthn/browser";
import { ConsoleFault, faultOfRegistration } from "./faults.ts";

/** What speaks to the key: fetched when one is asked for, since most windows never ask. */
const speaker = () => import("@simplewebauthn/browser");

/** Options as the server hands them over. */
type Options = Readonly<Record<string, unknown>>;

/** Shows one's passkey, as the server asks for it; null where the account has none. */
export async function showPasskey(options: Options | null) {
  if (options === null) throw new ConsoleFault("console/no-passkey");
  const { startAuthentication } = await speaker();
  return startAuthentication({ optionsJSON: options as unknown as PublicKeyCredentialRequestOptionsJSON });
}

/** Makes a passkey on a device. Throws what kept it from being made, with what to do. */
export async function newPasskey(options: Options) {
  const { startRegistration } = await speaker();
  try {
    return await startRegistration({ optionsJSON: options as unknown as PublicKeyCredentialCreationOptionsJSON });
  } catch (error) {
    throw faultOfRegistration(error);
  }
}
