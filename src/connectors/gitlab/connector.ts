import { z } from "zod";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { issuesAsTickets, refusePublic } from "../kit/issue-host.ts";
import { quoted } from "../kit/quoted.ts";
import { openReader } from "../kit/reader.ts";
import { gitlabIssues } from "./gitlab.ts";

const label = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\p{Cc},]+$/u, "takes a label: one line without commas");

const Settings = z.strictObject({
  ...reachedAt,
  url: reachedAt.url.default("https://gitlab.com"),
  /** The project's path with its groups, or its number. */
  project: z.string().regex(/^(?:\d{1,18}|[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+){1,20})$/, "takes a project's path, like group/name"),
  labels: z.array(label).max(20).default(["watchkeeper"]),
  /** Which verdict each label stands for that people put on an issue before they close it. */
  "closure-codes": z.record(label, z.enum(["true-positive", "benign", "false-positive"])).default({}),
  /** Everybody may read these cases. */
  "allow-public": z.boolean().default(false),
});

/** GitLab by its REST API, version 4: confidential issues as tickets. What it needs and promises is in README.md. */
export default defineConnector({
  product: "gitlab",
  title: "GitLab issues",
  provenOn: "a double",
  serves: ["tickets"],
  secrets: ["token"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const headers = () => ({ "private-token": secrets.get("token") });
    const reader = openReader({ ...originOf(name, settings), headers }, parts);
    const { project, labels, "closure-codes": codes, "allow-public": mayBePublic } = settings;
    const host = gitlabIssues({ reader, project, labels, codes, mayBePublic });
    return {
      tickets: issuesAsTickets(host),
      async check(signal) {
        const us = await host.us(signal);
        await refusePublic(host, signal);
        await host.ours(us, 1, signal);
        return { says: `signed in, and reads the issues of ${quoted(project)}; that we may write there shows at the first one` };
      },
    };
  },
});
