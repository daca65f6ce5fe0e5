import { type ErrorCode, SocError } from "../soc-error.ts";

type AccessCode = Extract<ErrorCode, `access/${string}`>;

/** What helps, for each refusal. None says more to a stranger than to somebody with an account. */
const remedies: Readonly<Record<AccessCode, string>> = {
  "access/not-signed-in": "sign in, or send a token that is still good",
  "access/sign-in-failed": "check name, password and code; an administrator can make a new link",
  "access/too-soon": "wait as long as it says, or sign in with a passkey",
  "access/busy": "try again in a moment",
  "access/not-allowed": "ask an administrator for a role that may do this",
  "access/step-up-needed": "show a passkey or a code again, then repeat what you did",
  "access/no-second-factor": "add a passkey or an authenticator app to your account first",
  "access/forged-request": "reload the page and repeat what you did; a program sends a token instead of a cookie",
  "access/weak-password": "take twelve characters or more that are no common password, such as four unrelated words",
  "access/bad-name": "take a name of letters, digits and . @ _ - that begins with a letter or digit, at most 100 characters",
  "access/name-taken": "take another name, or have an administrator unlock or reset the account that has it",
  "access/unknown-account": "list the accounts to see who there is",
  "access/last-admin": "give the role admin to somebody else first",
  "access/self-role": "have another administrator do this",
  "access/no-reason": "give a reason of at most 500 characters",
  "access/unknown-ask": "ask again: what waits for a second administrator ends after a day",
  "access/bad-link": 'run "watchkeeper user reset" on the machine, or ask an administrator for a new link',
  "access/bad-token": "take rights that you have yourself, and an end within a year",
  "access/unknown-token": "list the tokens to see which there are",
  "access/unknown-session": "list the sessions to see which there are",
  "access/unknown-passkey": "list the passkeys to see which there are",
  "access/no-passkeys-here":
    "open the console by a name: set server.public-url to it (on one machine http://localhost:8420), and open that",
  "access/bad-proof": "begin again, and use a passkey of this server or the code that is shown now",
  "access/too-many": "remove some that are not needed any more",
  "access/keys-missing": "put access-key.json back from the backup of the keys folder",
  "access/provider-refused": "begin again; if it stays so, compare issuer, client id and redirect address with the provider's",
};

/** A refusal with what helps. `problem` never says whether an account exists. */
export const refusedAccess = (code: AccessCode, problem: string, more: { afterMs?: number; detail?: string; cause?: unknown } = {}) =>
  new SocError({
    code,
    problem,
    remedy: remedies[code],
    retry: more.afterMs === undefined ? "never" : { afterMs: more.afterMs },
    ...(more.detail !== undefined && { detail: more.detail }),
    cause: more.cause,
  });

/** The one answer to a sign-in that did not come off, whatever the reason. */
export const signInFailed = () => refusedAccess("access/sign-in-failed", "name, password or second factor do not fit together");

const shownLengthMax = 80;
/** A name from outside, quoted and cut for a message. */
export const quotedName = (name: string) => JSON.stringify(name.slice(0, shownLengthMax));
