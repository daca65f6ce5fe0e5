import { createSocket } from "node:dgram";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, freshFolder, guard, type Missing, startDaemon, untilListening } from "./part.ts";
import { unpacked } from "./unpacked.ts";

/** Where syslog-ng sends what it is given, and how. */
export type Destination = {
  readonly port: number;
  readonly transport: "udp" | "tcp" | "tls";
  /** RFC 3164 by line breaks (`network`), or RFC 5424, over streams with the length in front (`syslog`). */
  readonly style: "3164" | "5424";
  readonly tls?: { readonly ca: string; readonly certificate?: string; readonly key?: string };
};

/** A syslog-ng of our own, which sends every line that it is given on to one place. */
export type SyslogNg = {
  /** Gives it whole lines, RFC 3164 or 5424 as `style` says, over a connection of its own. */
  readonly send: (lines: readonly string[]) => Promise<void>;
  readonly stop: () => Promise<void>;
};

// Installed, the package would take rsyslog's place: it is only unpacked.
const wanted = { part: "syslog-ng", packages: ["syslog-ng-core", "libivykis0", "libnet1", "libpcre3"], program: "usr/sbin/syslog-ng" };

export async function startSyslogNg(destination: Destination): Promise<SyslogNg | Missing> {
  const found = unpacked(wanted);
  if ("missing" in found) return found;
  const folder = freshFolder("syslog-ng");
  const release = guard({ folders: [folder] });
  const port = await freePort();
  writeFileSync(join(folder, "syslog-ng.conf"), configuration(port, destination));
  const path = (name: string) => join(folder, name);
  const daemon = startDaemon(
    join(found.root, wanted.program),
    [
      "--foreground",
      "--no-caps",
      ...["--cfgfile", path("syslog-ng.conf"), "--persist-file", path("persist"), "--pidfile", path("pid"), "--control", path("control")],
      ...["--module-path", join(found.root, "usr/lib/syslog-ng/3.38")],
    ],
    { folder, env: { LD_LIBRARY_PATH: [join(found.root, "usr/lib/syslog-ng"), ...found.libraries].join(":") } },
  );
  const end = guard({ groups: [daemon.pid] });
  await untilListening(port, daemon);
  return { send: (lines) => sendLines(port, lines), stop: () => end().then(release) };
}

function sendLines(port: number, lines: readonly string[]): Promise<void> {
  return new Promise((settle, fail) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("error", fail);
    socket.once("close", () => settle());
    socket.resume();
    socket.end(lines.map((line) => `${line}\n`).join(""));
  });
}

function configuration(port: number, { port: to, transport, style, tls }: Destination): string {
  const keys = tls?.certificate ? `cert-file("${tls.certificate}") key-file("${tls.key}") ` : "";
  const secured = tls ? ` tls(ca-file("${tls.ca}") ${keys}peer-verify(required-trusted))` : "";
  const how = style === "5424" ? "syslog" : "network";
  const flags = style === "5424" ? "flags(syslog-protocol)" : "";
  return `@version: 3.38
options { keep-hostname(yes); stats-freq(0); time-reopen(1); flush-lines(100); };
source given { network(ip("127.0.0.1") port(${port}) transport("tcp") log-iw-size(200000) max-connections(10) keep-timestamp(yes) ${flags}); };
destination taken { ${how}("127.0.0.1" port(${to}) transport("${transport}") log-fifo-size(100000)${secured}); };
log { source(given); destination(taken); flags(flow-control); };
`;
}

/** Datagrams from a plain socket, for what a daemon would never send. */
export async function sendDatagrams(port: number, payloads: readonly (string | Uint8Array)[]): Promise<void> {
  const socket = createSocket("udp4");
  for (const [index, payload] of payloads.entries()) {
    await new Promise<void>((settle) => socket.send(payload, port, "127.0.0.1", () => settle()));
    if (index % 50 === 49) await sleep(1);
  }
  await new Promise<void>((settle) => socket.close(() => settle()));
}
