import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

/** `npm test`: makes sure that the oracles are there, then runs the whole suite. */
const home = dirname(dirname(fileURLToPath(import.meta.url)));

/** Programs and libraries that tests compare us with, and the Debian package that each comes from. */
const oracles = [
  { program: "/usr/bin/evtxexport", from: "libevtx-utils" },
  { program: "/usr/lib/python3/dist-packages/sklearn", from: "python3-sklearn" },
  { program: "/usr/lib/python3/dist-packages/xgboost", from: "python3-xgboost" },
  // What an outsider checks the record with.
  { program: "/usr/bin/go", from: "golang-go" },
  { program: "/usr/share/gocode/src/golang.org/x/mod/sumdb", from: "golang-golang-x-mod-dev" },
  { program: "/usr/bin/openssl", from: "openssl" },
  // What the unit in packaging/ is held against.
  { program: "/usr/bin/systemd-analyze", from: "systemd" },
  // Products that containment is proven on (src/testing/real).
  { program: "/usr/sbin/slapd", from: "slapd" },
  { program: "/usr/bin/ldapsearch", from: "ldap-utils" },
  { program: "/usr/sbin/nft", from: "nftables" },
  { program: "/usr/sbin/ip", from: "iproute2" },
  { program: "/usr/sbin/samba", from: "samba-ad-dc" },
  { program: "/usr/share/samba/setup/provision.ldif", from: "samba-ad-provision" },
  { program: "/usr/share/doc/samba-dsdb-modules", from: "samba-dsdb-modules" },
  { program: "/usr/share/doc/samba-vfs-modules", from: "samba-vfs-modules" },
  { program: "/usr/lib/python3/dist-packages/samba/__init__.py", from: "python3-samba" },
  { program: "/usr/sbin/winbindd", from: "winbind" },
  { program: "/usr/lib/dovecot/imap", from: "dovecot-imapd" },
  { program: "/usr/lib/dovecot/lmtp", from: "dovecot-lmtpd" },
  { program: "/usr/share/request-tracker5/libexec/rt-server", from: "request-tracker5" },
  { program: "/usr/share/doc/rt5-db-sqlite", from: "rt5-db-sqlite" },
  { program: "/usr/share/request-tracker5/libexec/standalone_httpd", from: "rt5-standalone" },
  { program: "/usr/sbin/nats-server", from: "nats-server" },
  // What the console is looked at with.
  { program: "/usr/bin/chromium", from: "chromium" },
  // Traffic for Suricata. It and syslog-ng are unpacked by their tests and never installed: one is in the backports alone, the other would take rsyslog's place.
  { program: "/usr/lib/python3/dist-packages/scapy", from: "python3-scapy" },
];

const missing = oracles.filter(({ program }) => !existsSync(program));
if (missing.length > 0 && process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) install(missing.map(({ from }) => from));
for (const { program, from } of oracles) {
  if (!existsSync(program)) console.log(`not installed: ${program}; its comparisons are left out. To install it: apt-get install ${from}`);
}

const given = process.argv.slice(2);
const globs = ["src", "tools", "scenarios", "rules", "playbooks", "simulation", "web"].map((folder) => `${folder}/**/*.test.ts`);
/** The console in a browser: by itself, since everything in it waits for something that is drawn. */
const inBrowser = "web/tests/console.browser.ts";

let status = tried(...(given.length > 0 ? given : globs));
if (given.length === 0) {
  let looked = tried(inBrowser);
  if (looked !== 0) {
    console.log("the console in a browser failed; it is tried once more, and what failed above should be looked at all the same");
    looked = tried(inBrowser);
  }
  status ||= looked;
}
process.exitCode = status;

/** Runs test files; gives the exit status. */
function tried(...files: readonly string[]): number {
  const how = ["--disable-warning=ExperimentalWarning", "--test", "--test-concurrency=2", "--test-reporter=spec"];
  return spawnSync(process.execPath, [...how, ...files], { cwd: home, stdio: "inherit" }).status ?? 1;
}

function install(packages: readonly string[]): void {
  const quiet = { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } } as const;
  const asked = ["install", "-y", "-q", "--no-install-recommends", ...packages];
  if (spawnSync("apt-get", asked, { ...quiet, stdio: "ignore" }).status === 0) return;
  spawnSync("apt-get", ["update", "-q"], quiet);
  spawnSync("apt-get", asked, quiet);
}
