import type { Chance } from "../../../src/redteam/records/chance.ts";
import { hourMs, minuteMs } from "../../../src/redteam/records/time.ts";
import type { Process, WindowsHost } from "../../../src/redteam/records/windows/host.ts";
import { connectFrom, resolveName } from "../../../src/redteam/records/windows/sysmon.ts";
import { company, type Employee, employees } from "../company.ts";
import { lookUp, type Request, request } from "../network.ts";
import { backgroundSites, formerlyBadSite, type Site, sites } from "../site.ts";
import type { World } from "../world.ts";

export const browserAgent =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/134.0.0.0 Safari/537.36 Edg/134.0.0.0";
const visitsPerPerson = { min: 95, max: 150 } as const;
const backgroundPerPerson = { min: 35, max: 55 } as const;

/** The web traffic of everybody, as the sensor and the proxy see it. Machines whose events are collected add theirs in `desk.ts`. */
export function browse(world: World): void {
  const chance = world.chance.fork("browsing");
  for (const person of employees) {
    if (world.workstations.has(person.workstation)) continue;
    const visits = chance.integer(visitsPerPerson.min, visitsPerPerson.max);
    for (let visit = 0; visit < visits; visit++) visitSite(world, officeMoment(world, chance), { person, site: anySite(chance), chance });
    const calls = chance.integer(backgroundPerPerson.min, backgroundPerPerson.max);
    for (let call = 0; call < calls; call++)
      visitSite(world, officeMoment(world, chance), { person, site: chance.pick(backgroundSites), chance });
    askDirectory(world, person, chance);
  }
}

/** A moment of the working day: fewer at its ends and at noon. */
export function officeMoment(world: World, chance: Chance): number {
  for (let attempt = 0; attempt < 8; attempt++) {
    const offset = chance.fraction() * 10 * hourMs;
    const isLunch = offset > 4.2 * hourMs && offset < 5.2 * hourMs;
    const isEdge = offset < 0.5 * hourMs || offset > 9.2 * hourMs;
    if (!(isLunch || isEdge) || chance.isHit(0.45)) return Math.round(world.day.at("08:00") + offset);
  }
  return world.day.at("10:00") + chance.integer(0, 120) * minuteMs;
}

export const anySite = (chance: Chance): Site => (chance.isHit(0.004) ? formerlyBadSite : chance.pick(sites));

type Visit = { person: Employee; site: Site; chance: Chance; host?: WindowsHost; process?: Process };

/** One page or call: the name, the request and, where the machine's own events are collected, Sysmon's view of both. */
export function visitSite(world: World, timeMs: number, { person, site, chance, host, process }: Visit): void {
  const isAsked = chance.isHit(0.5);
  if (isAsked)
    lookUp(world.network, timeMs - chance.integer(8, 90), { client: person.address, name: site.domain, answers: [site.address] });
  const { clientPort } = request(world.network, timeMs, requestOf(person, site, chance));
  if (!host || !process) return;
  if (isAsked) resolveName(host, timeMs - 5, process, site.domain, [site.address]);
  connectFrom(host, timeMs + 15, process, {
    sourcePort: clientPort,
    address: site.address,
    port: site.isEncrypted ? 443 : 80,
    name: site.domain,
  });
}

const pages = [
  "/",
  "/index.html",
  "/search?q=torque+sensor",
  "/v2/items",
  "/assets/app.js",
  "/feed",
  "/login",
  "/img/hero.webp",
  "/api/status",
];

function requestOf(person: Employee, site: Site, chance: Chance): Request {
  const isUpload = chance.isHit(0.03);
  const isBackground = backgroundSites.includes(site);
  return {
    client: person.address,
    user: `${company.netbios}\\${person.name}`,
    site,
    path: chance.pick(pages),
    method: isUpload ? "POST" : "GET",
    agent: isBackground ? "Microsoft-Delivery-Optimization/10.1" : browserAgent,
    // Now and then someone really sends a large file somewhere.
    bytesOut: isUpload ? chance.integer(40_000, 24_000_000) : chance.integer(600, 6_000),
    bytesIn: chance.isHit(0.02) ? chance.integer(2_000_000, 60_000_000) : chance.integer(900, 180_000),
    status: chance.isHit(0.03) ? 404 : 200,
  };
}

/** What a joined workstation asks of its domain all day. */
export function askDirectory(world: World, person: Employee, chance: Chance): void {
  const names = [
    `_ldap._tcp.dc._msdcs.${company.directory}`,
    `_kerberos._tcp.${company.directory}`,
    `dc01.${company.directory}`,
    `fs01.${company.directory}`,
    `wpad.${company.directory}`,
    `app01.${company.directory}`,
  ];
  const questions = chance.integer(28, 46);
  for (let question = 0; question < questions; question++) {
    const name = chance.pick(names);
    const isService = name.startsWith("_");
    const answers = name.startsWith("wpad")
      ? []
      : isService
        ? [`dc01.${company.directory}`]
        : [name.startsWith("fs") ? "10.20.1.20" : "10.20.1.10"];
    lookUp(world.network, officeMoment(world, chance), { client: person.address, name, answers, type: isService ? "SRV" : "A" });
  }
}
