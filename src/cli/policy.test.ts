import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { readTexts } from "../connectors/local-files/texts.ts";
import { type ContainmentFolder, containmentFolder } from "../testing/containment-folder.ts";
import { policiesOf, readPolicies } from "../wiring/policies.ts";
import { runCommand } from "./menu.ts";
import type { System } from "./system.ts";

const product = fileURLToPath(new URL("../../", import.meta.url));
const shipped = policiesOf(product);

/** What looking at policies needs of the world. */
const system: Partial<System> = {
  environment: {},
  readTexts,
  policiesFolder: shipped,
  readPolicies: (folder) => readPolicies(product, folder),
  holdsDatabase: () => false,
};

async function policy(...words: string[]): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
  const said = { out: [] as string[], err: [] as string[] };
  const streams = {
    out: (text: string) => void said.out.push(text),
    err: (text: string) => void said.err.push(text),
    redraw: () => undefined,
    input: process.stdin,
    isInteractive: false,
    colour: false,
    columns: 80,
  };
  const status = await runCommand(["policy", ...words], system as System, streams, new AbortController().signal);
  return { status, out: said.out.join(""), err: said.err.join("") };
}

let home: ContainmentFolder;
before(() => {
  home = containmentFolder();
});
after(() => home.remove());

/** A copy of the policies that come with Watchkeeper, with changes. */
function changed(name: string, changes: Readonly<Record<string, (text: string) => string>>): string {
  const folder = home.place(name);
  cpSync(shipped, folder, { recursive: true });
  for (const [file, change] of Object.entries(changes)) {
    const path = join(folder, file);
    writeFileSync(path, change(readFileSync(path, "utf8")));
  }
  return folder;
}

describe("policy test", () => {
  test("the policies that come with Watchkeeper keep every promise beside them", async () => {
    const { status, out } = await policy("test", "--json");
    const result = JSON.parse(out) as Record<string, unknown[]> & { failed: number; version: string };
    assert.equal(status, 0);
    assert.deepEqual([result.problems, result.warnings, result.failed], [[], [], 0]);
    assert.ok(result.policies!.length >= 8 && result.cases!.length >= 25);
    assert.match(result.version, /^sha256:[0-9a-f]{64}$/);
  });

  test("a case that comes out otherwise is told with both, and the status is 1", async () => {
    const folder = changed("weaker", { "3-two-people.cedar": (text) => text.replace("approvals >= 2", "approvals >= 1") });
    const { status, out } = await policy("test", "--policies", folder);
    assert.equal(status, 1);
    assert.match(out, /✗ what is critical takes two people\n +approvers should be 2 and is 1/);
    assert.match(out, /\d+ cases, \d+ as expected/);
  });

  test("without 1-alone.cedar nothing goes without a person, and a small thing takes one", async () => {
    type Explained = { decision: { approvers: number } };
    const folder = changed("nobody-alone", { "1-alone.cedar": () => "" });
    const { status, out } = await policy("explain", "tier=1", "--policies", folder, "--json");
    assert.equal(status, 0);
    assert.equal((JSON.parse(out) as Explained).decision.approvers, 1);
    assert.equal((JSON.parse((await policy("explain", "tier=1", "--json")).out) as Explained).decision.approvers, 0);
  });

  test("every mistake is told with file, line and column, and the status is 2", async () => {
    const folder = changed("broken", {
      "never.cedar": (text) => `${text}\npermit(principal, action, resource) wehn { true };\n`,
      "1-alone.cedar": (text) => text.replace("context.sources", "context.source"),
    });
    const { status, out } = await policy("test", "--policies", folder);
    assert.equal(status, 2);
    assert.match(out, /1-alone\.cedar:\d+:\d+: .*`source`.*did you mean `sources`/);
    assert.match(out, /never\.cedar:\d+:\d+: invalid policy condition: wehn/);
    const refused = await policy("explain", "--policies", folder);
    assert.equal(refused.status, 2);
    assert.match(refused.err, /policy\/malformed/);
  });

  test("another schema beside the policies, a folder that is not there and a malformed case are refused", async () => {
    const other = changed("schema", { "schema.cedarschema": (text) => text.replace("tier: Long", "tier: String") });
    const { status, out } = await policy("test", "--policies", other);
    assert.equal(status, 2);
    assert.match(out, /schema\.cedarschema: it is not the schema of this version/);
    assert.match((await policy("test", "--policies", home.place("nowhere"))).err, /input\/not-found/);
    const cases = changed("cases", { "cases/default.yaml": (text) => text.replace("sources: 1", "source: 1") });
    const bad = await policy("test", "--policies", cases);
    assert.equal(bad.status, 2);
    assert.match(bad.err, /default\.yaml:\d+: .*"source"/);
    assert.match(bad.err, /policy\/bad-case/);
    assert.match((await policy("mend")).err, /cli\/bad-option/);
  });
});

describe("policy explain", () => {
  test("names the policies that decide, with their place and their words, and the role that is missing", async () => {
    const { status, out } = await policy("explain", "tier=3", "class=server", "approvals=2", "roles=responder");
    assert.equal(status, 0);
    assert.match(out, /^verb=isolate-host .*tier=3/);
    assert.match(out, /\n2 approvers\n/);
    assert.match(out, /permit two-people-one-lead \(.*3-two-people\.cedar:2\): what is critical/);
    assert.match(out, /must have the role lead/);
    const { out: json } = await policy("explain", "contained-percent=50", "--json");
    assert.equal((JSON.parse(json) as { decision: { allowed: boolean } }).decision.allowed, false);
  });

  test("refuses what is no request, key by key", async () => {
    for (const words of [["tier=9"], ["teir=1"], ["verb=wipe-disk"], ["nonsense"], ["constructor=1"], ["__proto__=1"]])
      assert.match((await policy("explain", ...words)).err, /cli\/bad-option/, words.join(" "));
  });
});

describe("policy simulate", () => {
  before(async () => {
    home.write(
      "data/inventory.yaml",
      `as-of: ${new Date().toISOString()}\nassets: [{ name: ws-1, role: workstation }]\nidentities: [{ name: mara, role: staff, usual-hosts: [ws-1] }]\n`,
    );
    home.write("data/ldap.secret", "not used", 0o600);
    await home.adoptOrders(`inventory: [inventory.yaml]
effectors:
  - name: directory
    product: directory-ldap
    for: [disable-account]
    settings: { kind: openldap, url: "ldap://127.0.0.1:9", base: "dc=example,dc=test", bind-dn: "cn=watchkeeper,dc=example,dc=test" }
    secrets: { password: { file: ldap.secret } }
`);
    await home.investigate("night", { account: "mara", address: "203.0.113.9" });
    await home.ok("contain", "propose", "--world", "night");
  });

  type Simulation = {
    considered: number;
    differing: { id: string; recorded: { approvers: number }; changed: { allowed: boolean; approvers: number } }[];
  };
  const simulate = async (folder: string, ...more: string[]) =>
    JSON.parse((await home.ok("policy", "simulate", "--policies", folder, "--json", ...more)).out) as Simulation;

  test("the policies that are in force change nothing", async () => {
    const { considered, differing } = await simulate(shipped);
    assert.ok(considered >= 1);
    assert.deepEqual(differing, []);
  });

  test("shows what would come out differently: more people, or not at all", async () => {
    const stricter = changed("stricter", {
      "2-one-person.cedar": (text) => text.replace("approvals >= 1", "approvals >= 3"),
      "cases/default.yaml": (text) => text,
    });
    const more = await simulate(stricter);
    assert.ok(more.differing.some(({ id, recorded, changed: to }) => id === "c-1" && recorded.approvers === 1 && to.approvers === 3));
    const closed = home.place("closed");
    mkdirSync(closed);
    writeFileSync(
      join(closed, "a.cedar"),
      '@id("read") @says("reading") permit(principal, action == Action::"collect-evidence", resource);\n',
    );
    const { out } = await home.ok("policy", "simulate", "--policies", closed);
    assert.match(out, /c-1 +disable-account +tier 2 {2}1 approver → not allowed\n +mara: no policy permits it/);
    assert.match(out, /\d+ proposals? decided anew, \d+ would come out differently\n$/);
  });

  // Guarantees of the core: policies that permit everything at once do not make an action need fewer people than its tier takes.
  test("policies that permit everything lower nothing below the tier", async () => {
    const open = home.place("open");
    mkdirSync(open);
    writeFileSync(join(open, "a.cedar"), '@id("all") @says("all of it") permit(principal, action, resource);\n');
    assert.deepEqual((await simulate(open)).differing, []);
  });

  test("explains an action of the record, and refuses one that is not there", async () => {
    assert.match((await home.ok("policy", "explain", "c-1")).out, /^1 approver\n.*one-person/s);
    assert.match((await home.cli("policy", "explain", "c-999")).err, /holds no action "c-999"/);
    assert.match((await policy("simulate")).err, /takes --policies DIR/);
    assert.match((await policy("simulate", "--policies", shipped, "--last", "0")).err, /--last takes a number/);
    assert.match((await policy("simulate", "--policies", shipped, "--data-dir", home.place("empty"))).err, /cli\/no-record/);
  });
});
