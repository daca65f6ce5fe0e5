import { digestOfName } from "../../records/chance.ts";
import { textLines } from "../../records/recording.ts";
import { datedLine, structuredLine } from "../../records/syslog.ts";
import { isoOf } from "../../records/time.ts";
import { zeekJson } from "../../records/zeek.ts";
import type { Stage } from "../stage.ts";

const uid = (stage: Stage) => `C${stage.chance.word(17)}`;

/** One look-up as Zeek saw it. */
export function lookUp(
  stage: Stage,
  timeMs: number,
  told: { from: string; query: string; type?: string; answers?: readonly string[]; code?: string; resolver?: string },
): void {
  const { type = "A", code = "NOERROR", answers = [] } = told;
  stage.log("zeek/dns.log", zeekJson("dns")).add(timeMs, {
    uid: uid(stage),
    "id.orig_h": told.from,
    "id.orig_p": stage.chance.integer(49_152, 65_535),
    "id.resp_h": told.resolver ?? `${stage.company.net}.1.10`,
    "id.resp_p": 53,
    proto: "udp",
    trans_id: stage.chance.integer(1, 65_000),
    query: told.query,
    qclass: 1,
    qclass_name: "C_INTERNET",
    qtype: type === "TXT" ? 16 : type === "NULL" ? 10 : type === "CNAME" ? 5 : 1,
    qtype_name: type,
    rcode: code === "NOERROR" ? 0 : 3,
    rcode_name: code,
    AA: false,
    TC: false,
    RD: true,
    RA: true,
    Z: 0,
    answers: [...answers],
    TTLs: answers.map(() => "60.0"),
    rejected: false,
  });
}

/** One connection as Zeek saw it. */
export function connection(
  stage: Stage,
  timeMs: number,
  told: { from: string; to: string; port: number; service?: string; seconds?: number; sent?: number; received?: number; state?: string },
): void {
  const { sent = stage.chance.integer(600, 9_000), received = stage.chance.integer(900, 40_000), state = "SF" } = told;
  stage.log("zeek/conn.log", zeekJson("conn")).add(timeMs, {
    uid: uid(stage),
    "id.orig_h": told.from,
    "id.orig_p": stage.chance.integer(49_152, 65_535),
    "id.resp_h": told.to,
    "id.resp_p": told.port,
    proto: told.port === 53 ? "udp" : "tcp",
    ...(told.service ? { service: told.service } : {}),
    duration: told.seconds ?? stage.chance.integer(1, 90),
    orig_bytes: sent,
    resp_bytes: received,
    conn_state: state,
    local_orig: true,
    local_resp: told.to.startsWith("10."),
    missed_bytes: 0,
    history: "ShADadFf",
    orig_pkts: Math.ceil(sent / 1_300) + 3,
    orig_ip_bytes: sent + 200,
    resp_pkts: Math.ceil(received / 1_300) + 3,
    resp_ip_bytes: received + 200,
  });
}

/** One request in clear as Zeek saw it, or as it stands in a proxy's log. */
export function httpRequest(
  stage: Stage,
  timeMs: number,
  told: {
    from: string;
    to: string;
    host: string;
    method?: string;
    uri: string;
    agent: string;
    sent?: number;
    received?: number;
    status?: number;
    type?: string;
  },
): void {
  stage.log("zeek/http.log", zeekJson("http")).add(timeMs, {
    uid: uid(stage),
    "id.orig_h": told.from,
    "id.orig_p": stage.chance.integer(49_152, 65_535),
    "id.resp_h": told.to,
    "id.resp_p": 80,
    trans_depth: 1,
    method: told.method ?? "GET",
    host: told.host,
    uri: told.uri,
    version: "1.1",
    user_agent: told.agent,
    request_body_len: told.sent ?? 0,
    response_body_len: told.received ?? stage.chance.integer(400, 60_000),
    status_code: told.status ?? 200,
    status_msg: "OK",
    tags: [],
    ...(told.type ? { resp_mime_types: [told.type] } : {}),
  });
}

/** One handshake as Zeek saw it. */
export function handshake(
  stage: Stage,
  timeMs: number,
  told: { from: string; to: string; name?: string; status?: string; port?: number },
): void {
  stage.log("zeek/ssl.log", zeekJson("ssl")).add(timeMs, {
    uid: uid(stage),
    "id.orig_h": told.from,
    "id.orig_p": stage.chance.integer(49_152, 65_535),
    "id.resp_h": told.to,
    "id.resp_p": told.port ?? 443,
    version: "TLSv12",
    cipher: "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    ...(told.name ? { server_name: told.name } : {}),
    resumed: false,
    established: true,
    ja3: digestOfName(`${told.to}`, "md5"),
    validation_status: told.status ?? "ok",
  });
}

/** One line of a Linux machine's log. */
export function logLine(stage: Stage, timeMs: number, host: string, program: string, message: string, path = `linux/${host}.log`): void {
  stage.log(path, textLines).add(timeMs, datedLine(timeMs, { host, program, processId: stage.chance.integer(900, 30_000), message }));
}

/** A command that was run on a Linux machine, as its audit daemon writes it: the call, and what was run. */
export function ran(
  stage: Stage,
  timeMs: number,
  told: { host: string; user: string; uid?: number; as?: number; words: readonly string[]; exe?: string; parent?: number },
): void {
  const log = stage.log(`linux/audit.log`, textLines);
  const serial = stage.chance.integer(10_000, 9_999_999);
  const id = `audit(${(timeMs / 1_000).toFixed(3)}:${serial})`;
  const [program = "sh"] = told.words;
  const { uid: who = 1_001, as: root = who } = told;
  const exe = told.exe ?? (program.startsWith("/") ? program : `/usr/bin/${program}`);
  log.add(
    timeMs,
    `node=${told.host} type=SYSCALL msg=${id}: arch=c000003e syscall=59 success=yes exit=0 a0=55d0 a1=55d1 items=2 ppid=${told.parent ?? 2_200} pid=${stage.chance.integer(3_000, 60_000)} auid=${who} uid=${root} gid=${root} euid=${root} tty=(none) ses=4 comm="${program.split("/").at(-1)!.slice(0, 15)}" exe="${exe}" key="exec"\x1dARCH=x86_64 SYSCALL=execve AUID="${told.user}" UID="${root === 0 ? "root" : told.user}"`,
  );
  const words = told.words.map(
    (word, at) => `a${at}=${/[\s"]/.test(word) ? Buffer.from(word).toString("hex").toUpperCase() : `"${word}"`}`,
  );
  log.add(timeMs, `node=${told.host} type=EXECVE msg=${id}: argc=${told.words.length} ${words.join(" ")}`);
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** One request in a web server's own log, in the combined form. */
export function webRequest(
  stage: Stage,
  timeMs: number,
  told: { from: string; method?: string; path: string; status?: number; bytes?: number; agent?: string; referrer?: string },
): void {
  const [date = "", clock = ""] = isoOf(timeMs).slice(0, 19).split("T");
  const [year = "", month = "1", day = ""] = date.split("-");
  const stamp = `${day}/${months[Number(month) - 1]}/${year}:${clock} +0000`;
  const {
    method = "GET",
    status = 200,
    bytes = stage.chance.integer(300, 40_000),
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:138.0) Gecko/20100101 Firefox/138.0",
  } = told;
  stage
    .log("web/access.log", textLines)
    .add(timeMs, `${told.from} - - [${stamp}] "${method} ${told.path} HTTP/1.1" ${status} ${bytes} "${told.referrer ?? "-"}" "${agent}"`);
}

/** One message of the remote access gateway. */
export function vpn(
  stage: Stage,
  timeMs: number,
  kind: "CONNECT" | "AUTHFAIL" | "DISCONNECT",
  told: { user: string; src: string; assigned?: string },
): void {
  const says = {
    CONNECT: `user ${told.user} connected from ${told.src}`,
    AUTHFAIL: `user ${told.user} failed to authenticate from ${told.src}`,
    DISCONNECT: `user ${told.user} disconnected`,
  };
  const common = { priority: kind === "AUTHFAIL" ? 36 : 38, host: "vpn01", program: "vpnd", processId: 812 };
  stage
    .log("vpn/vpn01.log", textLines)
    .add(timeMs, structuredLine(timeMs, { ...common, messageId: kind, data: told, message: says[kind] }));
}

/** One event of a firewall appliance, as it sends its key=value lines by syslog. */
export function appliance(
  stage: Stage,
  timeMs: number,
  told: { name: string; level: string; says: string; pairs: Readonly<Record<string, string>> },
): void {
  const pairs = Object.entries(told.pairs).map(([name, value]) => `${name}="${value.replaceAll('"', "'")}"`);
  const message = `date=${isoOf(timeMs).slice(0, 10)} time=${isoOf(timeMs).slice(11, 19)} devname="${told.name}" level="${told.level}" ${pairs.join(" ")} msg="${told.says}"`;
  stage.log("firewall/appliance.log", textLines).add(timeMs, datedLine(timeMs, { host: told.name, program: "fw", message }));
}
