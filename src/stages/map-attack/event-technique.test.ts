import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { emptyFields, type Fields } from "../../core/event/event.ts";
import { loadAttackCatalogue } from "../../knowledge/attack.ts";
import { eventSigns, eventTechniques } from "./event-technique.ts";

const shows = (channel: string, action: string, fields: Fields = {}) =>
  eventTechniques({ channel, action, fields }).map(({ technique }) => technique);

describe("what Windows events show by their documentation", () => {
  test("a ticket with an old cipher is kerberoasting, one for a machine is not", () => {
    assert.deepEqual(shows("Security", "4769", { TicketEncryptionType: "0x17", ServiceName: "sqlsvc" }), ["T1558.003"]);
    assert.deepEqual(shows("Security", "4769", { TicketEncryptionType: "0x17", ServiceName: "SRV1$" }), []);
    assert.deepEqual(shows("Security", "4769", { TicketEncryptionType: "0x12", ServiceName: "sqlsvc" }), []);
  });

  test("the right to replicate is DCSync, the right to read is not", () => {
    assert.deepEqual(shows("Security", "4662", { Properties: "%%7688 {1131F6AA-9C07-11D1-F79F-00C04FC2DCD2}" }), ["T1003.006"]);
    assert.deepEqual(shows("Security", "4662", { Properties: "%%7684 {bf967aba-0de6-11d0-a285-00aa003049e2}" }), []);
  });

  test("a directory asked about groups or accounts is discovery, by the object's class or by the schema kept on the asking machine", () => {
    assert.deepEqual(shows("Security", "4662", { ObjectType: "%{bf967a9c-0de6-11d0-a285-00aa003049e2}" }), ["T1069.002"]);
    assert.deepEqual(shows("Security", "4662", { ObjectType: "%{bf967aba-0de6-11d0-a285-00aa003049e2}" }), ["T1087.002"]);
    assert.deepEqual(shows("Security", "4662", { ObjectType: "%{bf967a86-0de6-11d0-a285-00aa003049e2}" }), []);
    const sysmon = "Microsoft-Windows-Sysmon/Operational";
    const cache = "C:\\Users\\m.keller\\AppData\\Local\\Microsoft\\Windows\\SchCache\\corp.example.sch";
    assert.deepEqual(shows(sysmon, "11", { TargetFilename: cache }), ["T1069.002", "T1087.002"]);
    assert.deepEqual(shows(sysmon, "11", { TargetFilename: "C:\\Users\\m.keller\\notes.sch" }), []);
  });

  test("the server's pipe is asked for shares or for sessions", () => {
    const fields = { ShareName: "\\\\*\\IPC$", RelativeTargetName: "srvsvc" };
    assert.deepEqual(shows("Security", "5145", fields), ["T1135", "T1049"]);
  });

  test("a program that is noted as a user of the microphone records, one of the location does not", () => {
    const key = (of: string) =>
      `HKU\\S-1-5-21-1\\Software\\Microsoft\\Windows\\CurrentVersion\\CapabilityAccessManager\\ConsentStore\\${of}\\NonPackaged`;
    assert.deepEqual(shows("Microsoft-Windows-Sysmon/Operational", "13", { TargetObject: key("microphone") }), ["T1123"]);
    assert.deepEqual(shows("Microsoft-Windows-Sysmon/Operational", "13", { TargetObject: key("webcam") }), ["T1125"]);
    assert.deepEqual(shows("Microsoft-Windows-Sysmon/Operational", "13", { TargetObject: key("location") }), []);
  });

  test("an administrative share is lateral movement, a public one is not", () => {
    assert.ok(shows("Security", "5145", { ShareName: "\\\\*\\ADMIN$", RelativeTargetName: "x.exe" }).includes("T1021.002"));
    assert.deepEqual(shows("Security", "5145", { ShareName: "\\\\*\\public", RelativeTargetName: "x.exe" }), []);
  });

  test("the same number on another channel is another event", () => {
    assert.deepEqual(shows("System", "7045"), ["T1543.003"]);
    assert.deepEqual(shows("Application", "7045"), []);
    assert.deepEqual(shows("Microsoft-Windows-Sysmon/Operational", "10", { TargetImage: "C:\\Windows\\system32\\lsass.exe" }), [
      "T1003.001",
    ]);
    assert.deepEqual(shows("Microsoft-Windows-Sysmon/Operational", "10", { TargetImage: "C:\\a.exe" }), []);
  });

  test("names techniques that exist, tests in lower case, strengths below certainty", () => {
    const catalogue = loadAttackCatalogue();
    for (const { shows: signs, where, channel } of eventSigns) {
      assert.equal(channel, channel.toLowerCase());
      for (const { technique, strength } of signs) assert.ok(catalogue.technique(technique) && strength > 0 && strength < 1, technique);
      for (const test of Object.values(where ?? {}))
        for (const value of [test.is, test.has, test.starts, test.ends].flatMap((list) => list ?? []))
          assert.equal(value, value.toLowerCase());
    }
  });

  // Guarantees that no record can break the reading of events.
  test("takes any record", () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.constant(null), fc.boolean(), fc.array(fc.string()));
    const names = fc.constantFrom("ShareName", "Properties", "TargetObject", "__proto__", "constructor", "TicketEncryptionType");
    fc.assert(
      fc.property(fc.array(fc.tuple(names, value)), fc.constantFrom("4662", "4769", "5145", "13", "constructor"), (pairs, action) => {
        const fields = emptyFields();
        for (const [name, each] of pairs) fields[name] = each;
        for (const { strength } of eventTechniques({ channel: "security sysmon", action, fields })) assert.ok(strength > 0 && strength < 1);
      }),
    );
  });
});
