import { z } from "zod";
import { secretBytes } from "../../core/access/secret-text.ts";
import type { AccessParts } from "./parts.ts";

/** A fresh challenge for a passkey, base64url. */
export const newChallenge = ({ random }: Pick<AccessParts, "random">) =>
  Buffer.from(random.secret(secretBytes), "hex").toString("base64url");

/** What a ticket carries when a passkey is asked for: the challenge, and of whom where that is known, with `passwordDigest` where a password was shown. */
export const Challenged = z.strictObject({ challenge: z.string(), account: z.string().optional(), password: z.string().optional() });
