import { z } from "zod";
import { accessRoles, rights } from "../../core/access/right.ts";
import { because, byId, id, notThere, time } from "./common.ts";
import { operation } from "./operation.ts";
import { PasskeyMade, SignedIn } from "./sign-in.ts";

const ticket = z.string().regex(/^[A-Za-z0-9_-]{1,8192}$/);
const label = z.string().trim().min(1).max(100);
const password = z.string().min(1).max(1_024);
const Options = z.record(z.string(), z.unknown());
const role = z.enum(accessRoles);

/** One's own account. */
export const OwnAccount = z.strictObject({
  name: z.string(),
  roles: z.array(role),
  hasPassword: z.boolean(),
  hasTotp: z.boolean(),
  recoveryCodesLeft: z.int(),
  passkeys: z.array(z.strictObject({ id: z.string(), label: z.string(), addedAt: time, usedAt: time.nullable() })),
  providers: z.array(z.string()),
});

/** Somebody who may come in, as an administrator sees them. */
export const PersonLine = z.strictObject({
  id: z.string(),
  name: z.string(),
  roles: z.array(role),
  locked: z.boolean(),
  hasPassword: z.boolean(),
  hasSecondFactor: z.boolean(),
  passkeys: z.int(),
  providers: z.array(z.string()),
  madeAt: time,
  signedInAt: time.nullable(),
});

/** A change about an administrator that waits for another one. */
export const AskLine = z.strictObject({
  id: z.string(),
  what: z.enum(["give-admin", "take-admin", "lock", "reset"]),
  account: z.string(),
  name: z.string(),
  by: z.string(),
  endsAt: time,
});

/** A token without its text, which nobody has but its maker. */
export const TokenLine = z.strictObject({
  id: z.string(),
  label: z.string(),
  rights: z.array(z.enum(rights)),
  madeAt: time,
  endsAt: time,
  usedAt: time.nullable(),
});

/** `waits` while another administrator has to say yes to the same. */
const Outcome = z.strictObject({ outcome: z.enum(["done", "waits"]) });

/** One's own account, and what it shows of itself. All of it takes a session, never a token. */
export const accountOperations = {
  readAccount: operation({
    method: "GET",
    path: "/api/v1/account",
    operation: "readAccount",
    summary: "one's own account",
    tag: "account",
    right: "self",
    answer: OwnAccount,
  }),
  changePassword: operation({
    method: "PUT",
    path: "/api/v1/account/password",
    operation: "changePassword",
    summary: "sets another password and ends one's other sessions",
    tag: "account",
    right: "self",
    body: z.strictObject({ now: z.string().max(1_024).default(""), next: password }),
    answer: "nothing",
  }),
  beginTotp: operation({
    method: "POST",
    path: "/api/v1/account/totp",
    operation: "beginTotp",
    summary: "a new secret for an authenticator app; it counts once a code came back",
    tag: "account",
    right: "self",
    answer: z.strictObject({ ticket: z.string(), secret: z.string(), uri: z.string() }),
  }),
  finishTotp: operation({
    method: "PUT",
    path: "/api/v1/account/totp",
    operation: "finishTotp",
    summary: "shows a code of the new secret; the session goes on stepped up",
    tag: "account",
    right: "self",
    body: z.strictObject({ ticket, code: z.string().min(6).max(20) }),
    answer: SignedIn,
  }),
  removeTotp: operation({
    method: "DELETE",
    path: "/api/v1/account/totp",
    operation: "removeTotp",
    summary: "no authenticator app any more",
    tag: "account",
    right: "self",
    answer: "nothing",
  }),
  makeRecoveryCodes: operation({
    method: "POST",
    path: "/api/v1/account/recovery-codes",
    operation: "makeRecoveryCodes",
    summary: "fresh recovery codes, shown once; the ones before are void",
    tag: "account",
    right: "self",
    answer: z.strictObject({ codes: z.array(z.string()) }),
  }),
  beginNewPasskey: operation({
    method: "POST",
    path: "/api/v1/account/passkeys/options",
    operation: "beginNewPasskey",
    summary: "what the browser makes a passkey by",
    tag: "account",
    right: "self",
    answer: z.strictObject({ ticket: z.string(), options: Options }),
  }),
  addPasskey: operation({
    method: "POST",
    path: "/api/v1/account/passkeys",
    operation: "addPasskey",
    summary: "adds the passkey that the browser made; approverKey is what containment.yaml takes as public-key",
    tag: "account",
    right: "self",
    body: z.strictObject({ ticket, made: PasskeyMade, label }),
    answer: z.strictObject({ passkey: z.string(), approverKey: z.string(), signedIn: SignedIn }),
  }),
  removePasskey: operation({
    method: "DELETE",
    path: "/api/v1/account/passkeys/{id}",
    operation: "removePasskey",
    summary: "one passkey less",
    tag: "account",
    right: "self",
    params: z.strictObject({ id: z.string().max(1_400) }),
    answer: "nothing",
    problems: notThere,
  }),
  listTokens: operation({
    method: "GET",
    path: "/api/v1/tokens",
    operation: "listTokens",
    summary: "one's own tokens",
    tag: "account",
    right: "self",
    answer: z.strictObject({ tokens: z.array(TokenLine) }),
  }),
  makeToken: operation({
    method: "POST",
    path: "/api/v1/tokens",
    operation: "makeToken",
    summary: "makes a token of some of one's own rights; its text is shown this once",
    tag: "account",
    right: "self",
    stepUp: true,
    body: z.strictObject({ label, rights: z.array(z.enum(rights)).min(1).max(rights.length), endsAt: time }),
    answer: z.strictObject({ id: z.string(), token: z.string() }),
    status: 201,
  }),
  revokeToken: operation({
    method: "DELETE",
    path: "/api/v1/tokens/{id}",
    operation: "revokeToken",
    summary: "ends a token of one's own, or as an administrator anybody's",
    tag: "account",
    right: "self",
    params: byId,
    answer: "nothing",
    problems: notThere,
  }),
} as const;

const person = { tag: "people", right: "administer", stepUp: true, params: byId } as const;

/** The most colleagues of one answer. */
export const colleaguesMax = 500;

/** With whom one works: names alone, for whoever gives work to people. */
export const colleagueOperations = {
  listColleagues: operation({
    method: "GET",
    path: "/api/v1/colleagues",
    operation: "listColleagues",
    summary: "the names of the people of one's tenant who may work on cases, the asker first",
    tag: "people",
    right: "triage",
    answer: z.strictObject({
      colleagues: z.array(z.strictObject({ name: z.string(), isSelf: z.boolean() })),
      /** There are more than are listed. */
      more: z.boolean(),
    }),
  }),
} as const;

/** Who may come in. What concerns an administrator takes two of them once there are two. */
export const peopleOperations = {
  listPeople: operation({
    method: "GET",
    path: "/api/v1/people",
    operation: "listPeople",
    summary: "who may come in, and what waits for a second administrator",
    tag: "people",
    right: "administer",
    answer: z.strictObject({ people: z.array(PersonLine), asks: z.array(AskLine) }),
  }),
  makePerson: operation({
    method: "POST",
    path: "/api/v1/people",
    operation: "makePerson",
    summary: "makes an account with roles; a link lets its person in",
    tag: "people",
    right: "administer",
    stepUp: true,
    body: z.strictObject({ name: z.string().min(1).max(100), roles: z.array(role).max(accessRoles.length) }),
    answer: z.strictObject({ id: z.string() }),
    status: 201,
  }),
  giveRole: operation({
    ...person,
    method: "PUT",
    path: "/api/v1/people/{id}/roles/{role}",
    operation: "giveRole",
    summary: "gives a role, never to oneself",
    params: z.strictObject({ id, role }),
    answer: Outcome,
  }),
  takeRole: operation({
    ...person,
    method: "DELETE",
    path: "/api/v1/people/{id}/roles/{role}",
    operation: "takeRole",
    summary: "takes a role; the last administrator stays",
    params: z.strictObject({ id, role }),
    answer: Outcome,
  }),
  lockPerson: operation({
    ...person,
    method: "POST",
    path: "/api/v1/people/{id}/lock",
    operation: "lockPerson",
    summary: "locks an account and ends its sessions and tokens",
    body: z.strictObject({ because }),
    answer: Outcome,
  }),
  unlockPerson: operation({
    ...person,
    method: "POST",
    path: "/api/v1/people/{id}/unlock",
    operation: "unlockPerson",
    summary: "lets a locked account in again",
    body: z.strictObject({ because }),
    answer: Outcome,
  }),
  makeLink: operation({
    ...person,
    method: "POST",
    path: "/api/v1/people/{id}/link",
    operation: "makeLink",
    summary: "makes a one-time link that sets the account's password anew and removes its other proofs; shown this once",
    answer: z.strictObject({ outcome: z.enum(["done", "waits"]), link: z.string().nullable(), endsAt: time.nullable() }),
  }),
  dropAsk: operation({
    ...person,
    method: "DELETE",
    path: "/api/v1/people-asks/{id}",
    operation: "dropAsk",
    summary: "drops what waits for a second administrator",
    answer: Outcome,
  }),
} as const;
