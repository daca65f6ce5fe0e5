import { SocError } from "../../core/soc-error.ts";
import { jsonOf } from "../kit/answer.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf } from "../kit/define.ts";
import { quoted } from "../kit/quoted.ts";
import { openReader } from "../kit/reader.ts";
import { Permissions } from "./answers.ts";
import { asked, type Jira, ourselves } from "./jira.ts";
import { Settings } from "./settings.ts";
import { ticketsOf } from "./tickets.ts";

/** Jira Cloud by its REST API, version 3: issues as tickets. What it needs and promises is in README.md. */
export default defineConnector({
  product: "jira",
  title: "Jira Cloud",
  provenOn: "a double",
  serves: ["tickets"],
  secrets: ["token"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const authorization = () => `Basic ${Buffer.from(`${settings.user}:${secrets.get("token")}`).toString("base64")}`;
    const reader = openReader({ ...originOf(name, settings), headers: () => ({ authorization: authorization() }) }, parts);
    const jira: Jira = { reader, settings, us: ourselves(reader) };
    return { check: (signal) => check(jira, signal), tickets: ticketsOf(jira) };
  },
});

const needed = ["BROWSE_PROJECTS", "CREATE_ISSUES", "ADD_COMMENTS", "CREATE_ATTACHMENTS", "TRANSITION_ISSUES"] as const;
const notFound = 404;

async function check({ reader, settings }: Jira, signal: AbortSignal): Promise<{ readonly says: string }> {
  const { project } = settings;
  const question = asked(["mypermissions"], { projectKey: project, permissions: needed.join(",") });
  const answer = await reader.ask(question, signal, [notFound]);
  if (answer.status === notFound) throw lacking("bad-settings", `${quoted(reader.name)} shows us no project ${quoted(project)}`);
  const { permissions } = jsonOf(reader.name, answer, Permissions);
  const missing = needed.filter((each) => !Object.hasOwn(permissions, each) || permissions[each]?.havePermission !== true);
  if (missing.length > 0)
    throw lacking("not-allowed", `${quoted(reader.name)} does not give us ${missing.join(", ")} in ${quoted(project)}`);
  return { says: `signed in, and may open, comment on, attach to and move issues in ${quoted(project)}` };
}

const lacking = (why: "bad-settings" | "not-allowed", problem: string) =>
  new SocError({
    code: `connector/${why}`,
    problem,
    remedy: "write the project's key as Jira shows it, and give the account the permissions that the connector's README lists",
    retry: "never",
  });
