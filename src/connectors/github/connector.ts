import { z } from "zod";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { issuesAsTickets, refusePublic } from "../kit/issue-host.ts";
import { quoted } from "../kit/quoted.ts";
import { openReader } from "../kit/reader.ts";
import { githubIssues } from "./github.ts";

const label = z
  .string()
  .min(1)
  .max(50)
  .regex(/^[^\p{Cc},]+$/u, "takes a label: one line without commas");

const Settings = z.strictObject({
  ...reachedAt,
  url: reachedAt.url.default("https://api.github.com"),
  /** "owner/name". */
  repository: z.string().regex(/^[A-Za-z0-9-]{1,39}\/(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}$/, "takes owner/name"),
  labels: z.array(label).max(20).default(["watchkeeper"]),
  /** Which verdict each label, or reason of closing, stands for. */
  "closure-codes": z.record(label, z.enum(["true-positive", "benign", "false-positive"])).default({}),
  /** Everybody may read these cases. */
  "allow-public": z.boolean().default(false),
});

/** GitHub by its REST API: issues as tickets. What it needs and promises is in README.md. */
export default defineConnector({
  product: "github",
  title: "GitHub issues",
  provenOn: "a double",
  serves: ["tickets"],
  secrets: ["token"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const headers = () => ({
      authorization: `Bearer ${secrets.get("token")}`,
      accept: "application/vnd.github+json",
      "x-github-api-version": "2022-11-28",
      // GitHub turns away whoever does not say what they are.
      "user-agent": "watchkeeper",
    });
    const reader = openReader({ ...originOf(name, settings), headers }, parts);
    const { repository, labels, "closure-codes": codes, "allow-public": mayBePublic } = settings;
    const [owner = "", repositoryName = ""] = repository.split("/");
    const host = githubIssues({ reader, repository: [owner, repositoryName], labels, codes, mayBePublic });
    return {
      tickets: issuesAsTickets(host),
      async check(signal) {
        const us = await host.us(signal);
        await refusePublic(host, signal);
        await host.ours(us, 1, signal);
        return { says: `signed in, and reads the issues of ${quoted(repository)}; that we may write there shows at the first one` };
      },
    };
  },
});
