import assert from "node:assert/strict";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { adoptFor, named, withDirectory } from "../testing/contain-scene.ts";
import { type ContainmentFolder, containmentFolder } from "../testing/containment-folder.ts";
import { watchedRun } from "../testing/watched-run.ts";

// Guarantees that anyone stops containment, through the executable: against a real directory, and where there is none.

describe("the kill switch", () => {
  test("stops what was approved; a file touched by hand does the same; two admins, and no fewer, resume", async (t) => {
    await withDirectory(t, async (home, slapd) => {
      await adoptFor(home, slapd);
      await home.investigate("night", named);
      await home.ok("contain", "propose", "--world", "night");
      await home.approve("c-1", "ana");
      const { out } = await home.ok("stop", "--because", "it locks the wrong people", "--as", "ana");
      assert.match(out, /^STOPPED: no containment begins any more\n {2}by the file .*STOP\n {2}on the record\n {2}nothing was under way/);
      assert.match((await home.ok("contain", "run")).out, /STOPPED, nothing was begun/);
      // Taking the file away is not enough: the record says so too.
      rmSync(`${home.data}/STOP`);
      assert.match((await home.ok("contain", "run")).out, /STOPPED, nothing was begun/);
      assert.ok(slapd.signsIn("mara"));

      const refused = await home.cli("resume", ...home.signed("ana"));
      assert.match(refused.err, /containment\/no-role/);
      assert.match((await home.ok("resume", ...home.signed("mara"))).out, /STILL STOPPED: 1 of 2 admins have asked\. Still needed: joss/);
      assert.match((await home.cli("resume", ...home.signed("mara"))).err, /containment\/already-asked/);
      assert.match((await home.ok("contain", "run")).out, /STOPPED/);
      assert.match((await home.ok("resume", ...home.signed("joss"))).out, /RESUMED \(all\) by person:mara and person:joss/);

      writeFileSync(`${home.data}/STOP`, "");
      assert.match((await home.ok("contain", "run")).out, /STOPPED, nothing was begun: .*STOP" is there/);
      await home.ok("resume", ...home.signed("mara"));
      assert.ok(existsSync(`${home.data}/STOP`), "one admin does not remove it");
      await home.ok("resume", ...home.signed("joss"));
      assert.ok(!existsSync(`${home.data}/STOP`));
      assert.ok(slapd.signsIn("mara"), "nothing began meanwhile");
      await home.ok("contain", "run");
      assert.ok(!slapd.signsIn("mara"), "and now it does");
    });
  });
});

describe("without a directory", () => {
  let home: ContainmentFolder;
  before(() => {
    home = containmentFolder();
  });
  after(() => home.remove());

  test("the switch works when the database is gone, and says that the file alone stands", async () => {
    const { status, out } = await home.cli("stop", "--because", "nothing answers");
    assert.equal(status, 0, out);
    assert.match(out, /by the file .*STOP\n {2}! the stop is not on the record/);
    assert.ok(existsSync(`${home.data}/STOP`));
    const one = await home.cli("stop", "--because", "x", "--effector", "directory");
    assert.equal(one.status, 4);
    assert.match(one.err, /containment is NOT stopped[\s\S]*leave out --effector/);
  });

  test("a folder that is not there is no place to stop", async () => {
    const { status, err } = await watchedRun(["stop", "--because", "x", "--data-dir", home.place("typo")], { timeoutMs: 60_000 });
    assert.equal(status, 2);
    assert.match(err, /there is no data folder ".*typo"/);
    assert.ok(!existsSync(home.place("typo")));
  });

  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [["contain"], /contain takes keygen, list, adopt/],
    [["contain", "constructor"], /contain takes .*not "constructor"/],
    [["contain", "keygen"], /name the person/],
    [["contain", "keygen", "agent:x", "--out", "k"], /takes a NAME of letters/],
    [["contain", "list", "c-1"], /contain list takes no "c-1"/],
    [["stop"], /--because is missing/],
    [["stop", "--because", "x", "--effector", "../x"], /--effector takes the name/],
    [["resume", "--because", "x", "--as", "mara"], /orders\/not-readable/],
    [["status", "now"], /status takes no "now"/],
    [["contain", "run"], /orders\/not-readable/],
  ];
  for (const [words, problem] of wrong)
    test(`"${words.join(" ")}" is refused with 2`, async () => {
      const { status, err } = await home.cli(...words);
      assert.equal(status, 2, err);
      assert.match(err, problem);
    });

  test("help names every option, and a throw-away database contains nothing", async () => {
    for (const word of ["contain", "stop", "resume", "status"]) assert.match((await home.cli(word, "--help")).out, /--data-dir/);
    home.write("alerts.jsonl", "");
    const { status, err } = await home.cli("investigate", home.place("alerts.jsonl"), "--out", home.place("x"), "--world", "containment");
    assert.equal(status, 2, err);
  });
});
