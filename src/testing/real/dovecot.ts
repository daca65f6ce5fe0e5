import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { freePort, freshFolder, guard, lacking, type Missing, run, startDaemon, untilListening } from "./part.ts";

/** A mail server of our own: LMTP brings mail, IMAP gives it out. Every mailbox of `example.test` is there, with the folders of `mailFolders`. */
export type Dovecot = {
  /** IMAP in the clear, with STARTTLS. */
  readonly port: number;
  readonly securePort: number;
  /** LMTP, as other servers bring mail. */
  readonly lmtpPort: number;
  readonly certificates: Certificates;
  /** Signs in to anybody's mailbox as "alice*watchkeeper" (a master user). */
  readonly master: { readonly user: (mailbox: string) => string; readonly password: string };
  /** Delivers one mail as other servers do; `source` is the whole mail. */
  readonly deliver: (mailbox: string, source: string) => Promise<void>;
  /** Folder, flags and keywords of every copy of one mail, by the server's own command; sorted. */
  readonly copies: (mailbox: string, messageId: string) => readonly string[];
  /** Takes from the master user every right but to read. */
  readonly forbid: () => void;
  /** Runs `doveadm` past every client of ours. */
  readonly administer: (...given: string[]) => string;
  readonly stop: () => Promise<void>;
};

/** The folders of every mailbox. */
export const mailFolders = ["INBOX", "Archive", "Quarantine"] as const;

const needs = [
  { program: "/usr/sbin/dovecot", from: "dovecot-core" },
  { program: "/usr/lib/dovecot/imap", from: "dovecot-imapd" },
  { program: "/usr/lib/dovecot/lmtp", from: "dovecot-lmtpd" },
  { program: "/usr/bin/openssl", from: "openssl" },
];
const masterPassword = "master-EXAMPLE";

export async function startDovecot(): Promise<Dovecot | Missing> {
  const missing = lacking("the mail server", needs, "as root");
  if (missing) return missing;
  const folder = freshFolder("dovecot");
  const release = guard({ folders: [folder] });
  chmodSync(folder, 0o755);
  for (const name of ["run", "state", "mail"]) mkdirSync(join(folder, name));
  run("/bin/chown", ["mail:mail", join(folder, "mail")]);
  const certificates = makeCertificates(folder);
  const [port, securePort, lmtpPort] = [await freePort(), await freePort(), await freePort()];
  const configuration = join(folder, "dovecot.conf");
  writeFileSync(join(folder, "masters"), `watchkeeper:{PLAIN}${masterPassword}\n`, { mode: 0o644 });
  writeRights(folder, "lrwstie");
  writeFileSync(configuration, configurationOf(folder, certificates, { port, securePort, lmtpPort }));
  const daemon = startDaemon("/usr/sbin/dovecot", ["-F", "-c", configuration], { folder });
  const end = guard({ groups: [daemon.pid] });
  await untilListening(port, daemon);
  const administer = (...given: string[]) => run("/usr/bin/doveadm", ["-c", configuration, ...given]);
  return {
    port,
    securePort,
    lmtpPort,
    certificates,
    master: { user: (mailbox) => `${mailbox}*watchkeeper`, password: masterPassword },
    deliver: (mailbox, source) => deliver(lmtpPort, mailbox, source),
    copies: (mailbox, messageId) =>
      administer("-f", "flow", "fetch", "-u", mailbox, "mailbox flags", "header", "message-id", messageId)
        .split("\n")
        .filter((line) => line !== "")
        // "Recent" goes away with the first look at a folder, whoever looks.
        .map((line) => line.replace(/ ?\\Recent/, ""))
        .sort(),
    forbid: () => writeRights(folder, "lr"),
    administer,
    stop: () => end().then(release),
  };
}

/** Who may do what (RFC 4314): people all in their own folders and nothing in quarantine, the master user what `rights` say. */
function writeRights(folder: string, rights: string): void {
  const lines = mailFolders.flatMap((name) => [
    `${name} owner ${name === "Quarantine" ? "l" : "lrwstipekxa"}`,
    `${name} user=watchkeeper ${rights}`,
  ]);
  writeFileSync(join(folder, "rights"), `${lines.join("\n")}\n`, { mode: 0o644 });
}

function configurationOf(
  folder: string,
  { certificate, key }: Certificates,
  ports: { port: number; securePort: number; lmtpPort: number },
): string {
  const namespace = mailFolders.map((name) => `  mailbox ${name} {\n    auto = ${name === "INBOX" ? "no" : "create"}\n  }`).join("\n");
  return `protocols = imap lmtp
listen = 127.0.0.1
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
ssl = yes
ssl_cert = <${certificate}
ssl_key = <${key}
disable_plaintext_auth = no
auth_master_user_separator = *
mail_location = maildir:${folder}/mail/%n
mailbox_list_index = no
first_valid_uid = 0
mail_max_userip_connections = 100
protocol imap {
  mail_plugins = acl
}
plugin {
  acl = vfile:${folder}/rights:cache_secs=0
}
passdb {
  driver = passwd-file
  args = ${folder}/masters
  master = yes
}
passdb {
  driver = static
  args = password=person-EXAMPLE
}
userdb {
  driver = static
  args = uid=mail gid=mail home=${folder}/mail/%n
}
namespace inbox {
  inbox = yes
  separator = /
${namespace}
}
service imap-login {
  inet_listener imap {
    port = ${ports.port}
  }
  inet_listener imaps {
    port = ${ports.securePort}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtpPort}
  }
}
`;
}

const deliveryMsMax = 10_000;

/** One delivery over LMTP (RFC 2033): each line is sent when the one before was answered. */
function deliver(port: number, mailbox: string, source: string): Promise<void> {
  const body = source.replace(/\r?\n/g, "\r\n").replace(/^\./gm, "..");
  const lines = [
    "LHLO test.example.test",
    "MAIL FROM:<sender@example.test>",
    `RCPT TO:<${mailbox}@example.test>`,
    "DATA",
    `${body}\r\n.`,
    "QUIT",
  ];
  return new Promise((settle, fail) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.setTimeout(deliveryMsMax, () => socket.destroy(new Error("the mail server fell silent")));
    let heard = "";
    let asked = 0;
    socket.on("error", fail);
    socket.on("close", () => (asked === lines.length ? settle() : fail(new Error(`delivery ended early: ${heard.slice(-500)}`))));
    socket.on("data", (data: Buffer) => {
      heard += data.toString("latin1");
      // The last line of an answer has a space after its code.
      if (!/^\d{3} .*\r\n$/m.test(heard.slice(heard.lastIndexOf("\n", heard.length - 2) + 1))) return;
      if (/^[45]\d\d /m.test(heard)) return void socket.destroy(new Error(`the mail server refused: ${heard.slice(-500)}`));
      heard = "";
      if (asked < lines.length) socket.write(`${lines[asked++]}\r\n`);
    });
  });
}
