import { z } from "zod";
import { Inventory } from "../../core/asset/asset.ts";
import { jsonOf } from "../kit/answer.ts";
import { unexpectedAnswer } from "../kit/http.ts";
import { everyPage } from "../kit/pages.ts";
import type { Reader } from "../kit/reader.ts";
import { afterOf } from "./links.ts";

const [peopleMax, pagesMax, placeLengthMax, aliasesMax] = [500_000, 3_000, 4_000, 32];
const text = z.string().max(1_024).nullish();
const User = z.object({
  id: z.string().min(1).max(64),
  profile: z.object({
    login: z.string().min(1).max(255),
    email: text,
    secondEmail: text,
    displayName: text,
    firstName: text,
    lastName: text,
    department: text,
    userType: text,
  }),
});
type User = z.output<typeof User>;
const Users = z.array(User).max(1_000);
const Assignees = z.object({
  value: z.array(z.object({ id: z.string().min(1).max(64) })).max(1_000),
  _links: z.object({ next: z.object({ href: z.string().max(8_192) }).nullish() }).nullish(),
});

const usersPath = ["api", "v1", "users"];
const assigneesPath = ["api", "v1", "iam", "assignees", "users"];

/** Every user but those who are gone for good, sorted by name; privileged are those to whom a role of Okta's is assigned. */
export async function readPeople(reader: Reader, signal: AbortSignal): Promise<Inventory> {
  const privileged = await assigneesOf(reader, signal);
  const users: User[] = [];
  const pages = everyPage({
    name: reader.name,
    pagesMax,
    async read(after) {
      const query = { limit: "200", ...(after && { after }) };
      const answer = await reader.ask({ method: "GET", path: usersPath, query }, signal);
      return { users: jsonOf(reader.name, answer, Users), after: afterOf(reader.name, answer.header("link"), placeLengthMax) };
    },
    next: ({ after }) => after,
  });
  for await (const page of pages) {
    users.push(...page.users);
    if (users.length > peopleMax) throw unexpectedAnswer(reader.name, `more than ${peopleMax} users`);
  }
  const identities = users.map((user) => identityOf(user, privileged.has(user.id)));
  return Inventory.parse({ identities: identities.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)) });
}

/** Whether users and role assignments may be read. */
export async function mayReadPeople(reader: Reader, signal: AbortSignal): Promise<void> {
  await reader.json({ method: "GET", path: usersPath, query: { limit: "1" } }, Users, signal);
  await reader.json({ method: "GET", path: assigneesPath, query: { limit: "1" } }, Assignees, signal);
}

async function assigneesOf(reader: Reader, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const pages = everyPage({
    name: reader.name,
    pagesMax,
    read: (after) =>
      reader.json({ method: "GET", path: assigneesPath, query: { limit: "100", ...(after && { after }) } }, Assignees, signal),
    next: ({ _links }) => (_links?.next ? afterOf(reader.name, `<${_links.next.href}>; rel="next"`, placeLengthMax) : undefined),
  });
  for await (const { value } of pages) for (const { id } of value) found.add(id);
  return found;
}

function identityOf({ profile }: User, privileged: boolean) {
  const { login: name, email, secondEmail, department, userType } = profile;
  const aliases = [email ?? "", secondEmail ?? ""].map((each) => each.trim().toWellFormed());
  const shown = profile.displayName?.trim() || [profile.firstName, profile.lastName].filter(Boolean).join(" ");
  const isService = /^service/i.test(userType ?? "");
  return {
    name: name.toWellFormed(),
    aliases: [...new Set(aliases)]
      .filter((each) => each !== "" && each.length <= 255 && each.toLowerCase() !== name.toLowerCase())
      .toSorted()
      .slice(0, aliasesMax),
    role: isService ? "service account" : privileged ? "administrator" : "employee",
    privileged,
    ...(shown && { "display-name": shown.slice(0, 255).toWellFormed() }),
    ...(department?.trim() && { department: department.trim().slice(0, 255).toWellFormed() }),
  };
}
