import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { command, eventually, type Installation, type Service, startService } from "../../../scenarios/soc-day/service.ts";
import { freePort } from "../../../src/testing/real/part.ts";
import { type Slapd, startSlapd } from "../../../src/testing/real/slapd.ts";
import { type Findings, openBrowser } from "./browser.ts";
import type { Opening, Person } from "./person.ts";

const home = fileURLToPath(new URL("../../../", import.meta.url));
const [linkMsMax, handInMsMax] = [180_000, 180_000] as const;
/** Answers that say: not now. */
const later: ReadonlySet<number> = new Set([429, 503]);
/** Who signs the standing orders at the command line, each with a key in a file. */
const signers = ["cleo", "dan"] as const;

/** One installation of the real service beside a real directory, shared by all tests of a file, and the people who work there. */
export type Office = Opening & {
  readonly service: Service;
  readonly installation: Installation;
  /** Undefined where slapd is not installed. */
  readonly directory: Slapd | undefined;
  readonly people: Map<string, Person>;
  readonly who: (name: string) => Person;
  /** The link that the first start printed. */
  readonly firstLink: () => Promise<string>;
  /** Writes standing orders that name these keys, and has two admins adopt them at the command line. */
  readonly order: (people: readonly { readonly name: string; readonly roles: readonly string[]; readonly key: string }[]) => Promise<void>;
  /** Hands alerts in as a product would, with a token that the administrator made. */
  readonly handIn: (source: string, alerts: readonly object[]) => Promise<void>;
  /** The same for what is no alert of ours: a mail, a log. */
  readonly handInText: (source: string, text: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Starts all of it; whoever opens it closes it. */
export async function openOffice({ directory: wanted = true }: { readonly directory?: boolean } = {}): Promise<Office> {
  buildWhereOld();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "wk-console-")));
  // The account of the database must be able to pass through.
  chmodSync(folder, 0o711);
  const installation = { folder, dataDir: join(folder, "data") };
  const started = wanted ? await startSlapd() : undefined;
  const directory = started && "missing" in started ? undefined : started;
  const findings: Findings = [];
  const people = new Map<string, Person>();
  const keys = await signerKeys(installation);
  const port = await freePort();
  writeInstallation(installation, { port, orders: ordersText(keys, [], undefined, port), directory });
  const service = await startService(installation);
  const place = new URL(`http://localhost:${port}`);
  let browser: Browser | undefined;
  try {
    browser = await openBrowser();
  } catch (error) {
    await service.stop();
    throw error;
  }
  const who = (name: string) => people.get(name) ?? assert.fail(`${name} has not come in`);
  let token: Promise<string> | undefined;
  const handInText = async (source: string, text: string) => {
    token ??= ingestToken(who("ada"));
    await send(place, source, await token, text);
  };
  return {
    ...{ browser, place, findings, service, installation, directory, people, who },
    firstLink: () => eventually("the link of the first start", linkMsMax, () => /token=([0-9a-f]{64})/.exec(service.said())?.[1]),
    async order(named) {
      writeFileSync(join(folder, "containment.yaml"), ordersText(keys, named, directory, port));
      for (const name of signers) await adopt(installation, name);
    },
    handIn: (source, alerts) => handInText(source, alerts.map((alert) => JSON.stringify({ alert: 1, source, ...alert })).join("\n")),
    handInText,
    async close() {
      await browser.close();
      await service.stop();
      await directory?.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function signerKeys(installation: Installation): Promise<string[]> {
  const lines: string[] = [];
  for (const name of signers) {
    const said = await command(installation, "contain", "keygen", name, "--out", join(installation.folder, `${name}.key`));
    lines.push((said.split("\n")[0] ?? "").replace("[responder]", "[admin]"));
  }
  return lines;
}

const adopt = ({ folder, dataDir }: Installation, name: string) =>
  command(
    { folder, dataDir },
    ...["contain", "adopt", "--as", name, "--key", join(folder, `${name}.key`)],
    ...["--orders", join(folder, "containment.yaml"), "--data-dir", dataDir],
  );

/** Two accounts of one class within the hour, without a used-up budget that asks for a second approver. */
const budgets = "budgets: { class-share-per-hour: 0.5, standing-share: 0.5 }\n";

function ordersText(
  keys: readonly string[],
  named: readonly { readonly name: string; readonly roles: readonly string[]; readonly key: string }[],
  directory: Slapd | undefined,
  port: number,
): string {
  const people = named.map(({ name, roles, key }) => `  - { name: ${name}, roles: [${roles.join(", ")}], public-key: "${key}" }`);
  const effector = directory
    ? `effectors:
  - name: company-directory
    product: directory-ldap
    for: [disable-account]
    settings: { kind: openldap, url: "ldap://127.0.0.1:${directory.port}", base: "ou=people,${directory.base}", bind-dn: "${directory.service.dn}" }
    secrets: { password: { file: secrets/directory } }
`
    : "";
  return `origins: ["http://localhost:${port}"]\npeople:\n${[...keys, ...people].join("\n")}\ninventory: [inventory.yaml]\n${budgets}${effector}`;
}

function writeInstallation(
  { folder }: Installation,
  { port, orders, directory }: { readonly port: number; readonly orders: string; readonly directory: Slapd | undefined },
): void {
  mkdirSync(join(folder, "secrets"), { mode: 0o700 });
  if (directory) writeFileSync(join(folder, "secrets", "directory"), `${directory.service.password}\n`, { mode: 0o600 });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  write("containment.yaml", orders);
  write(
    "inventory.yaml",
    `as-of: ${new Date().toISOString()}
own-addresses: ["192.0.2.0/24"]
own-domains: [example.test]
assets:
  - { name: ws-mara, role: workstation, addresses: ["192.0.2.10"] }
  - { name: ws-joss, role: workstation, addresses: ["192.0.2.11"] }
identities:
  - { name: mara, aliases: ["mara@example.test"], role: administrator of the database, privileged: true, usual-hosts: [ws-mara] }
  - { name: joss, aliases: ["joss@example.test"], role: administrator of the mail, privileged: true, usual-hosts: [ws-joss] }
${Array.from({ length: 30 }, (_, at) => `  - { name: admin-${at}, role: administrator of the network, privileged: true }`).join("\n")}
`,
  );
  write(
    "watchkeeper.yaml",
    `version: 1
server: { listen: "127.0.0.1:${port}", public-url: "http://localhost:${port}" }
inventory: [inventory.yaml]
containment: containment.yaml
watch: { settle-seconds: 2, settle-most-seconds: 10 }
autonomy: { judged-min: 20, agreement-min: 0.5, missed-threat-max: 0.1 }
quality-samples: { share: 1, rare-share: 1, high-risk-share: 1, second-share: 0, gold-share: 0 }
regulation: { entity: [credit-institution, data-controller], member-states: [DE] }
logs: { file: service.log }
`,
  );
}

async function ingestToken(ada: Person): Promise<string> {
  await ada.stepUp();
  const endsAt = new Date(Date.now() + 86_400_000).toISOString();
  const { token } = await ada.ask<{ token: string }>("POST", "/api/v1/tokens", { label: "products", rights: ["ingest"], endsAt });
  return token;
}

/** As products do: what the service cannot take just now is handed in again; what it has already is a repeat. */
async function send(place: URL, source: string, token: string, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" };
  await eventually(`${source} to be taken in`, handInMsMax, async () => {
    const answer = await fetch(new URL(`/api/v1/ingest/${source}`, place), { method: "POST", headers, body });
    const says = await answer.text();
    if (later.has(answer.status)) return false;
    assert.equal(answer.status, 202, says);
    return true;
  });
}

/** Builds the console where none is built, or what it is made of is newer. */
function buildWhereOld(): void {
  const built = join(home, "web", "dist", "index.html");
  const newest = readdirSync(join(home, "web", "src"), { recursive: true, encoding: "utf8" })
    .map((name) => statSync(join(home, "web", "src", name)).mtimeMs)
    .reduce((a, b) => Math.max(a, b), 0);
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return;
  const done = spawnSync(process.execPath, [join(home, "tools", "build-console.ts")], { cwd: home, encoding: "utf8" });
  assert.equal(done.status, 0, `${done.stderr}${done.stdout}`);
}
