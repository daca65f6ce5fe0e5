import { z } from "zod";
import { accessRoles } from "./right.ts";

const word = z.string().min(1).max(200);

/**
 * The company's identity provider (OpenID Connect), as `watchkeeper.yaml` names it under `sign-in`. `roles` maps values of the claim `roles-claim` to roles;
 * whoever has none of them does not come in. `hosts` names origins beside the issuer's own that its document may send us to.
 */
export const ProviderOrder = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  issuer: z
    .string()
    .max(2_048)
    .regex(/^https?:\/\/[^\s?#@]+$/, "takes the issuer's address, as its document says it"),
  "client-id": word,
  "client-secret": z.union([
    z.strictObject({ file: z.string().min(1).max(4_096) }),
    z.strictObject({ env: z.string().min(1).max(255) }),
    z.strictObject({ command: z.array(z.string().min(1).max(4_096)).min(1).max(64) }),
    z.strictObject({ sealed: z.string().min(1).max(65_536) }),
  ]),
  scopes: z
    .array(z.string().regex(/^[!#-[\]-~]{1,100}$/))
    .max(20)
    .default(["openid", "profile", "email"]),
  "name-claim": word.default("preferred_username"),
  "roles-claim": word.default("groups"),
  roles: z.record(word, z.array(z.enum(accessRoles)).min(1).max(accessRoles.length)),
  hosts: z
    .array(
      z
        .string()
        .max(300)
        .regex(/^https?:\/\/[^/\s?#@]+$/),
    )
    .max(8)
    .default([]),
  internal: z.boolean().default(false),
  /** A file with certificates in PEM to trust instead of the system's. */
  ca: z.string().min(1).max(4_096).optional(),
});
export type ProviderOrder = z.infer<typeof ProviderOrder>;

/** How people sign in: by name and password or passkey always, and by a provider where one is named. */
export const SignInOrder = z.strictObject({ provider: ProviderOrder.optional() });
export type SignInOrder = z.infer<typeof SignInOrder>;
