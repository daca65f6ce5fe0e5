import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { startCuttingProxy } from "./cutting-proxy.ts";
import { freshFolder, guard, lacking, type Missing, run, startDaemon, until } from "./part.ts";

/**
 * A domain controller of our own (Samba AD, domain CORP, `dc=corp,dc=test`) in a network namespace. Its LDAP ports are brought to loopback ports of this
 * machine over Unix sockets, which namespaces do not part.
 */
export type SambaDomain = {
  /** LDAP over TLS. */
  readonly securePort: number;
  readonly secureSocket: string;
  readonly certificates: Certificates;
  readonly base: string;
  /** Below it are the people whom the service account may disable, and nobody else. */
  readonly people: string;
  readonly service: { readonly dn: string; readonly password: string };
  readonly password: string;
  /** `samba-tool` on the domain's own database, past every client of ours. */
  readonly tool: (...given: string[]) => string;
  /** An account below `people`, or below `under`. */
  readonly addUser: (name: string, under?: string) => void;
  /** One attribute of an account as the database has it. */
  readonly read: (name: string, attribute: string) => string | undefined;
  /** Sets userAccountControl as another administrator would. */
  readonly write: (name: string, userAccountControl: number) => void;
  /** Takes from the service account the right to write anything of this account. */
  readonly forbid: (name: string) => void;
  /** Whether this person can sign in, and else the directory's sub-code ("533" for a disabled account). */
  readonly signIn: (name: string) => string;
  readonly stop: () => Promise<void>;
};

const needs = [
  { program: "/usr/sbin/samba", from: "samba-ad-dc" },
  { program: "/usr/bin/samba-tool", from: "samba-common-bin" },
  { program: "/usr/share/samba/setup/provision.ldif", from: "samba-ad-provision" },
  { program: "/usr/lib/python3/dist-packages/samba/__init__.py", from: "python3-samba" },
  { program: "/usr/bin/ldapwhoami", from: "ldap-utils" },
  { program: "/usr/sbin/ip", from: "iproute2" },
];

const base = "DC=corp,DC=test";
const people = `OU=People,${base}`;
const adminPassword = "Admin-EXAMPLE-1";
const password = "Person-EXAMPLE-1";
const service = { dn: `CN=watchkeeper,CN=Users,${base}`, password: "Service-EXAMPLE-1" };

export async function startSamba(): Promise<SambaDomain | Missing> {
  const missing = lacking("the Active Directory domain", needs, "as root");
  if (missing) return missing;
  const folder = freshFolder("samba");
  const id = randomBytes(4).toString("hex");
  const namespace = `wks-${id}`;
  const release = guard({ namespaces: [namespace], folders: [folder] });
  if (spawnSync("/usr/sbin/ip", ["netns", "add", namespace], { timeout: 10_000 }).status !== 0) {
    await release();
    return {
      missing: "the Active Directory domain needs the right to make network namespaces (CAP_SYS_ADMIN), which this machine refuses",
    };
  }
  const inside = (...given: string[]) => ["netns", "exec", namespace, ...given];
  for (const given of [
    ["-n", namespace, "link", "set", "lo", "up"],
    ["-n", namespace, "link", "add", "eth0", "type", "veth", "peer", "name", "eth1"],
    ["-n", namespace, "link", "set", "eth0", "up"],
    ["-n", namespace, "link", "set", "eth1", "up"],
    ["-n", namespace, "address", "add", "10.78.0.1/24", "dev", "eth0"],
  ]) {
    run("/usr/sbin/ip", given);
  }
  const certificates = makeCertificates(folder);
  run("/usr/sbin/ip", inside("/usr/bin/samba-tool", "domain", "provision", ...provision(folder)), { timeoutMs: 120_000 });
  const configuration = join(folder, "etc/smb.conf");
  const tls = [
    `--option=tls keyfile=${certificates.key}`,
    `--option=tls certfile=${certificates.certificate}`,
    `--option=tls cafile=${certificates.ca}`,
  ];
  const daemon = startDaemon("/usr/sbin/ip", inside("/usr/sbin/samba", "-s", configuration, "-i", "-M", "single", ...tls), { folder });
  const secureSocket = join(folder, "ldaps.sock");
  const forwarder = startDaemon("/usr/sbin/ip", inside(process.execPath, "-e", forward, secureSocket), { folder });
  const end = guard({ groups: [daemon.pid, forwarder.pid] });
  await until(() => answersOn(secureSocket), daemon, "LDAP over TLS");
  const cable = await startCuttingProxy({ path: secureSocket });
  const domain = { ...views(folder, namespace, certificates.ca), securePort: cable.port, secureSocket, certificates };
  delegate(domain.tool, domain.addUser);
  return { ...domain, stop: () => cable.stop().then(end).then(release) };
}

/** In the namespace: a Unix socket that leads to the domain controller. A connection that it does not take is closed. */
const forward = `const net = require("node:net");
net.createServer((here) => {
  const there = net.connect(636, "127.0.0.1");
  for (const [one, other] of [[here, there], [there, here]]) { one.on("error", () => other.destroy()); one.on("close", () => other.destroy()); one.pipe(other); }
}).listen(process.argv[1]);`;

function provision(folder: string): string[] {
  for (const own of ["private", "run"]) mkdirSync(join(folder, own), { recursive: true });
  // Its own folder for the number of its process: two at once must not take one another for themselves.
  const options = [
    ...["interfaces=lo eth0", "bind interfaces only=yes", "vfs objects="],
    ...[`posix:eadb=${folder}/private/eadb.tdb`, `pid directory=${folder}/run`],
  ];
  return [
    ...["--realm=CORP.TEST", "--domain=CORP", "--server-role=dc", "--dns-backend=SAMBA_INTERNAL", `--adminpass=${adminPassword}`],
    ...[`--targetdir=${folder}`, "--host-ip=10.78.0.1", "--use-rfc2307"],
    ...options.map((option) => `--option=${option}`),
  ];
}

/** Gives the service account the one right that the connector's README names: to write userAccountControl of people below one unit. */
function delegate(tool: SambaDomain["tool"], addUser: SambaDomain["addUser"]): void {
  tool("ou", "add", people);
  addUser("watchkeeper", "CN=Users");
  tool("user", "setpassword", "watchkeeper", `--newpassword=${service.password}`);
  const sid = serviceSid(tool);
  const [userAccountControl, user] = ["bf967a68-0de6-11d0-a285-00aa003049e2", "bf967aba-0de6-11d0-a285-00aa003049e2"];
  tool("dsacl", "set", `--objectdn=${people}`, `--sddl=(OA;CIIO;RPWP;${userAccountControl};${user};${sid})`);
}

const serviceSid = (tool: SambaDomain["tool"]) =>
  /objectSid: (\S+)/.exec(tool("user", "show", "watchkeeper", "--attributes=objectSid"))?.[1];

function views(folder: string, namespace: string, ca: string): Omit<SambaDomain, "securePort" | "secureSocket" | "certificates" | "stop"> {
  const database = `${folder}/private/sam.ldb`;
  const tool = (...given: string[]) => run("/usr/bin/samba-tool", [...given, "-s", `${folder}/etc/smb.conf`, "-H", database]);
  const client = (program: string, given: readonly string[], input = "") =>
    spawnSync("/usr/sbin/ip", ["netns", "exec", namespace, program, "-x", "-H", "ldaps://127.0.0.1", ...given], {
      encoding: "utf8",
      input,
      timeout: 10_000,
      env: { ...process.env, LDAPTLS_CACERT: ca },
    });
  const show = (name: string, attribute: string) => tool("user", "show", name, `--attributes=${attribute}`);
  return {
    base,
    people,
    service,
    password,
    tool,
    addUser: (name, under = "OU=People") => void tool("user", "create", name, password, `--userou=${under}`),
    read: (name, attribute) => new RegExp(`^${attribute}: (.*)$`, "m").exec(show(name, attribute))?.[1],
    forbid: (name) => void tool("dsacl", "set", `--objectdn=CN=${name},${people}`, `--sddl=(D;;WP;;;${serviceSid(tool)})`),
    write: (name, userAccountControl) => {
      const dn = /^dn: (.*)$/m.exec(show(name, "cn"))?.[1];
      const change = `dn: ${dn}\nchangetype: modify\nreplace: userAccountControl\nuserAccountControl: ${userAccountControl}\n`;
      const said = client("/usr/bin/ldapmodify", ["-D", `CN=Administrator,CN=Users,${base}`, "-w", adminPassword], change);
      if (said.status !== 0) throw new Error(said.stderr);
    },
    signIn: (name) => {
      const { status, stderr } = client("/usr/bin/ldapsearch", ["-D", `${name}@corp.test`, "-w", password, "-s", "base", "-b", "", "1.1"]);
      return status === 0 ? "yes" : (/data ([0-9a-f]+)/.exec(stderr)?.[1] ?? stderr);
    },
  };
}

function answersOn(path: string): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect({ path });
    const timer = setTimeout(() => end(true), 300);
    const end = (said: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      settle(said);
    };
    // The forwarder hangs up at once while nobody listens behind it.
    socket.once("error", () => end(false));
    socket.once("close", () => end(false));
  });
}
