import { isPerson } from "../person/person.ts";
import type { AccessEvent } from "./access-event.ts";
import { type Access, grantableBy, personOf } from "./account.ts";
import type { MakeToken, NoteExport, NoteSetting, RevokeToken } from "./command.ts";
import { quotedName, refusedAccess } from "./refusal.ts";
import {
  accountHeld,
  accountOfPerson,
  exportLengthMax,
  labelLengthMax,
  requireRoom,
  settingsMax,
  tokensPerAccountMax,
} from "./requirement.ts";

/** The longest life of a token, milliseconds: a year. */
export const tokenLastsMaxMs = 366 * 86_400_000;

/** A token of some of its maker's rights, with an end. Refuses (`access/bad-token`, `access/too-many`, `access/not-allowed`). */
export function decideMakeToken(command: MakeToken, state: Access): readonly AccessEvent[] {
  const { token, hash, rights, endsAtMs, atMs } = command;
  const account = accountHeld(state, command.account);
  const label = command.label.trim();
  if (label === "" || label.length > labelLengthMax)
    throw refusedAccess("access/bad-token", `a token needs a label of at most ${labelLengthMax} characters`);
  const grantable = grantableBy(account);
  const beyond = rights.filter((right) => !grantable.has(right));
  if (rights.length === 0 || beyond.length > 0)
    throw refusedAccess(
      "access/bad-token",
      beyond.length > 0 ? `you cannot give away: ${beyond.join(", ")}` : "a token without rights is none",
    );
  if (!(endsAtMs > atMs && endsAtMs <= atMs + tokenLastsMaxMs))
    throw refusedAccess("access/bad-token", "a token ends within a year from now");
  const own = [...state.tokens.values()].filter((each) => each.account === account.id && each.endsAtMs > atMs);
  requireRoom(own.length, tokensPerAccountMax, "tokens of this account");
  return [{ type: "TokenMade", account: account.id, token, hash, label, rights: [...new Set(rights)].toSorted(), endsAtMs, atMs }];
}

/** A token ends because its maker or an administrator says so. Refuses (`access/unknown-token`) also one that is somebody else's. */
export function decideRevokeToken({ by, token: id, atMs }: RevokeToken, state: Access): readonly AccessEvent[] {
  const token = state.tokens.get(id);
  const maker = token && state.accounts.get(token.account);
  const asker = isPerson(by) ? accountOfPerson(state, by) : undefined;
  const mayRevoke = by === "machine" || (maker && personOf(maker) === by) || (asker && !asker.locked && asker.roles.has("admin"));
  if (!token || !mayRevoke) throw refusedAccess("access/unknown-token", `there is no token ${quotedName(id)} of yours`);
  return [{ type: "TokenRevoked", account: token.account, token: id, by, atMs }];
}

/** A setting that was changed, by the digest of what it is now; nothing where it is what it was. Refuses (`access/too-many`). */
export function decideNoteSetting({ setting: given, digest, by, atMs }: NoteSetting, state: Access): readonly AccessEvent[] {
  const setting = given.slice(0, labelLengthMax);
  if (state.settings.get(setting) === digest) return [];
  if (!state.settings.has(setting)) requireRoom(state.settings.size, settingsMax, "settings on the record");
  return [{ type: "SettingChanged", setting, digest, by, atMs }];
}

/** Something that somebody took out, by its digest. */
export function decideNoteExport({ what, digest, by, token, atMs }: NoteExport): readonly AccessEvent[] {
  const asker = { ...(by !== undefined && { by }), ...(token !== undefined && { token }) };
  return [{ type: "ExportMade", what: what.slice(0, exportLengthMax), digest, ...asker, atMs }];
}
