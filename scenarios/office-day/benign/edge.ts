import type { Chance } from "../../../src/redteam/records/chance.ts";
import { structuredLine } from "../../../src/redteam/records/syslog.ts";
import { hourMs, isoOf, minuteMs, secondMs } from "../../../src/redteam/records/time.ts";
import { employees, servers } from "../company.ts";
import { carry, lookUp } from "../network.ts";
import { logLinux, type World } from "../world.ts";
import { officeMoment } from "./browsing.ts";

/** The edge of the network: remote access, the public web server, and names looked up by machines. */
export function playEdge(world: World): void {
  const chance = world.chance.fork("edge");
  connectRemotely(world, chance);
  runWebServer(world, chance);
  serveVisitors(world, chance);
  lookUpInBulk(world, chance);
}

function connectRemotely(world: World, chance: Chance): void {
  const remote = employees.filter(({ department }) => department === "Sales" || department === "Executive" || department === "Operations");
  for (const [index, person] of remote.entries()) {
    const home = `203.0.113.${220 + (index % 30)}`;
    const sessions = chance.integer(1, 4);
    for (let session = 0; session < sessions; session++) {
      const timeMs = officeMoment(world, chance);
      const data = { user: person.name, src: home, assigned: `10.20.9.${10 + index}`, auth: "certificate+otp" };
      const common = { priority: 38, host: servers.vpn.name, program: "vpnd", processId: 812, data };
      if (chance.isHit(0.15))
        world.vpn.add(
          timeMs - 20 * secondMs,
          structuredLine(timeMs - 20 * secondMs, {
            ...common,
            messageId: "AUTHFAIL",
            message: `user ${person.name} failed the one-time code from ${home}`,
          }),
        );
      world.vpn.add(
        timeMs,
        structuredLine(timeMs, { ...common, messageId: "CONNECT", message: `user ${person.name} connected from ${home}` }),
      );
      const endMs = timeMs + chance.integer(20, 180) * minuteMs;
      const usage = {
        ...data,
        bytes_in: String(chance.integer(200_000, 90_000_000)),
        bytes_out: String(chance.integer(200_000, 40_000_000)),
      };
      world.vpn.add(
        endMs,
        structuredLine(endMs, { ...common, data: usage, messageId: "DISCONNECT", message: `user ${person.name} disconnected` }),
      );
    }
  }
}

function runWebServer(world: World, chance: Chance): void {
  for (let quarter = 0; quarter < 96; quarter++) {
    const timeMs = world.day.startMs + quarter * 15 * minuteMs + 1_000;
    const processId = 20_000 + quarter * 7;
    logLinux(world, timeMs, "CRON", processId, "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)");
    logLinux(world, timeMs + 2_000, "CRON", processId, "pam_unix(cron:session): session closed for user root");
  }
  for (let deployment = 0; deployment < 6; deployment++) {
    const timeMs = officeMoment(world, chance);
    const processId = chance.integer(21_000, 30_000);
    const from = servers.application.address;
    logLinux(
      world,
      timeMs,
      "sshd",
      processId,
      `Accepted publickey for deploy from ${from} port ${chance.integer(40_000, 60_000)} ssh2: ED25519 SHA256:${chance.word(43)}`,
    );
    logLinux(world, timeMs + 300, "sshd", processId, "pam_unix(sshd:session): session opened for user deploy(uid=1001) by (uid=0)");
    logLinux(world, timeMs + 900, "systemd-logind", 611, `New session ${100 + deployment} of user deploy.`);
    logLinux(
      world,
      timeMs + 5_000,
      "sudo",
      undefined,
      "  deploy : TTY=pts/0 ; PWD=/srv/www ; USER=root ; COMMAND=/usr/bin/systemctl reload nginx",
    );
    logLinux(world, timeMs + 5_010, "sudo", undefined, "pam_unix(sudo:session): session opened for user root(uid=0) by deploy(uid=1001)");
    logLinux(world, timeMs + 6_000, "sudo", undefined, "pam_unix(sudo:session): session closed for user root");
    logLinux(world, timeMs + 60_000, "sshd", processId, "pam_unix(sshd:session): session closed for user deploy");
    logLinux(world, timeMs + 60_400, "systemd-logind", 611, `Session ${100 + deployment} logged out. Waiting for processes to exit.`);
  }
}

const visitorPages = [
  "/",
  "/products",
  "/products/ab-200",
  "/support",
  "/contact",
  "/css/site.css",
  "/js/site.js",
  "/img/logo.svg",
  "/news",
  "/robots.txt",
];
const visitorAgents = [
  "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
  "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15",
  "ExampleSearchBot/2.1 (+https://bot.example/about)",
];

/** A line of the web server's access log, in the combined form. */
export function accessLine(
  timeMs: number,
  hit: { address: string; request: string; status: number; bytes: number; agent: string },
): string {
  const [day, month, year] = new Date(timeMs).toUTCString().slice(5, 16).split(" ");
  const clock = isoOf(timeMs).slice(11, 19);
  return `${hit.address} - - [${day}/${month}/${year}:${clock} +0000] "${hit.request}" ${hit.status} ${hit.bytes} "-" "${hit.agent}"`;
}

function serveVisitors(world: World, chance: Chance): void {
  for (let visit = 0; visit < 1_400; visit++) {
    const timeMs = world.day.startMs + Math.floor(chance.fraction() * 24 * hourMs);
    const address = `${chance.isHit(0.5) ? "203.0.113" : "198.51.100"}.${chance.integer(230, 250)}`;
    const status = chance.isHit(0.05) ? 404 : 200;
    const hit = {
      address,
      request: `GET ${chance.pick(visitorPages)} HTTP/1.1`,
      status,
      bytes: chance.integer(300, 60_000),
      agent: chance.pick(visitorAgents),
    };
    world.web.add(timeMs, accessLine(timeMs, hit));
    if (chance.isHit(0.4))
      carry(world.network, timeMs, {
        client: address,
        server: servers.web.address,
        serverPort: 443,
        service: "ssl",
        seconds: 2,
        bytesOut: 1_200,
        bytesIn: hit.bytes,
      });
  }
}

// Reputation and delivery services use long, odd names in great number. Nothing is tunnelled here.
function lookUpInBulk(world: World, chance: Chance): void {
  for (let question = 0; question < 900; question++) {
    const timeMs = world.day.startMs + Math.floor(chance.fraction() * 24 * hourMs);
    const name = `${chance.hex(chance.integer(6, 14))}.reputation.antivirus-vendor.example`;
    lookUp(world.network, timeMs, { client: servers.mail.address, name, answers: chance.isHit(0.8) ? ["192.0.2.254"] : [] });
  }
}
