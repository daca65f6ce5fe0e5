import { secondMs } from "../../../src/redteam/records/time.ts";
import type { Process, WindowsHost } from "../../../src/redteam/records/windows/host.ts";
import { report } from "../../../src/redteam/records/windows/host.ts";
import {
  connectFrom,
  createFile,
  loadImage,
  markDownloaded,
  resolveName,
  runProcess,
  startProcess,
} from "../../../src/redteam/records/windows/sysmon.ts";
import type { Desk } from "../benign/desk.ts";
import { authenticated } from "../benign/post.ts";
import { company, mailOf, servers } from "../company.ts";
import { lookUp, raise, request } from "../network.ts";
import { keepMail, type World } from "../world.ts";
import { attachmentName, commandSite, encodedCommand, harmlessScript, implantBytes, implantPath, mailFrom, victim } from "./cast.ts";
import { documentHashes, macroDocument } from "./document.ts";

/** The story's clock and its pen: `step` writes records that belong to one step. */
export type Telling = {
  readonly world: World;
  readonly at: (clock: string) => number;
  readonly step: <R>(name: string, work: () => R) => R;
};

const shell = "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe";
const word = "C:\\Program Files\\Microsoft Office\\root\\Office16\\WINWORD.EXE";
const beaconEveryMs = 90 * secondMs;
const implantAgent = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/96.0.4664.110 Safari/537.36";

/** A mail, a document, a shell, an implant that calls home. Returns the implant's process. */
export function gainFoothold(telling: Telling, desk: Desk): Process {
  const document = macroDocument();
  telling.step("phishing-mail", () => sendMail(telling, document));
  const editor = telling.step("document-opened", () => openDocument(telling, desk, document));
  const script = telling.step("macro-runs-shell", () => runShell(telling, desk.host, editor));
  const implant = telling.step("implant-downloaded", () => fetchImplant(telling, desk.host, script));
  telling.step("beacons", () => beacon(telling, desk.host, implant));
  return implant;
}

function sendMail({ world, at }: Telling, document: Uint8Array): void {
  const sentMs = at("08:51:47");
  const { name, claimed, lookAlike, address } = mailFrom;
  // The link shows a document service and leads to the look-alike.
  const shown = "https://documents.example.com/brightline-freight/statements";
  keepMail(world, "7c41e07a95b2", {
    from: `${name} <accounts@${claimed}>`,
    to: [mailOf(victim)],
    subject: "OVERDUE: statement of account March 2026",
    messageId: `<5f0c2a77e1.20260317@${lookAlike}>`,
    sentMs,
    received: [
      `from mail.${lookAlike} (unknown [${address}]) by ${servers.mail.name}.${company.domain} with ESMTP; ${new Date(sentMs).toUTCString().replace("GMT", "+0000")}`,
    ],
    authentication: authenticated(claimed, { spf: "fail", dkim: "none", dmarc: "fail" }),
    headers: [
      ["Reply-To", `accounts@${lookAlike}`],
      ["Return-Path", `<bounce@${lookAlike}>`],
      ["X-Mailer", "PHPMailer 6.5.0"],
    ],
    text: "Dear Maren,\n\nour records show two overdue invoices. Please open the attached statement today and enable content to view it,\notherwise your deliveries are stopped.\n\nAccounts, Brightline Freight\n",
    html: `<html><body><p>Dear Maren,</p><p>our records show two overdue invoices. Please open the attached statement today and enable content to view it, otherwise your deliveries are stopped.</p><p><a href="https://${lookAlike}/s/7f3a">${shown}</a></p><p>Accounts, Brightline Freight</p></body></html>`,
    attachments: [{ name: attachmentName, type: "application/vnd.ms-word.document.macroEnabled.12", bytes: document }],
  });
}

function openDocument({ at }: Telling, { host, mail, session }: Desk, document: Uint8Array): Process {
  const timeMs = at("09:31:08");
  const path = `C:\\Users\\${victim.name}\\AppData\\Local\\Microsoft\\Windows\\INetCache\\Content.Outlook\\8KQ2ZP1D\\${attachmentName}`;
  createFile(host, timeMs, mail, path);
  markDownloaded(host, timeMs + 20, mail, { path, url: "about:internet", hashes: documentHashes(document) });
  const editor = startProcess(host, timeMs + 900, { image: word, commandLine: `"${word}" /n "${path}" /o ""`, parent: mail, session });
  for (const library of ["VBE7.DLL", "VBEUI.DLL", "VBE7INTL.DLL"])
    loadImage(host, timeMs + 14_000, editor, {
      path: `C:\\Program Files\\Microsoft Office\\root\\vfs\\ProgramFilesCommonX64\\Microsoft Shared\\VBA\\VBA7.1\\${library}`,
      signer: "Microsoft Corporation",
    });
  return editor;
}

function runShell({ at }: Telling, host: WindowsHost, editor: Process): Process {
  const timeMs = at("09:31:40");
  const commandLine = `powershell.exe -nop -w hidden -enc ${encodedCommand}`;
  const script = runProcess(host, timeMs, { image: shell, commandLine, parent: editor, session: editor.session }, 40 * secondMs);
  report(host, timeMs + 700, "scriptBlock", {
    MessageNumber: "1",
    MessageTotal: "1",
    ScriptBlockText: harmlessScript,
    ScriptBlockId: "9c1d1c07-8d0e-4f6b-9c6e-2f6a5a0c1e44",
    Path: "",
  });
  return script;
}

function fetchImplant(telling: Telling, host: WindowsHost, script: Process): Process {
  const timeMs = telling.at("09:31:44");
  callHome(telling.world, host, timeMs, script, { path: "/u", method: "GET", bytesOut: 820, bytesIn: implantBytes, isAsked: true });
  createFile(host, timeMs + 5_000, script, implantPath);
  return startProcess(host, timeMs + 8_000, {
    image: implantPath,
    commandLine: `"${implantPath}" -s`,
    parent: script,
    session: script.session,
  });
}

function beacon(telling: Telling, host: WindowsHost, implant: Process): void {
  const { world, at } = telling;
  const chance = world.chance.fork("beacons");
  let count = 0;
  for (let timeMs = at("09:33:00"); timeMs < at("15:24:00"); timeMs += beaconEveryMs + chance.integer(-9_000, 9_000)) {
    // Now and then an answer carries work to do.
    const bytesIn = chance.isHit(0.08) ? chance.integer(4_000, 90_000) : chance.integer(380, 420);
    callHome(world, host, timeMs, implant, {
      path: "/v1/sync",
      method: "POST",
      bytesOut: chance.integer(610, 660),
      bytesIn,
      isAsked: count % 8 === 0,
    });
    count++;
  }
  for (const clock of ["09:33:02", "11:02:00", "14:10:00"])
    raise(world.network, at(clock), {
      source: host.address,
      sourcePort: chance.integer(49_152, 65_535),
      target: commandSite.address,
      targetPort: 443,
      protocol: "TCP",
      appProtocol: "tls",
      signatureId: 9_000_301,
      signature: "MALWARE Client fingerprint of a known remote control framework",
      category: "Malware Command and Control Activity Detected",
      severity: 1,
      metadata: { mitre_tactic_id: ["TA0011"], mitre_technique_id: ["T1071"] },
      tls: { sni: commandSite.domain, version: "TLS 1.3" },
    });
}

function callHome(
  world: World,
  host: WindowsHost,
  timeMs: number,
  process: Process,
  call: { path: string; method: "GET" | "POST"; bytesOut: number; bytesIn: number; isAsked: boolean },
): void {
  const { domain, address } = commandSite;
  if (call.isAsked) {
    lookUp(world.network, timeMs - 30, { client: host.address, name: domain, answers: [address] });
    resolveName(host, timeMs - 25, process, domain, [address]);
  }
  const { path, method, bytesOut, bytesIn } = call;
  const { clientPort } = request(world.network, timeMs, {
    client: host.address,
    user: `${company.netbios}\\${victim.name}`,
    site: commandSite,
    path,
    method,
    agent: implantAgent,
    bytesOut,
    bytesIn,
    seconds: 0.4,
  });
  connectFrom(host, timeMs + 12, process, { sourcePort: clientPort, address, port: 443, name: domain });
}
