import { normalPassword } from "../../core/access/password.ts";
import type { AccessRole } from "../../core/access/right.ts";
import type { AccessParts } from "../../engine/access/parts.ts";
import { signInByPassword } from "../../engine/access/sign-in.ts";
import type { DemoParts } from "../../server/first-run/demo-routes.ts";
import { callerOf } from "../../server/sign-in/door.ts";

const roles: readonly AccessRole[] = ["analyst", "responder", "lead"];
const passwordBytes = 32;

/** Makes the account of the demo's person, with a password that nobody learns, and gives how a session of it begins. */
export async function openDemoPerson(parts: AccessParts, name: string): Promise<DemoParts["signIn"]> {
  const { record, random, hasher, clock } = parts;
  const password = random.secret(passwordBytes);
  const made = await record.obey({ type: "MakeAccount", by: "machine", name, roles, atMs: clock.nowMs() });
  const account = made.find((fact) => fact.type === "AccountMade")?.account ?? "";
  const hash = await hasher.hash(normalPassword(password));
  await record.obey({ type: "SetPassword", account, hash, instead: undefined, atMs: clock.nowMs() });
  return (request) => signInByPassword(parts, { name, password }, callerOf(request));
}
