import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { type Daemon, freePort, freshFolder, guard, lacking, type Missing, startDaemon, untilListening } from "./part.ts";

/** How a server of ours lets people in. */
export type NatsDoor = {
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  readonly nkey?: string;
  readonly tls?: boolean;
};

/** A NATS server of our own with JetStream on a free port of the loopback interface. */
export type Nats = {
  readonly port: number;
  readonly certificates: Certificates;
  /** Says lines of the protocol past every client of ours, and waits for the answer to a last PING; gives what the server said. */
  readonly say: (...lines: readonly string[]) => Promise<string>;
  /** Makes a stream that keeps a subject on disk. */
  readonly makeStream: (name: string, subject: string) => Promise<void>;
  /** Sends messages to a subject, and waits until the server has taken them. */
  readonly send: (subject: string, payloads: readonly string[]) => Promise<void>;
  /** Ends it as a crash does, and starts it again with what it kept. */
  readonly kill: () => Promise<void>;
  readonly restart: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

const needs = [
  { program: "/usr/sbin/nats-server", from: "nats-server" },
  { program: "/usr/bin/openssl", from: "openssl" },
];

export async function startNats(door: NatsDoor = {}): Promise<Nats | Missing> {
  const missing = lacking("NATS", needs, "as anyone");
  if (missing) return missing;
  const folder = freshFolder("nats");
  const release = guard({ folders: [folder] });
  const certificates = makeCertificates(folder);
  const port = await freePort();
  const path = join(folder, "nats.conf");
  writeFileSync(path, configuration(port, folder, door, certificates));
  let daemon: Daemon;
  let end: () => Promise<void>;
  const start = async () => {
    daemon = startDaemon("/usr/sbin/nats-server", ["-c", path], { folder });
    end = guard({ groups: [daemon.pid] });
    await untilListening(port, daemon);
  };
  await start();
  const say = (...lines: readonly string[]) => talk(port, lines, door);
  return {
    port,
    certificates,
    say,
    async makeStream(name, subject) {
      const order = JSON.stringify({ name, subjects: [subject], storage: "file", max_msg_size: -1 });
      await say(`PUB $JS.API.STREAM.CREATE.${name} ${Buffer.byteLength(order)}`, order);
    },
    async send(subject, payloads) {
      await say(...payloads.flatMap((payload) => [`PUB ${subject} ${Buffer.byteLength(payload)}`, payload]));
    },
    kill: () => end(),
    restart: start,
    stop: () => end().then(release),
  };
}

function configuration(port: number, folder: string, { user, password, token, nkey, tls }: NatsDoor, files: Certificates): string {
  const people = user ? `authorization { user: "${user}", password: "${password}" }` : token ? `authorization { token: "${token}" }` : "";
  const keys = nkey ? `authorization { users: [{ nkey: "${nkey}" }] }` : "";
  const secured = tls ? `tls { cert_file: "${files.certificate}", key_file: "${files.key}" }` : "";
  return `listen: "127.0.0.1:${port}"\nmax_payload: 4MB\njetstream { store_dir: "${folder}/store", max_mem: 16MB, max_file: 512MB }\n${people}${keys}\n${secured}\n`;
}

function talk(port: number, lines: readonly string[], { user, password, token }: NatsDoor): Promise<string> {
  return new Promise((settle, fail) => {
    const socket = connect({ port, host: "127.0.0.1" });
    let said = "";
    socket.once("error", fail);
    socket.on("data", (bytes: Buffer) => {
      said += bytes.toString("utf8");
      if (/^PONG\r?$/m.test(said)) socket.end();
    });
    socket.once("close", () => settle(said));
    const options = { verbose: false, ...(user ? { user, pass: password } : {}), ...(token ? { auth_token: token } : {}) };
    socket.write([`CONNECT ${JSON.stringify(options)}`, ...lines, "PING", ""].join("\r\n"));
  });
}
