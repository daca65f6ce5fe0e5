import { z } from "zod";
import { SocError } from "../../core/soc-error.ts";
import type { Notice, Sink } from "../../ports/connector.ts";
import { jsonOf } from "../kit/answer.ts";
import { defineConnector } from "../kit/connector-kind.ts";
import { originOf, reachedAt } from "../kit/define.ts";
import { unexpectedAnswer, wrongCredentials } from "../kit/http-refusals.ts";
import { quoted } from "../kit/quoted.ts";
import { openReader, type Reader } from "../kit/reader.ts";
import { cardOf } from "./card.ts";

const { url: _, ...reached } = reachedAt;
const Settings = z.strictObject({
  ...reached,
  /** Send a message again of which nobody knows whether it arrived, without asking a person. */
  "resend-when-unknown": z.boolean().default(false),
});

const addressLengthMax = 2_048;
const accepted = 202;
/** What a workflow that waits for POST may say to a question. */
const [badRequest, notFound, notThisWay] = [400, 404, 405];

/** The address of a workflow: whoever has it may post, so it is a secret, with its path and its query. */
type Door = { readonly url: string; readonly path: readonly string[]; readonly query: Readonly<Record<string, string>> };
type Teams = { readonly reader: Reader; readonly door: Door };

/** Notices to one channel of Microsoft Teams, through a workflow that waits for webhook requests. What it needs and promises is in README.md. */
export default defineConnector({
  product: "teams",
  title: "Microsoft Teams (Workflows)",
  provenOn: "a double",
  serves: ["notify"],
  secrets: ["webhook-url"],
  settings: Settings,
  make({ name, settings, secrets, parts }) {
    const door = doorOf(name, secrets.get("webhook-url"));
    const teams: Teams = { reader: openReader(originOf(name, { ...settings, url: door.url }), parts), door };
    return { check: (signal) => check(teams, signal), notify: notices(teams, settings["resend-when-unknown"]) };
  },
});

function doorOf(name: string, secret: string): Door {
  const text = secret.trim();
  const url = text.length <= addressLengthMax && URL.canParse(text) ? new URL(text) : undefined;
  const path = decoded(url?.pathname ?? "");
  const isWhole = url && path && path.length > 0 && url.username === "" && url.hash === "" && /^https?:$/.test(url.protocol);
  if (!isWhole) throw badAddress(name);
  return { url: url.origin, path, query: Object.fromEntries(url.searchParams) };
}

function decoded(path: string): readonly string[] | undefined {
  try {
    return path
      .split("/")
      .filter((part) => part !== "")
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

const Refusal = z.object({ error: z.object({ code: z.string().max(200) }) });

/** A workflow answers a GET with a refusal of its own, which shows that it is there; nothing is posted. */
async function check({ reader, door }: Teams, signal: AbortSignal): Promise<{ readonly says: string }> {
  const { path, query } = door;
  const question = { method: "GET", path, query, kind: "/*", confidential: true } as const;
  const answer = await reader.ask(question, signal, [badRequest, notFound, notThisWay]);
  if (answer.status >= 200 && answer.status <= 299) throw unexpectedAnswer(reader.name, "a workflow that waits for no POST");
  const { code } = jsonOf(reader.name, answer, Refusal).error;
  if (/Signature|Authoriz/i.test(code)) throw wrongCredentials(reader.name);
  if (/NotFound|Disabled|Deleted/i.test(code)) throw gone(reader.name);
  return { says: "the workflow answers; that its message arrives shows at the first one" };
}

function notices({ reader, door }: Teams, isResent: boolean): Sink<Notice> {
  const { name } = reader;
  const { path, query } = door;
  return {
    name,
    async write(notice, signal) {
      const body = { json: cardOf(notice) };
      const { status } = await reader.write({ method: "POST", path, query, body, kind: "/*", confidential: true }, signal);
      if (status !== accepted) throw unexpectedAnswer(name, `status ${status}`);
      return { id: notice.key };
    },
    async find() {
      // A workflow takes messages and shows none.
      if (isResent) return undefined;
      throw cannotTell(name);
    },
  };
}

const cannotTell = (name: string) =>
  new SocError({
    code: "sink/cannot-tell",
    problem: `nobody can tell whether a message that ${quoted(name)} was sent arrived: the connection broke before the workflow answered`,
    remedy: "look in the channel; send it again, or give it up (resend-when-unknown: true sends such messages again by itself)",
    retry: "never",
  });

const badAddress = (name: string) =>
  new SocError({
    code: "connector/bad-settings",
    problem: `the secret "webhook-url" of ${quoted(name)} is no address of a workflow`,
    remedy: "copy the whole address that Teams shows when the workflow is saved, with everything behind its question mark",
    retry: "never",
  });

const gone = (name: string) =>
  new SocError({
    code: "connector/not-allowed",
    problem: `the workflow of ${quoted(name)} is not there any more, or turned off`,
    remedy: "turn it on in Teams, or make a new one and put its address into the secret",
    retry: "never",
  });
