import assert from "node:assert/strict";
import type { AccessEvent } from "../core/access/access-event.ts";
import { type Access, emptyAccess } from "../core/access/account.ts";
import type { AccessCommand } from "../core/access/command.ts";
import { decideAccess } from "../core/access/decide.ts";
import { linkLastsMs } from "../core/access/decide-link.ts";
import { evolveAccess } from "../core/access/evolve.ts";
import type { AccessRole } from "../core/access/right.ts";

// Where the laws of access are tried: an installation, and what is asked of it.

export const startMs = Date.UTC(2026, 5, 1);
export const hex = (number: number) => number.toString(16).padStart(64, "0");

export function obey(state: Access, command: AccessCommand): readonly AccessEvent[] {
  const facts = decideAccess(command, state);
  for (const fact of facts) evolveAccess(state, fact);
  return facts;
}

/** An installation with its first administrator, and others with roles. */
export function installation(...others: readonly (readonly [name: string, ...roles: AccessRole[]])[]): Access {
  const state = emptyAccess();
  obey(state, { type: "MakeLink", by: "machine", link: hex(1), endsAtMs: startMs + linkLastsMs, ask: "ask-0", atMs: startMs });
  obey(state, { type: "UseLink", link: hex(1), name: "root", passwordHash: "h", atMs: startMs });
  for (const [name, ...roles] of others) {
    const made = obey(state, {
      type: "MakeAccount",
      by: "person:root",
      name,
      roles: roles.filter((role) => role !== "admin"),
      atMs: startMs,
    });
    const account = (made[0] as { account: string }).account;
    if (roles.includes("admin")) {
      obey(state, { type: "GiveRole", by: "machine", account, role: "admin", ask: `ask-${name}`, atMs: startMs });
    }
  }
  return state;
}

export const idOf = (state: Access, name: string) => state.byName.get(name) ?? "";
export const refuses = (code: string, work: () => unknown) => assert.throws(work, { code });
