import { minuteMs, secondMs } from "../../src/redteam/records/time.ts";
import { report } from "../../src/redteam/records/windows/host.ts";
import { failLogon, logOff, logOn } from "../../src/redteam/records/windows/security.ts";
import type { PartStory } from "../kit/truth.ts";
import { accessLine } from "./benign/edge.ts";
import { accounts, company, employee, servers } from "./company.ts";
import { protectionFields } from "./minor.ts";
import { carry, raise } from "./network.ts";
import { type World, workstation } from "./world.ts";

const scanner = servers.scanner;
const scanned = [
  servers.controller,
  servers.files,
  servers.application,
  servers.database,
  servers.backup,
  servers.web,
  servers.mail,
  servers.vpn,
];
const ports = [21, 22, 23, 25, 53, 80, 110, 135, 139, 143, 389, 443, 445, 993, 1433, 3306, 3389, 5432, 5900, 5985, 8080, 8443] as const;

const probes = [
  {
    signatureId: 9_000_401,
    signature: "WEB Directory traversal in a request path",
    category: "Web Application Attack",
    severity: 1,
    targetPort: 80,
  },
  { signatureId: 9_000_402, signature: "WEB SQL in a request parameter", category: "Web Application Attack", severity: 1, targetPort: 80 },
  {
    signatureId: 9_000_403,
    signature: "WEB Template lookup string in a header",
    category: "Attempted Administrator Privilege Gain",
    severity: 1,
    targetPort: 8080,
  },
  { signatureId: 9_000_404, signature: "SCAN Service version probe", category: "Detection of a Network Scan", severity: 3, targetPort: 22 },
  {
    signatureId: 9_000_405,
    signature: "SCAN SMB version negotiation probe",
    category: "Attempted Information Leak",
    severity: 2,
    targetPort: 445,
  },
] as const;

/** The planned scan of the servers, which looks like every attack at once. */
export function scanAsPlanned(world: World): void {
  const chance = world.chance.fork("scan");
  const startMs = world.day.at("03:05:00");
  world.recording.marked("vulnerability-scan", "scanned", () => {
    for (const [index, target] of scanned.entries()) {
      const timeMs = startMs + index * 7 * minuteMs;
      for (const port of ports) knock(world, timeMs + chance.integer(0, 60) * secondMs, target.address, port);
      for (let alert = 0; alert < 42; alert++)
        raise(world.network, timeMs + 70 * secondMs + alert * 4_300, {
          ...chance.pick(probes),
          source: scanner.address,
          sourcePort: chance.integer(40_000, 60_999),
          target: target.address,
          protocol: "TCP",
          appProtocol: "http",
        });
    }
    for (const [index, path] of [
      "/phpmyadmin/",
      "/.git/config",
      "/admin/login.php",
      "/..%2f..%2fetc/passwd",
      "/cgi-bin/test.cgi",
      "/index.php?id=1%27%20OR%201=1",
      "/.env",
      "/server-status",
    ].entries())
      for (let repeat = 0; repeat < 6; repeat++) {
        const timeMs = startMs + 40 * minuteMs + (index * 6 + repeat) * 1_700;
        world.web.add(
          timeMs,
          accessLine(timeMs, {
            address: scanner.address,
            request: `GET ${path} HTTP/1.1`,
            status: 404,
            bytes: 153,
            agent: "Mozilla/5.0 (compatible; Sentry-VM/12.1; internal scan)",
          }),
        );
      }
    logOnToScan(world, startMs);
  });
}

function knock(world: World, timeMs: number, server: string, serverPort: number): void {
  const isOpen = serverPort === 443 || serverPort === 445 || serverPort === 22;
  carry(world.network, timeMs, {
    client: scanner.address,
    server,
    serverPort,
    seconds: 0.02,
    bytesOut: isOpen ? 380 : 0,
    bytesIn: isOpen ? 1_200 : 0,
    state: isOpen ? "SF" : serverPort % 2 === 0 ? "REJ" : "S0",
  });
}

function logOnToScan(world: World, startMs: number): void {
  for (const [index, host] of [world.controller, world.files, world.application, world.database].entries()) {
    const timeMs = startMs + index * 7 * minuteMs + 200 * secondMs;
    const way = { type: 3, protocol: "NTLM", address: scanner.address, workstation: scanner.name } as const;
    for (const name of ["administrator", "admin", "guest"]) failLogon(host, timeMs, { ...accounts.scan, name }, way);
    const session = logOn(host, timeMs + 3_000, accounts.scan, { ...way, elevated: true });
    logOff(host, timeMs + 120 * secondMs, session, 3);
  }
}

const developer = employee("l.varga");

/** A build tool that writes firmware looks like malware to a heuristic, three builds in a row. */
export function alarmAtBuild(world: World): void {
  const host = workstation(world, developer.workstation);
  world.recording.marked("build-tool", "heuristic", () => {
    for (const clock of ["10:14:30", "13:47:02", "16:20:41"]) {
      const timeMs = world.day.at(clock);
      const found = protectionFields({
        name: "Trojan:Win32/Heuristic.Generic!ml",
        severity: "Severe",
        category: "Trojan",
        path: "C:\\dev\\gauge\\obj\\Release\\flashwriter.exe",
        user: `${company.netbios}\\${developer.name}`,
      });
      report(host, timeMs, "malwareFound", {
        ...found,
        "Process Name": "C:\\BuildTools\\VC\\Tools\\bin\\link.exe",
        "Type Name": "FastPath",
      });
      report(host, timeMs + 9_000, "malwareHandled", {
        ...found,
        "Process Name": "C:\\BuildTools\\VC\\Tools\\bin\\link.exe",
        "Type Name": "FastPath",
        "Action ID": "6",
        "Action Name": "Allow",
      });
    }
  });
}

const closed = { severities: ["informational", "low", "medium", "high"], escalated: false } as const;

export const falseAlarmStories: readonly PartStory[] = [
  {
    part: "vulnerability-scan",
    kind: "false-alarm",
    summary: "The vulnerability scanner does its weekly round.",
    because: "the source is the inventory's scanner, and change CHG-2039 plans the scan",
    expect: {
      verdicts: ["benign", "false-positive"],
      categories: ["reconnaissance", "web-attack", "credential-abuse", "other"],
      ...closed,
      severities: [...closed.severities],
    },
    entities: [{ type: "ip", value: scanner.address, role: "source" }],
    chain: [{ step: "scanned", says: "eight servers are scanned, with and without a logon", technique: "T1046", tactic: "TA0007" }],
  },
  {
    part: "build-tool",
    kind: "false-alarm",
    summary: "A heuristic of the protection dislikes a freshly built firmware tool.",
    because:
      "the file was written by the linker on a developer's own machine, change CHG-2040 announces the builds, and nothing else happened",
    expect: { verdicts: ["benign", "false-positive"], categories: ["malware", "other"], ...closed, severities: [...closed.severities] },
    entities: [
      { type: "host", value: "ws-eng-03.corp.alderbrook.example", role: "target" },
      { type: "user", value: developer.name, role: "actor" },
    ],
    chain: [{ step: "heuristic", says: "three builds, three alarms" }],
  },
  {
    part: "sensor-noise",
    kind: "false-alarm",
    summary: "Alerts of the network sensor about policy and protocol trifles.",
    because: "the rules report what is merely so; no source, target or signature among them stands out",
    expect: {
      verdicts: ["benign", "false-positive"],
      categories: ["policy-violation", "other", "reconnaissance", "command-and-control"],
      ...closed,
      severities: [...closed.severities],
    },
    entities: [],
    chain: [{ step: "policy-alerts", says: "640 alerts of six rules" }],
  },
];
