import assert from "node:assert/strict";
import { appendFileSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { adoptFor, inventory, named, withDirectory } from "../testing/contain-scene.ts";
import { type ContainmentFolder, containmentFolder } from "../testing/containment-folder.ts";

// Guarantees of containment as people meet it, through the executable and against a real directory: from a proposal to a locked account and back,
// and everything that must keep it from happening.

/** Orders for a directory that does not answer: what people decide needs none. */
const deadDirectory = `inventory: [inventory.yaml]
effectors:
  - name: directory
    product: directory-ldap
    for: [disable-account]
    settings: { kind: openldap, url: "ldap://127.0.0.1:9", base: "ou=people,dc=example,dc=test", bind-dn: "cn=soc,dc=example,dc=test" }
    secrets: { password: { file: ldap.secret } }
`;

const onlyLine = (out: string, pattern: RegExp): string => {
  const found = out.split("\n").filter((line) => pattern.test(line));
  assert.equal(found.length, 1, out);
  return found[0]!;
};

type Line = { id: string; status: string; approvals: number; verb: string };

const listOf = async (home: ContainmentFolder): Promise<Line[]> =>
  JSON.parse((await home.ok("contain", "list", "--all", "--json")).out) as Line[];

describe("from a case to a locked account and back", () => {
  test("proposed, approved by one who may, carried out, read back, undone; and each step says what comes next", async (t) => {
    await withDirectory(t, async (home, slapd) => {
      await adoptFor(home, slapd);
      await home.investigate("night", named);
      const { out: proposed } = await home.ok("contain", "propose", "--world", "night");
      assert.match(
        onlyLine(proposed, /^c-1 {2}/),
        /waits {2}disable-account mara by directory, tier 2: 0 of 1 approvals; counts as rejected in 3 h/,
      );
      assert.match(proposed, /not proposed: block-address 203\.0\.113\.9 \(case-1\): no effector is configured/);
      assert.ok(slapd.signsIn("mara"), "a proposal does nothing");

      const { out: shown } = await home.ok("contain", "show", "c-1");
      for (const part of [
        /tier +2: needs 1 approver/,
        /may approve +mara .*joss .*ana/,
        /dry run +would be carried out once enough people/,
        /now there +read just now: not in force/,
        /undo +"enable-account"/,
        /evidence +e-\d+ .*: /,
        /not known +/,
        /digest +sha256:[0-9a-f]{64}/,
      ])
        assert.match(shown, part);
      await home.ok("contain", "run");
      assert.ok(slapd.signsIn("mara"), "nobody has approved");

      const { out: approved } = await home.approve("c-1", "ana");
      assert.match(approved, /c-1: approved by person:ana\nenough people have approved c-1/);
      assert.match((await home.ok("contain", "run")).out, /^c-1 {2}IN FORCE {2}disable-account mara/m);
      assert.ok(!slapd.signsIn("mara") && slapd.signsIn("joss"), "this account and no other");
      assert.match((await home.ok("contain", "run")).out, /nothing is due/);

      await home.ok("contain", "undo", "c-1", ...home.signed("ana", "she was on a journey"));
      assert.match((await home.ok("contain", "run")).out, /^c-1 {2}undone/m);
      assert.ok(slapd.signsIn("mara"));
      assert.deepEqual(slapd.read("mara", "pwdAccountLockedTime"), []);

      const status = JSON.parse((await home.ok("status", "--json")).out);
      assert.deepEqual(status.containment.counts, { undone: 1 });
      assert.ok(status.accounting.balanced && status.accounting.total.accepted === 2);
      assert.ok(status.record.checkpoint.size >= status.record.entries - 1, "signed up to the last decision");
      const assessment = JSON.parse(readFileSync(home.place("night-out/assessment.json"), "utf8"));
      assert.ok(assessment.cases[0].containment.every(({ state }: { state: string }) => state === "proposed"));
    });
  });
});

describe("what must not happen", () => {
  test("another's key, a key of one's own making, somebody unknown, or no key approves nothing; and a no is final", async (t) => {
    await withDirectory(t, async (home, slapd) => {
      await adoptFor(home, slapd);
      await home.investigate("night", named);
      await home.ok("contain", "propose", "--world", "night");
      assert.match((await home.ok("contain", "propose", "--world", "night")).out, /^0 proposed, .* filed before/m);
      const keygen = await home.cli("contain", "keygen", "mallory", "--out", home.place("mallory.key"));
      assert.match(keygen.out, /^ {2}- \{ name: "mallory", roles: \[responder\], public-key: "ed25519:[A-Za-z0-9+/]{43}=" \}\n$/);
      const because = ["--because", "x"];
      const { held } = JSON.parse((await home.ok("contain", "show", "c-1", "--json")).out) as { held: { digest: string } };
      const digest = held.digest.slice("sha256:".length);
      const refusals: readonly (readonly [readonly string[], RegExp])[] = [
        [["--as", "ana", "--key", home.place("joss.key"), ...because], /key\/other-person/],
        [["--as", "mallory", "--key", home.place("mallory.key"), ...because], /key\/other-person/],
        [["--as", "ana", ...because], /--key FILE is missing/],
        [["--as", "ana", "--key", home.place("ana.key")], /--because is missing/],
        [["--as", "agent:watchkeeper", "--key", home.place("ana.key"), ...because], /--as NAME is missing, or is no name/],
        [[...home.signed("ana"), "--break-glass", "--digest", digest], /containment\/not-break-glass/],
        [[...home.signed("ana")], /--digest is missing: look at it with "watchkeeper contain show c-1"/],
        [[...home.signed("ana"), "--digest", `sha256:${"0".repeat(64)}`], /--digest is not that of c-1/],
        [[...home.signed("ana"), "--digest", digest.slice(0, 11)], /--digest is too short/],
        [[...home.signed("ana"), "--digest", `${digest.slice(0, 12)}.`], /--digest is too short, or no hex digits/],
      ];
      for (const [words, problem] of refusals) {
        const { status, err } = await home.cli("contain", "approve", "c-1", ...words);
        assert.equal(status, 2, err);
        assert.match(err, problem);
        assert.match(err, /What to do: \S/);
      }
      const [waiting] = await listOf(home);
      assert.deepEqual([waiting?.status, waiting?.approvals], ["proposed", 0]);
      const { out } = await home.ok("contain", "reject", "c-1", ...home.signed("ana", "she is at the desk beside me"));
      assert.match(out, /c-1: rejected by person:ana/);
      assert.equal((await home.approve("c-1", "joss")).status, 2);
      await home.ok("contain", "run");
      assert.ok(slapd.signsIn("mara"));
    });
  });

  test("orders that were edited carry nothing out until they are adopted, which voids what was approved; and what they protect waits for broken glass", async (t) => {
    await withDirectory(t, async (home, slapd) => {
      await adoptFor(home, slapd);
      await home.investigate("night", named);
      await home.ok("contain", "propose", "--world", "night");
      await home.approve("c-1", "ana");
      appendFileSync(home.place("data/containment.yaml"), "protected: { accounts: [MARA] }\n");
      await home.cli("contain", "run");
      assert.ok(slapd.signsIn("mara"));
      assert.match((await home.ok("status")).out, /! orders: .* in force, and those on disk are others/);
      for (const name of ["mara", "joss"]) await home.ok("contain", "adopt", "--as", name, "--key", home.place(`${name}.key`));
      await home.ok("contain", "run");
      assert.deepEqual(
        (await listOf(home)).map(({ status }) => status),
        ["voided"],
      );
      assert.match((await home.ok("contain", "propose", "--world", "night")).out, /c-2 {2}refused: it is protected/);
      await home.ok("contain", "propose", "--world", "night", "--as", "joss", "--key", home.place("joss.key"));
      const { out } = await home.ok("contain", "show", "c-3");
      assert.match(out, /tier +4: needs 2 approvers, by break-glass only/);
      assert.match(out, /may approve +nobody/);
      const refused = await home.approve("c-3", "ana");
      assert.match(refused.err, /containment\/break-glass-only/);
      await home.ok("contain", "run");
      assert.ok(slapd.signsIn("mara"));
    });
  });
});

describe("a no", () => {
  test("takes a key, is not overruled by one person in another's name, and is shown to whoever decides again", async () => {
    const home = containmentFolder();
    try {
      home.write("data/inventory.yaml", inventory);
      home.write("data/ldap.secret", "x", 0o600);
      await home.adoptOrders(deadDirectory);
      await home.investigate("night", named);
      await home.ok("contain", "propose", "--world", "night");
      const keyless = ["--as", "joss", "--because", "no"];
      for (const words of [
        ["reject", "c-1", ...keyless],
        ["after-action", "c-1", ...keyless],
        ["propose", "--world", "night", "--as", "mara"],
      ])
        assert.match((await home.cli("contain", ...words)).err, /--key FILE is missing/, words.join(" "));
      await home.ok("contain", "reject", "c-1", ...home.signed("joss", "she is on call tonight"));
      const forged = await home.cli("contain", "propose", "--world", "night", "--as", "mara", "--key", home.place("ana.key"));
      assert.match(forged.err, /key\/other-person/);
      const asked = await home.ok("contain", "propose", "--world", "night", "--as", "mara", "--key", home.place("mara.key"));
      assert.match(asked.out, /^c-2 {2}waits {2}disable-account mara .*0 of 2 approvals/m);
      assert.match((await home.approve("c-2", "ana")).out, /NOT carried out yet: 1 of 2 people/);
      assert.match((await home.approve("c-2", "mara")).err, /containment\/self-approval/);
      const { out } = await home.ok("contain", "show", "c-2");
      assert.match(out, /asked by +person:mara, at /);
      assert.match(out, /rejected +before, as c-1, by person:joss at .*: she is on call tonight/);
      assert.match(out, /may approve +joss/);
      const reset = await home.cli("contain", "reset-clock", ...home.signed("mara"));
      assert.match(reset.err, /containment\/clock-not-ahead/);
      assert.doesNotMatch((await home.ok("status")).out, /reset-clock/);
    } finally {
      home.remove();
    }
  });
});
