import { bluff } from "../decoys.ts";
import { audit365, signIn } from "../emit/cloud.ts";
import { handsOn, openSession, runAll } from "../emit/hands.ts";
import { httpRequest, lookUp } from "../emit/wire.ts";
import { intrusion } from "../intrusion.ts";
import { office365Work, officeTraffic } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

/** Somebody who leaves the company takes drawings and lists along. */
export const insider = intrusion({
  id: "insider-exfiltration",
  trade: "insider who takes data",
  says: "An employee who leaves collects files from shared sites, packs them and carries them to a store of his own.",
  sources: ["microsoft 365 audit", "entra sign-ins", "sysmon", "proxy (zeek http)", "dns (zeek)"],
  steps: [
    ["collects", "T1213.002", "files of sites are downloaded"],
    ["packs", "T1560.001", "an archive with a password is made"],
    ["renames", "T1036.008", "the archive gets another kind's name"],
    ["uploads", "T1567.002", "the archive is carried to a private store"],
    ["shares", "T1537", "folders are shared with a private account"],
    ["removes-traces", "T1070.004", "local copies are deleted"],
  ],
  attack(stage) {
    office365Work(stage);
    officeTraffic(stage, 25);
    const leaver = stage.person(1);
    const host = stage.workstation(1);
    const office = "192.0.2.11";
    signIn(stage, stage.at(-3), { user: leaver.mail, address: office, country: "GB", compliant: true });
    stage.step("collects", () => {
      const count = stage.by({ noisy: 220, quiet: 45, deceptive: 110 });
      for (let at = 0; at < count; at++)
        audit365(stage, stage.at(at * stage.by({ noisy: 0.08, quiet: 0.6, deceptive: 0.25 })), {
          operation: stage.by({
            noisy: "FileDownloaded",
            quiet: at % 2 ? "FileDownloaded" : "FileSyncDownloadedFull",
            deceptive: "FileDownloaded",
          }),
          workload: "SharePoint",
          user: leaver.mail,
          address: office,
          type: 6,
          object: `https://${stage.company.name}.example/sites/engineering/Drawings/pump-${at}.dwg`,
        });
    });
    const hands = handsOn(host, openSession(host, stage.account(leaver.name)));
    const archive = stage.by({ noisy: "all-drawings.7z", quiet: "holiday.zip", deceptive: "authorised-backup-test.zip" });
    stage.step("packs", () =>
      hands.run(
        stage.at(40),
        "C:\\Program Files\\7-Zip\\7z.exe",
        stage.by({
          noisy: `7z.exe a -pS3cret! -mhe=on ${archive} C:\\Users\\${leaver.name}\\Downloads\\*.dwg`,
          quiet: `7z.exe a ${archive} C:\\Users\\${leaver.name}\\Downloads`,
          deceptive: `7z.exe a -pTest ${archive} C:\\Users\\${leaver.name}\\Downloads "-x!${bluff(stage)}"`,
        }),
      ),
    );
    if (stage.variant === "quiet")
      stage.step("renames", () => hands.run(stage.at(44), "cmd.exe", `cmd.exe /c ren ${archive} IMG_2201.jpg`));
    carryAway(stage, { leaver, host, office });
    stage.step("removes-traces", () =>
      runAll(hands, stage.at(68), 0.5, [
        ["cmd.exe", "cmd.exe /c del /q C:\\Users\\Public\\*.zip"],
        ["cmd.exe", `cmd.exe /c rd /s /q C:\\Users\\${leaver.name}\\Downloads`],
      ]),
    );
    return [leaver.name, leaver.mail, host.name];
  },
  twin(stage) {
    office365Work(stage);
    officeTraffic(stage, 25);
    const clerk = stage.person(0);
    const host = stage.workstation(0);
    const office = "192.0.2.11";
    signIn(stage, stage.at(-3), { user: clerk.mail, address: office, country: "GB", compliant: true });
    for (let at = 0; at < 140; at++)
      audit365(stage, stage.at(at * 0.15), {
        operation: "FileDownloaded",
        workload: "SharePoint",
        user: clerk.mail,
        address: office,
        type: 6,
        object: `https://${stage.company.name}.example/sites/finance/Month-end/ledger-${at}.xlsx`,
      });
    const hands = handsOn(host, openSession(host, stage.account(clerk.name)));
    hands.run(
      stage.at(40),
      "C:\\Program Files\\7-Zip\\7z.exe",
      `7z.exe a month-end-april.zip C:\\Users\\${clerk.name}\\Documents\\Month-end`,
    );
    const site = `auditors.${stage.company.domain}`;
    lookUp(stage, stage.at(49.5), { from: host.address, query: site, answers: ["192.0.2.44"] });
    for (let at = 0; at < 4; at++)
      httpRequest(stage, stage.at(50 + at), {
        from: host.address,
        to: "192.0.2.44",
        host: site,
        method: "POST",
        uri: `/upload/part${at}`,
        agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
        sent: 9_000_000,
        received: 300,
      });
    hands.run(stage.at(68), "cmd.exe", `cmd.exe /c del /q C:\\Users\\${clerk.name}\\Downloads\\ledger-*.xlsx`);
  },
});

function carryAway(
  stage: Stage,
  { leaver, host, office }: { leaver: ReturnType<Stage["person"]>; host: ReturnType<Stage["workstation"]>; office: string },
): void {
  stage.step("uploads", () => {
    const site = stage.by({ noisy: "mega.nz", quiet: `files.${stage.outsideName("photos")}`, deceptive: "backup.example.net" });
    const parts = stage.by({ noisy: 6, quiet: 14, deceptive: 8 });
    lookUp(stage, stage.at(49.5), { from: host.address, query: site, answers: [stage.outside()] });
    for (let at = 0; at < parts; at++)
      httpRequest(stage, stage.at(50 + at), {
        from: host.address,
        to: stage.outside(),
        host: site,
        method: stage.by({ noisy: "POST", quiet: "PUT", deceptive: "POST" }),
        uri: `/upload/part${at}`,
        agent: "Mozilla/5.0 (Windows NT 10.0; Win64; x64)",
        sent: stage.by({ noisy: 180_000_000, quiet: 18_000_000, deceptive: 90_000_000 }),
        received: 300,
      });
  });
  if (stage.variant === "noisy")
    stage.step("shares", () => {
      for (let at = 0; at < 8; at++)
        audit365(stage, stage.at(58 + at * 0.4), {
          operation: "SharingSet",
          workload: "SharePoint",
          user: leaver.mail,
          address: office,
          type: 14,
          object: `https://${stage.company.name}.example/sites/engineering/Drawings`,
          more: { TargetUserOrGroupName: `${leaver.last}.private@example.com`, TargetUserOrGroupType: "Guest" },
        });
    });
}
