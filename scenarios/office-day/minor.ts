import { secondMs } from "../../src/redteam/records/time.ts";
import { report } from "../../src/redteam/records/windows/host.ts";
import { connectFrom, createFile, markDownloaded, resolveName, startProcess } from "../../src/redteam/records/windows/sysmon.ts";
import type { PartStory } from "../kit/truth.ts";
import { browserAgent } from "./benign/browsing.ts";
import type { Desk } from "./benign/desk.ts";
import { company, employee, servers } from "./company.ts";
import { carry, lookUp, raise, request } from "./network.ts";
import type { Site } from "./site.ts";
import { logLinux, type World } from "./world.ts";

const seller: Site = { domain: "offers.pdf-magic.example", address: "198.51.100.180", category: "unwanted-software", isEncrypted: true };
const curious = employee("p.nowak");

/** A salesman downloads a free tool that brings advertising along. Protection and proxy stop it. */
export function downloadUnwanted(world: World, desks: ReadonlyMap<string, Desk>): void {
  const desk = desks.get(curious.workstation);
  if (!desk) throw new Error("the curious salesman has no desk");
  const { host, browser, session } = desk;
  const timeMs = world.day.at("11:12:04") + world.chance.fork("unwanted").integer(-200, 200) * secondMs;
  const file = `C:\\Users\\${curious.name}\\Downloads\\PdfMagic_Setup.exe`;
  const common = { client: host.address, user: `${company.netbios}\\${curious.name}`, site: seller, agent: browserAgent };
  world.recording.marked("unwanted-software", "downloaded", () => {
    lookUp(world.network, timeMs - 60, { client: host.address, name: seller.domain, answers: [seller.address] });
    resolveName(host, timeMs - 50, browser, seller.domain, [seller.address]);
    const { clientPort } = request(world.network, timeMs, {
      ...common,
      path: "/download/PdfMagic_Setup.exe",
      bytesOut: 900,
      bytesIn: 4_310_000,
    });
    connectFrom(host, timeMs + 10, browser, { sourcePort: clientPort, address: seller.address, port: 443, name: seller.domain });
    createFile(host, timeMs + 4_000, browser, file);
    markDownloaded(host, timeMs + 4_050, browser, { path: file, url: `https://${seller.domain}/download/PdfMagic_Setup.exe` });
  });
  world.recording.marked("unwanted-software", "blocked", () => {
    const setup = startProcess(host, timeMs + 21_000, { image: file, commandLine: `"${file}"`, parent: desk.explorer, session });
    const { clientPort } = request(world.network, timeMs + 22_000, {
      ...common,
      path: "/bundle/toolbar",
      agent: "PdfMagic/3.1",
      bytesOut: 420,
      bytesIn: 1_900,
      status: 403,
      action: "blocked",
      reason: "unwanted software",
    });
    connectFrom(host, timeMs + 22_010, setup, { sourcePort: clientPort, address: seller.address, port: 443, name: seller.domain });
    const found = protectionFields({
      name: "PUABundler:Win32/PdfMagic",
      severity: "Severe",
      category: "Potentially Unwanted Software",
      path: file,
      user: `${company.netbios}\\${curious.name}`,
    });
    report(host, timeMs + 23_000, "malwareFound", found);
    report(host, timeMs + 26_000, "malwareHandled", { ...found, "Action ID": "2", "Action Name": "Quarantine" });
  });
}

/** The fields of a finding of the protection (1116 and 1117). */
export function protectionFields(found: {
  name: string;
  severity: string;
  category: string;
  path: string;
  user: string;
}): Record<string, string> {
  const severityIds: Record<string, string> = { Low: "1", Moderate: "2", High: "4", Severe: "5" };
  return {
    "Product Name": "Microsoft Defender Antivirus",
    "Product Version": "4.18.25020.1009",
    "Detection ID": "{5B1A7C11-6C52-4B38-9A55-1D0A3C1E0F77}",
    "Threat ID": "311978",
    "Threat Name": found.name,
    "Severity ID": severityIds[found.severity] ?? "1",
    "Severity Name": found.severity,
    "Category ID": found.category.startsWith("Potentially") ? "27" : "8",
    "Category Name": found.category,
    State: "1",
    "Source ID": "3",
    "Source Name": "Real-Time Protection",
    "Process Name": "C:\\Windows\\explorer.exe",
    "Detection User": found.user,
    Path: `file:_${found.path}`,
    "Origin Name": "Local machine",
    "Execution Name": "Suspended",
    "Type Name": "Concrete",
    "Pre Execution Status": "0",
    "Action ID": "9",
    "Action Name": "Not Applicable",
    "Error Code": "0x00000000",
    "Error Description": "The operation completed successfully. ",
    "Security intelligence Version": "AV: 1.427.301.0, AS: 1.427.301.0, NIS: 1.427.301.0",
    "Engine Version": "AM: 1.1.25020.1, NIS: 1.1.25020.1",
  };
}

const guesser = "198.51.100.66";
const guesses = 460;
const guessedNames = ["admin", "root", "test", "oracle", "ubuntu", "deploy", "git", "postgres", "user", "ftp", "jenkins", "nagios"];

/** One address tries passwords on the web server for half an hour, and gets nowhere. */
export function guessPasswords(world: World): void {
  const chance = world.chance.fork("guessing");
  const startMs = world.day.at("02:11:00") + chance.integer(0, 300) * secondMs;
  world.recording.marked("password-guessing", "guessed", () => {
    for (let guess = 0; guess < guesses; guess++) {
      const timeMs = startMs + guess * 4_100 + chance.integer(0, 900);
      guessOnce(world, timeMs, { name: chance.pick(guessedNames), port: chance.integer(32_768, 60_999), processId: 30_000 + guess });
    }
    for (let alert = 0; alert < 6; alert++)
      raise(world.network, startMs + alert * 300 * secondMs, {
        source: guesser,
        sourcePort: chance.integer(32_768, 60_999),
        target: servers.web.address,
        targetPort: 22,
        protocol: "TCP",
        appProtocol: "ssh",
        signatureId: 9_000_201,
        signature: "SCAN Many SSH connections from one source",
        category: "Attempted Information Leak",
        severity: 2,
      });
  });
}

function guessOnce(world: World, timeMs: number, { name, port, processId }: { name: string; port: number; processId: number }): void {
  const isKnown = name === "root" || name === "deploy";
  const from = `from ${guesser} port ${port}`;
  const ending = `Connection closed by ${isKnown ? "authenticating" : "invalid"} user ${name} ${guesser} port ${port} [preauth]`;
  if (!isKnown) logLinux(world, timeMs, "sshd", processId, `Invalid user ${name} ${from}`);
  logLinux(world, timeMs + 900, "sshd", processId, `Failed password for ${isKnown ? "" : "invalid user "}${name} ${from} ssh2`);
  logLinux(world, timeMs + 1_200, "sshd", processId, ending);
  const server = servers.web.address;
  const flow = { client: guesser, clientPort: port, server, serverPort: 22, service: "ssh", seconds: 1.6, bytesOut: 1_500, bytesIn: 1_900 };
  carry(world.network, timeMs - 300, flow);
}

export const minorStories: readonly PartStory[] = [
  {
    part: "unwanted-software",
    kind: "minor",
    summary: "A free tool with advertising is downloaded and stopped.",
    because: "the file is unwanted software; protection put it into quarantine and the proxy refused its call",
    expect: { verdicts: ["true-positive"], severities: ["low", "medium"], categories: ["policy-violation", "malware"] },
    entities: [
      { type: "user", value: curious.name, role: "actor" },
      { type: "host", value: "ws-sal-05.corp.alderbrook.example", role: "target" },
      { type: "domain", value: seller.domain, role: "server" },
    ],
    chain: [
      { step: "downloaded", says: "a setup program is downloaded", technique: "T1204.002", tactic: "TA0002" },
      { step: "blocked", says: "protection and proxy stop it" },
    ],
  },
  {
    part: "password-guessing",
    kind: "minor",
    summary: "One outside address guesses SSH passwords on the public web server without success.",
    because: "several hundred failures from one address, not one success",
    expect: { verdicts: ["true-positive"], severities: ["low", "medium"], categories: ["credential-abuse", "reconnaissance"] },
    entities: [
      { type: "ip", value: guesser, role: "source" },
      { type: "host", value: "web01", role: "target" },
    ],
    chain: [{ step: "guessed", says: "460 passwords are tried in half an hour", technique: "T1110.001", tactic: "TA0006" }],
  },
];
