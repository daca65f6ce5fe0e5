import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Certificates, makeCertificates } from "./certificates.ts";
import { freePort, freshFolder, guard, lacking, type Missing, run, startDaemon, untilListening } from "./part.ts";

/** A directory of our own: OpenLDAP with password policy, `dc=example,dc=test`, on free ports of the loopback interface. */
export type Slapd = {
  readonly port: number;
  readonly securePort: number;
  readonly certificates: Certificates;
  readonly base: string;
  /** The account that Watchkeeper signs in with: may read people, all of them page by page, and write the one attribute that locks an account. */
  readonly service: { readonly dn: string; readonly password: string };
  /** May do everything. */
  readonly root: { readonly dn: string; readonly password: string };
  /** May read people, and nothing else. */
  readonly reader: { readonly dn: string; readonly password: string };
  /** The password of every person in `slapdPeople`. */
  readonly password: string;
  readonly dnOf: (uid: string) => string;
  /** The values of one attribute, by `ldapsearch` past every client of ours. */
  readonly read: (uid: string, attribute: string) => readonly string[];
  readonly write: (change: string) => void;
  /** Takes every right to write from everybody but root, while the directory runs. */
  readonly forbid: () => void;
  /** Whether this person can sign in. */
  readonly signsIn: (uid: string) => boolean;
  readonly stop: () => Promise<void>;
};

/** Who is in the directory at first; "twin" is there twice, under two branches. */
export const slapdPeople = ["mara", "joss", "odd*(name)\\", "svc-backup"] as const;

const base = "dc=example,dc=test";
const password = "person-EXAMPLE";
const root = { dn: `cn=root,${base}`, password: "root-EXAMPLE" };
// Among the people on purpose, where it could be asked to lock itself.
const service = { dn: `uid=watchkeeper,ou=people,${base}`, password: "service-EXAMPLE" };
const reader = { dn: `cn=reader,ou=services,${base}`, password: "reader-EXAMPLE" };

const needs = [
  { program: "/usr/sbin/slapd", from: "slapd" },
  { program: "/usr/bin/ldapsearch", from: "ldap-utils" },
  { program: "/usr/bin/openssl", from: "openssl" },
];

/** `people` adds that many accounts `p-0`, `p-1`, … */
export async function startSlapd({ people = 0 }: { people?: number } = {}): Promise<Slapd | Missing> {
  const missing = lacking("the LDAP directory", needs, "as anyone");
  if (missing) return missing;
  const folder = freshFolder("slapd");
  const release = guard({ folders: [folder] });
  mkdirSync(join(folder, "db"));
  const certificates = makeCertificates(folder);
  writeFileSync(join(folder, "slapd.conf"), configuration(folder, certificates));
  run("/usr/sbin/slapadd", ["-f", join(folder, "slapd.conf")], { input: seed(people) });
  const [port, securePort] = [await freePort(), await freePort()];
  const urls = `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${securePort}`;
  const daemon = startDaemon("/usr/sbin/slapd", ["-f", join(folder, "slapd.conf"), "-h", urls, "-d", "0"], { folder });
  const end = guard({ groups: [daemon.pid] });
  await untilListening(port, daemon);
  return { ...views(port), port, securePort, certificates, stop: () => end().then(release) };
}

function views(port: number): Omit<Slapd, "port" | "securePort" | "certificates" | "stop"> {
  const asRoot = ["-x", "-H", `ldap://127.0.0.1:${port}`, "-D", root.dn, "-w", root.password];
  const dnOf = (uid: string) => `uid=${uid.replace(/[\\*()]/g, (sign) => `\\${sign.charCodeAt(0).toString(16)}`)},ou=people,${base}`;
  return {
    base,
    service,
    root,
    reader,
    password,
    dnOf,
    read: (uid, attribute) => {
      const said = run("/usr/bin/ldapsearch", [...asRoot, "-LLL", "-o", "ldif-wrap=no", "-s", "base", "-b", dnOf(uid), attribute]);
      return [...said.matchAll(/^([A-Za-z]+): (.*)$/gm)].filter(([, name]) => name === attribute).map(([, , value]) => value ?? "");
    },
    write: (change) => {
      run("/usr/bin/ldapmodify", asRoot, { input: change });
    },
    forbid: () => {
      const asConfig = ["-x", "-H", `ldap://127.0.0.1:${port}`, "-D", "cn=config", "-w", root.password];
      const change =
        "dn: olcDatabase={1}mdb,cn=config\nchangetype: modify\nreplace: olcAccess\nolcAccess: to attrs=userPassword by * auth\nolcAccess: to * by * read\n";
      run("/usr/bin/ldapmodify", asConfig, { input: change });
    },
    signsIn: (uid) => {
      try {
        run("/usr/bin/ldapwhoami", ["-x", "-H", `ldap://127.0.0.1:${port}`, "-D", dnOf(uid), "-w", password]);
        return true;
      } catch {
        return false;
      }
    },
  };
}

function configuration(folder: string, { ca, certificate, key }: Certificates): string {
  const schemas = ["core", "cosine", "nis", "inetorgperson"].map((name) => `include /etc/ldap/schema/${name}.schema`);
  return `${schemas.join("\n")}
pidfile ${folder}/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
TLSCACertificateFile ${ca}
TLSCertificateFile ${certificate}
TLSCertificateKeyFile ${key}
database config
rootpw ${root.password}
database mdb
suffix "${base}"
rootdn "${root.dn}"
rootpw ${root.password}
directory ${folder}/db
maxsize 268435456
limits dn.exact="${service.dn}" size.prtotal=unlimited
access to attrs=userPassword by anonymous auth by * none
access to dn.subtree="ou=people,${base}" attrs=pwdAccountLockedTime by dn.exact="${service.dn}" write by dn.exact="${reader.dn}" read by * none
access to * by dn.exact="${service.dn}" read by dn.exact="${reader.dn}" read by * none
overlay ppolicy
ppolicy_default "cn=default,ou=policies,${base}"
ppolicy_use_lockout
`;
}

function seed(people: number): string {
  const unit = (name: string, under = base) => `dn: ou=${name},${under}\nobjectClass: organizationalUnit\nou: ${name}\n`;
  const person = (uid: string, under = `ou=people,${base}`, secret = password) =>
    `dn: uid=${uid.replace(/[\\*()]/g, (sign) => `\\${sign.charCodeAt(0).toString(16)}`)},${under}\nobjectClass: inetOrgPerson\nuid: ${uid}\ncn: ${uid}\nsn: ${uid}\nuserPassword: ${secret}\n`;
  const machine = ({ dn, password: secret }: typeof service) =>
    `dn: ${dn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: ${/cn=([^,]+)/.exec(dn)?.[1]}\nuserPassword: ${secret}\n`;
  return [
    `dn: ${base}\nobjectClass: domain\ndc: example\n`,
    ...["people", "services", "policies"].map((name) => unit(name)),
    unit("other", `ou=people,${base}`),
    `dn: cn=default,ou=policies,${base}\nobjectClass: pwdPolicy\nobjectClass: organizationalRole\ncn: default\npwdAttribute: userPassword\npwdLockout: TRUE\npwdMaxFailure: 5\npwdLockoutDuration: 300\n`,
    person("watchkeeper", `ou=people,${base}`, service.password),
    machine(reader),
    ...slapdPeople.map((uid) => person(uid)),
    `dn: uid=unix-only,ou=people,${base}\nobjectClass: account\nobjectClass: posixAccount\nobjectClass: simpleSecurityObject\nuid: unix-only\ncn: unix-only\nuidNumber: 4000\ngidNumber: 4000\nhomeDirectory: /home/unix-only\nuserPassword: ${password}\n`,
    person("twin"),
    person("twin", `ou=other,ou=people,${base}`),
    ...Array.from({ length: people }, (_, index) => person(`p-${index}`)),
  ].join("\n");
}
