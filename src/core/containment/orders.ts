import { z } from "zod";
import { parseVerifierKey } from "../transparency/verifier-key.ts";
import { containmentVerbs } from "./action.ts";
import { keyBytes, publicKeyLengthMax } from "./public-key.ts";

/** What a person may do: `responder` approves and undoes, `lead` also tier 3, `admin` changes orders and resumes, `break-glass` opens tier 4. */
export const containmentRoles = ["responder", "lead", "admin", "break-glass"] as const;
/** One of `containmentRoles`. */
export type ContainmentRole = (typeof containmentRoles)[number];

const name = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N}.@_-]{0,99}$/u, "takes letters, digits and . @ _ -");
/** The most origins that a passkey signs on. */
const originsMax = 8;
const share = z.number().min(0).max(1);

/** Where a page is: scheme, host and port as a browser says them. Without TLS only this machine. */
const origin = z
  .string()
  .max(300)
  .regex(
    /^(?:https:\/\/[^/\s@?#]+|http:\/\/(?:localhost|127\.0\.0\.1)(?::\d{1,5})?)$/,
    'takes "https://", a host and a port where it is not 443',
  )
  .refine(
    (text) => URL.canParse(text) && new URL(text).origin === text,
    "takes an origin as a browser writes it, in lower case and without a path",
  );

/**
 * A person who may approve. `public-key` is the raw Ed25519 key (RFC 8032), 32 bytes in base64, after "ed25519:"; or a passkey, as the account page shows it,
 * after "webauthn:". `origins` is where a passkey's signature may come from; the orders' own where it is not said.
 */
export const Approver = z.strictObject({
  name,
  roles: z.array(z.enum(containmentRoles)).min(1).max(containmentRoles.length),
  "public-key": z
    .string()
    .max(publicKeyLengthMax)
    .refine((line) => keyBytes(line) !== undefined, 'takes "ed25519:" and 32 bytes in base64, or a passkey\'s "webauthn:" line'),
  origins: z.array(origin).min(1).max(originsMax).optional(),
});
export type Approver = z.infer<typeof Approver>;

/** How much may be contained: effects within an hour, and the share of a class (workstations, servers, accounts) that may be contained at one time. */
export const Budgets = z.strictObject({
  "per-hour": z.int().min(0).max(10_000).default(5),
  "per-rule-per-hour": z.int().min(0).max(10_000).default(3),
  "per-source-per-hour": z.int().min(0).max(10_000).default(5),
  /** Of one class and within an hour: the smaller of `per-hour` and max(1, this share of the class). */
  "class-share-per-hour": share.default(0.01),
  /** Of one class and at one time, whatever the clock says; at least 1. */
  "standing-share": share.default(0.05),
  /** What of outsiders (addresses, domains, mails) may be blocked at one time. */
  "standing-max": z.int().min(0).max(1_000_000).default(500),
});
export type Budgets = z.infer<typeof Budgets>;

/** Where the product that carries out an action is reached. `settings` are the connector's own, checked by it; `secrets` name a file or a variable, never a value. */
export const EffectorOrder = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  product: z.string().min(1).max(64),
  for: z.array(z.enum(containmentVerbs)).min(1).max(containmentVerbs.length),
  settings: z.record(z.string().max(64), z.unknown()).default({}),
  secrets: z
    .record(
      z.string().max(64),
      z.union([z.strictObject({ file: z.string().min(1).max(4_096) }), z.strictObject({ env: z.string().min(1).max(255) })]),
    )
    .default({}),
});
export type EffectorOrder = z.infer<typeof EffectorOrder>;

/**
 * A second machine that signs the checkpoints of the record of containment (`watchkeeper witness`). `key` is the line that it prints; `name` is for people.
 * Nothing is carried out that it has not signed for.
 */
export const WitnessOrder = z.strictObject({
  name: z.string().min(1).max(100).optional(),
  url: z
    .string()
    .max(2_048)
    .regex(/^https?:\/\/[^/\s@]+\/?$/, "takes http(s)://, a host and a port, and no more"),
  key: z.string().refine(isWitnessKey, "takes the line that the witness prints as its key"),
});
export type WitnessOrder = z.infer<typeof WitnessOrder>;

function isWitnessKey(text: string): boolean {
  try {
    return parseVerifierKey(text).use === "cosignature";
  } catch {
    return false;
  }
}

/** The most witnesses that one record asks. */
export const witnessesMax = 8;

const minutes = z.int().min(1).max(43_200);

/**
 * The standing orders: who may approve, what is never touched, how much at most, and by what. The file `containment.yaml`, read once.
 * Nothing is carried out before two of its admins have signed its digest together with that of the policies.
 */
export const StandingOrders = z.strictObject({
  tenant: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .default("default"),
  people: z.array(Approver).max(1_000).default([]),
  /** Where the console is that people approve on with a passkey: what its address bar shows, as "https://soc.example.com". */
  origins: z.array(origin).min(1).max(originsMax).optional(),
  /** Inventory files and folders, read anew before each effect; relative to the folder that this file is in. */
  inventory: z.array(z.string().min(1).max(4_096)).max(64).default([]),
  /** The folder with the policies, relative like `inventory`; the shipped ones where none is named. */
  policies: z.string().min(1).max(4_096).optional(),
  /** Names, addresses, ranges (CIDR) and domains that no approval below break-glass touches, beside what the inventory marks. */
  protected: z
    .strictObject({
      hosts: z.array(z.string().min(1).max(255)).max(10_000).default([]),
      accounts: z.array(z.string().min(1).max(255)).max(10_000).default([]),
      addresses: z.array(z.string().min(1).max(64)).max(10_000).default([]),
      domains: z.array(z.string().min(1).max(255)).max(10_000).default([]),
    })
    .prefault({}),
  budgets: Budgets.prefault({}),
  /** How long a proposal waits for people, and a break-glass one; silence is a no. */
  "approval-minutes": minutes.default(240),
  "break-glass-minutes": z.int().min(1).max(60).default(30),
  /** After how many minutes an action is released by itself; an action without a line here stays until it is undone (tier 1 always ends). */
  "release-after-minutes": z.partialRecord(z.enum(containmentVerbs), minutes).default({}),
  effectors: z.array(EffectorOrder).max(64).default([]),
  /** Who else must have seen the record before each effect. Signed like all of the orders: whoever starts the process can name more, and none less. */
  witnesses: z.array(WitnessOrder).max(witnessesMax).optional(),
});
export type StandingOrders = z.infer<typeof StandingOrders>;
