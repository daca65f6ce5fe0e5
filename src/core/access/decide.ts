import { unreachable } from "../unreachable.ts";
import type { AccessEvent } from "./access-event.ts";
import type { Access } from "./account.ts";
import type { AccessCommand } from "./command.ts";
import { decideMake, decideProof } from "./decide-account.ts";
import { decideMakeLink, decideUseLink } from "./decide-link.ts";
import { decideDrop, decideLock, decideRole, decideUnlock } from "./decide-role.ts";
import { decideNoteFailure, decideProviderSignIn, decideSignIn, decideSignOut, decideStepUp } from "./decide-sign-in.ts";
import { decideMakeToken, decideNoteExport, decideNoteSetting, decideRevokeToken } from "./decide-token.ts";

/** Says what happens to who comes in; never makes it happen. Refuses with `access/…` codes. */
export function decideAccess(command: AccessCommand, state: Access): readonly AccessEvent[] {
  switch (command.type) {
    case "MakeAccount":
      return decideMake(command, state);
    case "GiveRole":
    case "TakeRole":
      return decideRole(command, state);
    case "LockAccount":
      return decideLock(command, state);
    case "UnlockAccount":
      return decideUnlock(command, state);
    case "DropAsk":
      return decideDrop(command, state);
    case "MakeLink":
      return decideMakeLink(command, state);
    case "UseLink":
      return decideUseLink(command, state);
    case "SetPassword":
    case "EnrolTotp":
    case "RemoveTotp":
    case "MakeRecoveryCodes":
    case "AddPasskey":
    case "RemovePasskey":
      return decideProof(command, state);
    case "SignIn":
      return decideSignIn(command, state);
    case "SignInByProvider":
      return decideProviderSignIn(command, state);
    case "StepUp":
      return decideStepUp(command, state);
    case "SignOut":
      return decideSignOut(command, state);
    case "NoteFailure":
      return decideNoteFailure(command, state);
    case "MakeToken":
      return decideMakeToken(command, state);
    case "RevokeToken":
      return decideRevokeToken(command, state);
    case "NoteSetting":
      return decideNoteSetting(command, state);
    case "NoteExport":
      return decideNoteExport(command);
    default:
      return unreachable(command);
  }
}
