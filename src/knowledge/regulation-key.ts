/** The key that signed the rule packs of the product, raw Ed25519 in base64; written by `tools/sign-packs.ts`, which forgot its private half. */
export const ownPackKey = "ciHlgFp9/dfnVmZd/nUMqXClVkRGJp4VeyVlt/oAVM0=";
