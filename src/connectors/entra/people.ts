import { z } from "zod";
import { Inventory } from "../../core/asset/asset.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import type { Reader } from "../kit/reader.ts";
import { everyRow } from "./graph.ts";

const [peopleMax, assignmentsMax, groupsMax, aliasesMax] = [500_000, 50_000, 500, 32];
const short = z.string().max(1_024).nullish();
const User = z.object({
  id: z.string().min(1).max(64),
  userPrincipalName: z.string().min(1).max(255),
  mail: short,
  proxyAddresses: z.array(z.string().max(1_024)).max(1_000).nullish(),
  displayName: short,
  department: short,
  userType: short,
  onPremisesSamAccountName: short,
});
type User = z.output<typeof User>;
const Assignment = z.object({
  principal: z.looseObject({ "@odata.type": z.string().max(200).optional(), id: z.string().min(1).max(64) }).nullish(),
});
const Member = z.object({ id: z.string().min(1).max(64) });

const users = { path: ["v1.0", "users"], row: User, rowsMax: peopleMax } as const;
const assignments = {
  path: ["v1.0", "roleManagement", "directory", "roleAssignments"],
  query: { $expand: "principal" },
  row: Assignment,
  rowsMax: assignmentsMax,
} as const;
const columns = "id,userPrincipalName,mail,proxyAddresses,displayName,department,userType,onPremisesSamAccountName";
const pageSize = "999";

/** Every user, sorted by name; privileged are those who hold a role of the directory, by themselves or in a group. */
export async function readPeople(reader: Reader, signal: AbortSignal): Promise<Inventory> {
  const privileged = await roleHolders(reader, signal);
  const all = await everyRow(reader, { ...users, query: { $select: columns, $top: pageSize } }, signal);
  const plain = (user: User) => (user.onPremisesSamAccountName || user.userPrincipalName).slice(0, 255).toWellFormed();
  const counts = new Map<string, number>();
  for (const user of all) counts.set(plain(user).toLowerCase(), (counts.get(plain(user).toLowerCase()) ?? 0) + 1);
  // Two domains may have one short name each; then only the long ones are names.
  const named = all.map((user) => ({
    user,
    name: (counts.get(plain(user).toLowerCase()) ?? 0) > 1 ? user.userPrincipalName : plain(user),
  }));
  const identities = named.map(({ user, name }) => identityOf(user, name, privileged.has(user.id)));
  return Inventory.parse({ identities: identities.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)) });
}

/** Whether roles may be read, and users: one page of each. */
export async function mayReadPeople(reader: Reader, signal: AbortSignal): Promise<void> {
  await reader.json(
    { method: "GET", path: users.path, query: { $top: "1", $select: columns } },
    z.object({ value: z.array(User) }),
    signal,
  );
  await reader.json({ method: "GET", path: assignments.path, query: assignments.query }, z.object({ value: z.array(Assignment) }), signal);
}

async function roleHolders(reader: Reader, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const holders = new Set<string>();
  const groups = new Set<string>();
  for (const { principal } of await everyRow(reader, assignments, signal)) {
    if (!principal) continue;
    if (/\.group$/i.test(principal["@odata.type"] ?? "")) groups.add(principal.id);
    else holders.add(principal.id);
  }
  if (groups.size > groupsMax) throw unexpectedAnswer(reader.name, `more than ${groupsMax} groups with roles`);
  for (const group of [...groups].toSorted()) {
    const path = ["v1.0", "groups", group, "transitiveMembers", "microsoft.graph.user"];
    const members = await everyRow(reader, { path, query: { $select: "id", $top: pageSize }, row: Member, rowsMax: peopleMax }, signal);
    for (const { id } of members) holders.add(id);
  }
  return holders;
}

function identityOf(user: User, name: string, privileged: boolean) {
  const { displayName, department, userType, userPrincipalName, mail, proxyAddresses } = user;
  const addresses = (proxyAddresses ?? []).flatMap((each) => /^smtp:(.+)$/i.exec(each)?.[1] ?? []);
  const aliases = [userPrincipalName, mail ?? "", ...addresses].map((each) => each.trim().toWellFormed());
  const isGuest = userType?.toLowerCase() === "guest";
  const text = (value: string | null | undefined) => value?.trim().slice(0, 255).toWellFormed();
  return {
    name,
    aliases: [...new Set(aliases)]
      .filter((each) => each !== "" && each.length <= 255 && each.toLowerCase() !== name.toLowerCase())
      .toSorted()
      .slice(0, aliasesMax),
    role: privileged ? "administrator" : isGuest ? "guest" : "employee",
    privileged,
    ...(text(displayName) && { "display-name": text(displayName) }),
    ...(text(department) && { department: text(department) }),
  };
}
