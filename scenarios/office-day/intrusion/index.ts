import { secondMs } from "../../../src/redteam/records/time.ts";
import type { PartStory } from "../../kit/truth.ts";
import type { Desk } from "../benign/desk.ts";
import { servers } from "../company.ts";
import { type World, workstation } from "../world.ts";
import { commandSite, dropSite, foreignBucket, mailFrom, stolen, victim } from "./cast.ts";
import { escalate } from "./escalation.ts";
import { carryOut } from "./exfiltration.ts";
import { gainFoothold, type Telling } from "./foothold.ts";
import { harvest } from "./harvest.ts";
import { moveOn } from "./movement.ts";

/** Plays the intrusion through the day. The seed moves all of it by up to four minutes. */
export function intrude(world: World, desks: ReadonlyMap<string, Desk>): void {
  const host = workstation(world, victim.workstation);
  const desk = desks.get(host.name);
  if (!desk) throw new Error("the victim has no desk");
  const driftMs = world.chance.fork("intrusion").integer(-240, 240) * secondMs;
  const telling: Telling = {
    world,
    at: (clock) => world.day.at(clock) + driftMs,
    step: (name, work) => world.recording.marked("intrusion", name, work),
  };
  const implant = gainFoothold(telling, desk);
  const elevated = escalate(telling, desk, implant);
  const onServer = moveOn(telling, desk, elevated);
  carryOut(telling, harvest(telling, onServer));
}

export const intrusionStory: PartStory = {
  part: "intrusion",
  kind: "intrusion",
  summary: "A mail with a macro leads to stolen administrator credentials, the file server, and an archive carried to a foreign store.",
  because: "nothing of it is planned, the account works from machines that are not its own, and data leaves to addresses that are not ours",
  expect: {
    verdicts: ["true-positive"],
    severities: ["critical"],
    categories: ["data-exfiltration", "lateral-movement", "credential-abuse", "malware", "phishing"],
    escalated: true,
  },
  entities: [
    { type: "user", value: victim.name, role: "actor" },
    { type: "user", value: stolen.name, role: "actor" },
    // The account whose key is used in the cloud.
    { type: "user", value: "svc-backup-agent", role: "actor" },
    { type: "host", value: "ws-fin-07.corp.alderbrook.example", role: "target" },
    { type: "host", value: "fs01.corp.alderbrook.example", role: "target" },
    { type: "host", value: "ws-eng-12.corp.alderbrook.example", role: "target" },
    { type: "ip", value: victim.address, role: "source" },
    { type: "ip", value: servers.files.address, role: "target" },
    { type: "ip", value: mailFrom.address, role: "sender" },
    { type: "domain", value: mailFrom.lookAlike, role: "server" },
    { type: "domain", value: commandSite.domain, role: "server" },
    { type: "ip", value: commandSite.address, role: "server" },
    { type: "domain", value: dropSite.domain, role: "server" },
    { type: "ip", value: dropSite.address, role: "server" },
    { type: "cloud-resource", value: foreignBucket.name, role: "target" },
  ],
  chain: [
    { step: "phishing-mail", says: "a mail in a supplier's name brings a document with a macro", technique: "T1566.001", tactic: "TA0001" },
    { step: "document-opened", says: "the document is opened and its macro engine loads", technique: "T1204.002", tactic: "TA0002" },
    { step: "macro-runs-shell", says: "Word starts a hidden PowerShell with an encoded command", technique: "T1059.001", tactic: "TA0002" },
    { step: "implant-downloaded", says: "an implant is fetched and started", technique: "T1105", tactic: "TA0011" },
    { step: "beacons", says: "the implant calls home about every 90 seconds", technique: "T1071.001", tactic: "TA0011" },
    { step: "discovery", says: "accounts, groups, trusts and shares are listed", technique: "T1087.002", tactic: "TA0007" },
    { step: "bypass-of-user-account-control", says: "fodhelper starts the implant with rights", technique: "T1548.002", tactic: "TA0004" },
    { step: "credentials-read", says: "the memory of LSASS is read and dumped", technique: "T1003.001", tactic: "TA0006" },
    {
      step: "stolen-credentials-used",
      says: "a logon with the stolen administrator account starts on the desk",
      technique: "T1550.002",
      tactic: "TA0008",
    },
    {
      step: "moved-to-file-server",
      says: "a service binary is written to ADMIN$ of the file server and started",
      technique: "T1021.002",
      tactic: "TA0008",
    },
    { step: "moved-to-second-desk", says: "the same is done to an engineer's desk", technique: "T1021.002", tactic: "TA0008" },
    { step: "task-created", says: "a scheduled task on the file server keeps the implant", technique: "T1053.005", tactic: "TA0003" },
    { step: "shares-read", says: "some 600 files are read over the network in twelve minutes", technique: "T1039", tactic: "TA0009" },
    { step: "archive-made", says: "an encrypted archive in four volumes is made", technique: "T1560.001", tactic: "TA0009" },
    { step: "carried-away", says: "2 GB go to a file store outside", technique: "T1567.002", tactic: "TA0010" },
    { step: "cloud-copy", says: "backups are copied to another account's bucket with a stolen key", technique: "T1537", tactic: "TA0010" },
    { step: "logs-cleared", says: "the event logs of the file server are cleared", technique: "T1070.001", tactic: "TA0005" },
  ],
};
