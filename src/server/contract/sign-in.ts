import { z } from "zod";
import { accessRoles, rights } from "../../core/access/right.ts";
import { byId, time } from "./common.ts";
import { operation } from "./operation.ts";

const tenant = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
  .default("default");
/** Any text that somebody may have typed; what it is worth is decided later, with one answer for all of it. */
const name = z.string().min(1).max(200);
const password = z.string().min(1).max(1_024);
const ticket = z.string().regex(/^[A-Za-z0-9_-]{1,8192}$/);
const code = z.string().min(6).max(40);
const base64url = (lengthMax: number) =>
  z
    .string()
    .regex(/^[A-Za-z0-9_-]*$/)
    .max(lengthMax);

/** Options for the browser's own functions (WebAuthn Level 3); handed to them as they are. */
const Options = z.record(z.string(), z.unknown());

/** A passkey as the browser shows it (WebAuthn Level 3, AuthenticationResponseJSON); what else the browser adds is passed over. */
export const PasskeyShown = z.object({
  id: base64url(1_400),
  rawId: base64url(1_400),
  type: z.literal("public-key"),
  response: z.object({
    clientDataJSON: base64url(16_384),
    authenticatorData: base64url(16_384),
    signature: base64url(16_384),
    userHandle: base64url(200).nullish(),
  }),
});
/** A passkey as the browser made it (RegistrationResponseJSON). */
export const PasskeyMade = z.object({
  id: base64url(1_400),
  rawId: base64url(1_400),
  type: z.literal("public-key"),
  response: z.object({ clientDataJSON: base64url(16_384), attestationObject: base64url(16_384) }),
});

/** A second factor. */
export const Factor = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("code"), code }),
  z.strictObject({ kind: z.literal("recovery-code"), code }),
  z.strictObject({ kind: z.literal("passkey"), shown: PasskeyShown }),
]);
const StepUpFactor = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("code"), code }),
  z.strictObject({ kind: z.literal("passkey"), shown: PasskeyShown }),
]);

/** Who is signed in. `csrf` goes into the header `x-watchkeeper-csrf` of everything that changes something. */
export const SignedIn = z.strictObject({
  tenant: z.string(),
  person: z.string(),
  rights: z.array(z.enum(rights)),
  roles: z.array(z.enum(accessRoles)),
  session: z.string(),
  steppedUpAt: time.nullable(),
  hasSecondFactor: z.boolean(),
  csrf: z.string(),
});

/** In, or half in: then the second factor is shown together with the ticket. */
export const SignInStep = z.discriminatedUnion("step", [
  z.strictObject({ step: z.literal("in"), signedIn: SignedIn }),
  z.strictObject({
    step: z.literal("second-factor"),
    ticket: z.string(),
    ways: z.array(z.enum(["code", "recovery-code", "passkey"])),
    passkey: Options.nullable(),
  }),
]);

/** One session of one's own. */
export const SessionLine = z.strictObject({
  id: z.string(),
  here: z.boolean(),
  madeAt: time,
  seenAt: time,
  how: z.string(),
  address: z.string(),
  agent: z.string(),
});

const failing = { 401: "name, password or factor do not fit together", 429: "too many tries failed: wait" } as const;
const tag = "sign-in";

/** How people come in, and go. Every answer to a stranger is the same whether there is such an account or not. */
export const signInOperations = {
  readSignIn: operation({
    method: "GET",
    path: "/api/v1/sign-in",
    operation: "readSignIn",
    summary: "which ways of signing in there are",
    tag,
    right: "public",
    query: z.strictObject({ tenant }),
    answer: z.strictObject({ password: z.literal(true), passkey: z.boolean(), provider: z.string().nullable() }),
  }),
  signInByPassword: operation({
    method: "POST",
    path: "/api/v1/sign-in/password",
    operation: "signInByPassword",
    summary: "signs in with name and password",
    tag,
    right: "public",
    body: z.strictObject({ tenant, name, password }),
    answer: SignInStep,
    problems: failing,
  }),
  signInByFactor: operation({
    method: "POST",
    path: "/api/v1/sign-in/factor",
    operation: "signInByFactor",
    summary: "shows the second factor that a sign-in waits for",
    tag,
    right: "public",
    body: z.strictObject({ tenant, ticket, factor: Factor }),
    answer: SignInStep,
    problems: failing,
  }),
  askPasskey: operation({
    method: "POST",
    path: "/api/v1/sign-in/passkey/options",
    operation: "askPasskey",
    summary: "what the browser shows a passkey by",
    tag,
    right: "public",
    body: z.strictObject({ tenant }),
    answer: z.strictObject({ ticket: z.string(), options: Options }),
  }),
  signInByPasskey: operation({
    method: "POST",
    path: "/api/v1/sign-in/passkey",
    operation: "signInByPasskey",
    summary: "signs in with a passkey alone",
    tag,
    right: "public",
    body: z.strictObject({ tenant, ticket, shown: PasskeyShown }),
    answer: SignInStep,
    problems: failing,
  }),
  signInByLink: operation({
    method: "POST",
    path: "/api/v1/sign-in/link",
    operation: "signInByLink",
    summary: "uses a one-time link: makes the first administrator, or sets an account's password anew",
    tag,
    right: "public",
    body: z.strictObject({ tenant, link: z.string().max(200), name: name.optional(), password }),
    answer: SignInStep,
    problems: { 400: "the link or the password is not good", 429: "too many tries failed: wait" },
  }),
  beginProvider: operation({
    method: "GET",
    path: "/api/v1/sign-in/provider",
    operation: "beginProvider",
    summary: "sends the browser to the company's identity provider",
    tag,
    right: "public",
    query: z.strictObject({ tenant }),
    answer: "nothing",
  }),
  finishProvider: operation({
    method: "GET",
    path: "/api/v1/sign-in/provider/callback",
    operation: "finishProvider",
    summary: "where the identity provider sends the browser back to",
    tag,
    right: "public",
    query: z.object({}).catchall(z.string().max(8_192)),
    answer: "text",
  }),
  readSession: operation({
    method: "GET",
    path: "/api/v1/session",
    operation: "readSession",
    summary: "who is signed in here",
    tag,
    right: "self",
    answer: SignedIn,
  }),
  signOut: operation({
    method: "DELETE",
    path: "/api/v1/session",
    operation: "signOut",
    summary: "ends this session",
    tag,
    right: "self",
    answer: "nothing",
  }),
  listSessions: operation({
    method: "GET",
    path: "/api/v1/sessions",
    operation: "listSessions",
    summary: "one's own sessions",
    tag,
    right: "self",
    answer: z.strictObject({ sessions: z.array(SessionLine) }),
  }),
  endSession: operation({
    method: "DELETE",
    path: "/api/v1/sessions/{id}",
    operation: "endSession",
    summary: "ends a session of one's own",
    tag,
    right: "self",
    params: byId,
    answer: "nothing",
    problems: { 404: "there is no such session of one's own" },
  }),
  askStepUp: operation({
    method: "POST",
    path: "/api/v1/session/step-up/options",
    operation: "askStepUp",
    summary: "what a second factor is shown by",
    tag,
    right: "self",
    answer: z.strictObject({ ticket: z.string(), options: Options.nullable() }),
  }),
  stepUp: operation({
    method: "POST",
    path: "/api/v1/session/step-up",
    operation: "stepUp",
    summary: "shows a second factor again: for five minutes this session may do what weighs more",
    tag,
    right: "self",
    body: z.strictObject({ ticket, factor: StepUpFactor }),
    answer: SignedIn,
    problems: { 400: "the factor is none of this account, or was used", 429: "too many tries failed: wait" },
  }),
} as const;
