import type { Person } from "../person/person.ts";
import type { Proof, StepUpProof } from "./access-event.ts";
import type { AccessActor, OidcName } from "./account.ts";
import type { AccessRole, Right } from "./right.ts";

type At = { readonly atMs: number };

/** Makes an account without any proof yet; `roles` never holds `admin`, which is given on its own. */
export type MakeAccount = At & {
  readonly type: "MakeAccount";
  readonly by: AccessActor;
  readonly name: string;
  readonly roles: readonly AccessRole[];
};
/** `ask` is a fresh id, used when another administrator has to confirm. */
export type ChangeRole = At & {
  readonly type: "GiveRole" | "TakeRole";
  readonly by: AccessActor;
  readonly account: string;
  readonly role: AccessRole;
  readonly ask: string;
};
/** An account that may not come in any more. */
export type LockAccount = At & {
  readonly type: "LockAccount";
  readonly by: AccessActor;
  readonly account: string;
  readonly because: string;
  readonly ask: string;
};
/** An account that may come in again. */
export type UnlockAccount = At & {
  readonly type: "UnlockAccount";
  readonly by: AccessActor;
  readonly account: string;
  readonly because: string;
};
/** What was asked for is not wanted any more. */
export type DropAsk = At & { readonly type: "DropAsk"; readonly by: Person; readonly ask: string };
/** Without `account` it makes the first administrator. `link` is SHA-256 (hex) of the link's secret. */
export type MakeLink = At & {
  readonly type: "MakeLink";
  readonly by: AccessActor;
  readonly account?: string;
  readonly link: string;
  readonly endsAtMs: number;
  readonly ask: string;
};
/** `name` is that of the first administrator. */
export type UseLink = At & { readonly type: "UseLink"; readonly link: string; readonly name?: string; readonly passwordHash: string };
/**
 * Proofs of one's own account: whoever asks has shown the old ones. `instead` is `passwordDigest` of the account whose password was shown: one that was
 * set meanwhile is not overwritten.
 */
export type ChangeProof = At & {
  readonly account: string;
} & (
    | { readonly type: "SetPassword"; readonly hash: string; readonly instead: string | undefined }
    | { readonly type: "EnrolTotp"; readonly sealed: string; readonly step: number }
    | { readonly type: "RemoveTotp" }
    | { readonly type: "MakeRecoveryCodes"; readonly hashes: readonly string[] }
    | {
        readonly type: "AddPasskey";
        readonly passkey: string;
        readonly publicKey: string;
        readonly counter: number;
        readonly label: string;
      }
    | { readonly type: "RemovePasskey"; readonly passkey: string }
  );
/**
 * Somebody showed who they are; the proof was checked as far as it is not decided by the record. `session` is the id of the session that begins;
 * `password` is `passwordDigest` of the account for which their password was right, undefined where none was shown.
 */
export type SignIn = At & {
  readonly type: "SignIn";
  readonly account: string;
  readonly session: string;
  readonly proof: Exclude<Proof, { kind: "provider" }>;
  readonly password: string | undefined;
  readonly address: string;
};
/** `roles` are those that the provider's claim is mapped to, now. `wantedName` is what the provider calls a newcomer. */
export type SignInByProvider = At & {
  readonly type: "SignInByProvider";
  readonly provider: string;
  readonly name: OidcName;
  readonly wantedName: string;
  readonly roles: readonly AccessRole[];
  readonly session: string;
  readonly address: string;
};
/** A second factor was shown anew in a session. */
export type StepUp = At & { readonly type: "StepUp"; readonly account: string; readonly session: string; readonly proof: StepUpProof };
/** A session ends because somebody said so. */
export type SignOut = At & { readonly type: "SignOut"; readonly account: string; readonly session: string; readonly by: AccessActor };
/** `count` is the how-manieth failure in a row it was. */
export type NoteFailure = At & {
  readonly type: "NoteFailure";
  readonly subject: string;
  readonly count: number;
  readonly address: string;
};
/** `hash` is SHA-256 (hex) of the token; `account` is its maker's. */
export type MakeToken = At & {
  readonly type: "MakeToken";
  readonly account: string;
  readonly token: string;
  readonly hash: string;
  readonly label: string;
  readonly rights: readonly Right[];
  readonly endsAtMs: number;
};
/** A token ends before its time. */
export type RevokeToken = At & { readonly type: "RevokeToken"; readonly by: AccessActor; readonly token: string };
/** A setting was changed; `digest` is that of what it is now. */
export type NoteSetting = At & {
  readonly type: "NoteSetting";
  readonly setting: string;
  readonly digest: string;
  readonly by: AccessActor;
};
/** Something was taken out; `digest` is that of its bytes. */
export type NoteExport = At & {
  readonly type: "NoteExport";
  readonly what: string;
  readonly digest: string;
  readonly by?: AccessActor;
  readonly token?: string;
};

/** What may be asked about who comes in; `decideAccess` answers with facts, or refuses with an `access/…` code. */
export type AccessCommand =
  | MakeAccount
  | ChangeRole
  | LockAccount
  | UnlockAccount
  | DropAsk
  | MakeLink
  | UseLink
  | ChangeProof
  | SignIn
  | SignInByProvider
  | StepUp
  | SignOut
  | NoteFailure
  | MakeToken
  | RevokeToken
  | NoteSetting
  | NoteExport;
