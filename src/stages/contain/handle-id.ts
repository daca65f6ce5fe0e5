import { createHash } from "node:crypto";
import type { Asset, Identity } from "../../core/asset/asset.ts";

/** The one id of a machine in the whole record: `host:` and the inventory's name of it, lower-case, without a trailing dot. */
export const hostId = ({ name }: Pick<Asset, "name">) => `host:${name.trim().toLowerCase().replace(/\.$/, "")}`;

/** The one id of an account: `account:` and the inventory's name of it, lower-case. */
export const accountId = ({ name }: Pick<Identity, "name">) => `account:${name.trim().toLowerCase()}`;

/** SHA-256 in hex digits of what would be too long or too personal to stand in an id. */
export const fingerprint = (text: string) => createHash("sha256").update(text).digest("hex");
