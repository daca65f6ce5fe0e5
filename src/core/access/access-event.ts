import type { Person } from "../person/person.ts";
import type { AccessActor, AskedChange, OidcName, RoleOrigin } from "./account.ts";
import type { AccessRole, Right } from "./right.ts";

/** How somebody showed who they are; with a code its time step, so that it counts once, and with a passkey its counter. */
export type Proof =
  | { readonly kind: "password" }
  | { readonly kind: "password-and-code"; readonly step: number }
  | { readonly kind: "password-and-recovery-code"; readonly code: string }
  | { readonly kind: "passkey"; readonly passkey: string; readonly counter: number }
  | { readonly kind: "provider"; readonly provider: string }
  | { readonly kind: "link" };

/** What a step-up is shown with. */
export type StepUpProof = { readonly kind: "code"; readonly step: number } | Extract<Proof, { kind: "passkey" }>;

/** Something that happened to an account. `account` is its id; facts of one account are one stream, which is erased with it. */
type AboutAccount =
  | { readonly type: "AccountMade"; readonly name: string; readonly by: AccessActor }
  | { readonly type: "PasswordSet"; readonly hash: string }
  | { readonly type: "TotpEnrolled"; readonly sealed: string; readonly step: number }
  | { readonly type: "TotpRemoved"; readonly by: AccessActor }
  | { readonly type: "RecoveryCodesMade"; readonly hashes: readonly string[] }
  | {
      readonly type: "PasskeyAdded";
      readonly passkey: string;
      readonly publicKey: string;
      readonly counter: number;
      readonly label: string;
    }
  | { readonly type: "PasskeyRemoved"; readonly passkey: string; readonly by: AccessActor }
  | { readonly type: "ProofsReset"; readonly by: AccessActor }
  | { readonly type: "OidcLinked"; readonly name: OidcName }
  | { readonly type: "RoleGiven"; readonly role: AccessRole; readonly origin: RoleOrigin; readonly by: AccessActor; readonly with?: Person }
  | { readonly type: "RoleTaken"; readonly role: AccessRole; readonly by: AccessActor; readonly with?: Person }
  | { readonly type: "AccountLocked"; readonly by: AccessActor; readonly because: string; readonly with?: Person }
  | { readonly type: "AccountUnlocked"; readonly by: AccessActor; readonly because: string }
  | { readonly type: "SignedIn"; readonly session: string; readonly proof: Proof; readonly address: string }
  | { readonly type: "SteppedUp"; readonly session: string; readonly proof: StepUpProof }
  | { readonly type: "SignedOut"; readonly session: string; readonly by: AccessActor }
  | {
      readonly type: "TokenMade";
      readonly token: string;
      readonly hash: string;
      readonly label: string;
      readonly rights: readonly Right[];
      readonly endsAtMs: number;
    }
  | { readonly type: "TokenRevoked"; readonly token: string; readonly by: AccessActor }
  | { readonly type: "ChangeAsked"; readonly ask: string; readonly what: AskedChange; readonly by: Person; readonly endsAtMs: number }
  | { readonly type: "ChangeDropped"; readonly ask: string; readonly by: Person };

/** What is about nobody in particular, or about somebody who has no account. */
type AboutAll =
  | {
      readonly type: "OneTimeLinkMade";
      readonly link: string;
      readonly account?: string;
      readonly by: AccessActor;
      readonly with?: Person;
      readonly endsAtMs: number;
    }
  | { readonly type: "OneTimeLinkUsed"; readonly link: string; readonly account: string }
  /** `count` tries in a row failed for this subject: an account, or a digest of an address. Written at 1, 2, 4, 8 …, so that nobody fills the record. */
  | { readonly type: "SignInFailed"; readonly subject: string; readonly count: number; readonly address: string }
  | { readonly type: "SettingChanged"; readonly setting: string; readonly digest: string; readonly by: AccessActor }
  /** `by` made or asked for it, through `token` where it was one; `digest` is over what was handed out. */
  | {
      readonly type: "ExportMade";
      readonly what: string;
      readonly digest: string;
      readonly by?: AccessActor;
      readonly token?: string;
    };

/** A fact of the world `access`. Times are milliseconds, UTC. */
export type AccessEvent = (AboutAccount & { readonly account: string; readonly atMs: number }) | (AboutAll & { readonly atMs: number });
