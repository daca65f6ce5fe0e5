import { isPerson, type Person } from "../person/person.ts";
import type { AccessEvent } from "./access-event.ts";
import { type Access, type AccessActor, type Account, type AskedChange, adminsOf, personOf } from "./account.ts";
import { asksMax, requireRoom } from "./requirement.ts";

/** How long what one administrator asked for waits for another, milliseconds. */
export const askLastsMs = 24 * 3_600_000;

type Asking = {
  readonly what: AskedChange;
  readonly account: Account;
  readonly by: AccessActor;
  readonly ask: string;
  readonly atMs: number;
};

/**
 * Who else said yes to a change about an administrator. "alone" where nobody else is needed: one administrator only, one's own resignation, or the machine
 * itself. Otherwise either the person who asked before (somebody else confirms now), or the fact that it is asked for.
 */
export function secondAdmin(
  state: Access,
  asking: Asking,
): "alone" | { readonly with: Person } | { readonly asked: readonly AccessEvent[] } {
  const { what, account, by, ask, atMs } = asking;
  const others = adminsOf(state).filter((each) => personOf(each) !== by);
  const isResignation = what !== "give-admin" && personOf(account) === by;
  if (!isPerson(by) || others.length === 0 || isResignation) return "alone";
  const standing = [...state.asks.values()].filter((each) => each.what === what && each.account === account.id && each.endsAtMs > atMs);
  const another = standing.find((each) => others.some((admin) => personOf(admin) === each.by));
  if (another) return { with: another.by };
  if (standing.some((each) => each.by === by)) return { asked: [] };
  requireRoom([...state.asks.values()].filter(({ endsAtMs }) => endsAtMs > atMs).length, asksMax, "changes that wait for an administrator");
  return { asked: [{ type: "ChangeAsked", account: account.id, ask, what, by, endsAtMs: atMs + askLastsMs, atMs }] };
}
