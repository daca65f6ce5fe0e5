import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, freshFolder, guard, lacking, type Missing, runWith, startDaemon, untilListening } from "./part.ts";

/** A Request Tracker of our own, on SQLite, with the queue "Incidents", an account of ours and two people. Mail goes nowhere. */
export type RequestTracker = {
  readonly port: number;
  readonly url: string;
  readonly root: TrackerAccount;
  /** May see, open, comment on and close tickets in "Incidents", and nothing else. */
  readonly service: TrackerAccount;
  /** Works on tickets. */
  readonly mara: TrackerAccount;
  /** Signs in, and may do nothing. */
  readonly nobody: TrackerAccount;
  /** Asks REST2 past every client of ours; gives the answer's JSON. Fails on a status of 400 and above. */
  readonly ask: (as: TrackerAccount, method: string, path: string, body?: unknown) => Promise<unknown>;
  readonly stop: () => Promise<void>;
};
export type TrackerAccount = { readonly user: string; readonly password: string };

const home = "/usr/share/request-tracker5";
const needs = [
  { program: `${home}/libexec/rt-server`, from: "request-tracker5" },
  { program: "/usr/sbin/rt-setup-database-5", from: "request-tracker5" },
  { program: `${home}/libexec/standalone_httpd`, from: "rt5-standalone" },
  { program: "/usr/share/doc/rt5-db-sqlite", from: "rt5-db-sqlite" },
];

const root = { user: "root", password: "password" };
const service = { user: "watchkeeper", password: "service-EXAMPLE" };
const mara = { user: "mara", password: "person-EXAMPLE" };
const nobody = { user: "nothing", password: "nothing-EXAMPLE" };

export async function startRequestTracker(): Promise<RequestTracker | Missing> {
  const missing = lacking("Request Tracker", needs, "as anyone");
  if (missing) return missing;
  const folder = freshFolder("request-tracker");
  const release = guard({ folders: [folder] });
  const port = await freePort();
  // Without an empty folder of its own, the machine's settings win, and the set-up works on the machine's database.
  mkdirSync(join(folder, "empty"));
  writeFileSync(join(folder, "RT_SiteConfig.pm"), configuration(folder, port));
  writeFileSync(join(folder, "people"), people);
  const env = { RT_SITE_CONFIG: join(folder, "RT_SiteConfig.pm"), RT_SITE_CONFIG_DIR: join(folder, "empty") };
  runWith(env, "/usr/sbin/rt-setup-database-5", ["--action", "init"]);
  runWith(env, "/usr/sbin/rt-setup-database-5", ["--action", "insert", "--datafile", join(folder, "people"), "--force"]);
  const daemon = startDaemon(`${home}/libexec/rt-server`, ["--server", "Standalone", "--port", String(port)], { folder, env });
  const end = guard({ groups: [daemon.pid] });
  await untilListening(port, daemon);
  const url = `http://127.0.0.1:${port}`;
  return { port, url, root, service, mara, nobody, ask: (...given) => ask(url, ...given), stop: () => end().then(release) };
}

async function ask(url: string, { user, password }: TrackerAccount, method: string, path: string, body?: unknown): Promise<unknown> {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  const answer = await fetch(`${url}/REST/2.0/${path}`, {
    method,
    headers: { authorization, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Request Tracker: ${method} ${path} gave ${answer.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text) as unknown;
}

const configuration = (folder: string, port: number) => `
Set($rtname, 'example.test');
Set($Organization, 'example.test');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '${folder}/rt.db');
Set($WebDomain, '127.0.0.1');
Set($WebPort, ${port});
Set($WebPath, '');
Set($WebSecureCookies, 0);
Set($MailCommand, 'testfile');
Set($LogToSyslog, '');
Set($LogToSTDERR, 'warning');
1;
`;

const people = `
our @Queues = ({ Name => 'Incidents', Description => 'What the SOC works on' });
our @CustomFields = ({ Name => 'Resolution', Type => 'FreeformSingle', LookupType => 'RT::Queue-RT::Ticket', Queue => 'Incidents' });
our @Users = (
  { Name => '${service.user}', Password => '${service.password}', Privileged => 1 },
  { Name => '${mara.user}', Password => '${mara.password}', Privileged => 1 },
  { Name => '${nobody.user}', Password => '${nobody.password}', Privileged => 1 },
);
our @ACL = (
  (map { { UserId => '${service.user}', Queue => 'Incidents', Right => $_ } }
    qw(SeeQueue CreateTicket ShowTicket ShowTicketComments CommentOnTicket ModifyTicket SeeCustomField)),
  (map { { UserId => '${mara.user}', Queue => 'Incidents', Right => $_ } }
    qw(SeeQueue ShowTicket ShowTicketComments CommentOnTicket ReplyToTicket ModifyTicket OwnTicket TakeTicket SeeCustomField ModifyCustomField)),
);
1;
`;
