import type { Account } from "../../src/redteam/records/windows/host.ts";

/** Alderbrook Instruments, a maker of measuring devices with 46 people and one site. Everything about it is invented. */
export const company = {
  domain: "alderbrook.example",
  directory: "corp.alderbrook.example",
  realm: "CORP.ALDERBROOK.EXAMPLE",
  netbios: "ALDERBROOK",
  sidBase: "S-1-5-21-1004336348-1177238915-682003330",
} as const;

export const date = "2026-03-17";

/** One person, with the machine they sit at. */
export type Employee = {
  readonly name: string;
  readonly displayName: string;
  readonly department: Department;
  readonly workstation: string;
  readonly address: string;
  readonly account: Account;
};

const departments = {
  Executive: { code: "EXE", base: 20, people: ["Ingrid Solberg", "Marcus Whitlam", "Yusuf Demir"] },
  Finance: {
    code: "FIN",
    base: 40,
    people: ["Paula Renner", "Gavin Ashe", "Noor Haddad", "Stefan Liska", "Dana Whitcombe", "Oskar Bly", "Maren Holt", "Chloe Amadi"],
  },
  Sales: {
    code: "SAL",
    base: 60,
    people: [
      "Rosa Calder",
      "Tim Farrow",
      "Beatriz Lobo",
      "Hugo Stern",
      "Piotr Nowak",
      "Leah Morgan",
      "Ivan Petrov",
      "Amara Diallo",
      "Jonas Weil",
    ],
  },
  People: { code: "HR", base: 80, people: ["Sonia Keller", "Felix Amsel", "Greta Dunne"] },
  Engineering: {
    code: "ENG",
    base: 100,
    people: [
      "Arjun Rao",
      "Mila Novak",
      "Laszlo Varga",
      "Hannah Quist",
      "Ben Tolland",
      "Elif Kaya",
      "Victor Lund",
      "Naomi Fisk",
      "Karim Sadek",
      "Joana Reis",
      "Peter Blom",
      "Tobi Okafor",
      "Wen Zhao",
    ],
  },
  Operations: {
    code: "OPS",
    base: 130,
    people: ["Carla Mendes", "Dirk Olsen", "Fiona Grant", "Samir Aziz", "Lena Vogt", "Theo Brandis", "Ruth Carver"],
  },
  Technology: { code: "ITS", base: 150, people: ["Nils Brandt", "Eva Lindqvist", "Marco Silva"] },
} as const;
export type Department = keyof typeof departments;

const accountNameOf = (displayName: string) => {
  const [first = "", last = ""] = displayName.toLowerCase().split(" ");
  return `${first[0]}.${last}`;
};

/** An account of the directory; `relative` is the last part of its security identifier. */
export const accountOf = (name: string, relative: number): Account => ({
  name,
  domain: company.netbios,
  sid: `${company.sidBase}-${relative}`,
});

export const employees: readonly Employee[] = Object.entries(departments).flatMap(([department, { code, base, people }]) =>
  people.map((displayName, index) => ({
    name: accountNameOf(displayName),
    displayName,
    department: department as Department,
    workstation: `WS-${code}-${String(index + 1).padStart(2, "0")}`,
    address: `10.20.3.${base + index + 1}`,
    account: accountOf(accountNameOf(displayName), 1_100 + base + index),
  })),
);

export function employee(name: string): Employee {
  const found = employees.find((person) => person.name === name);
  if (!found) throw new Error(`no employee "${name}"`);
  return found;
}

export const mailOf = (person: Employee): string => `${person.name}@${company.domain}`;

/** Accounts that are not a person's daily one. */
export const accounts = {
  brandtAdmin: accountOf("adm.brandt", 1_301),
  lindqvistAdmin: accountOf("adm.lindqvist", 1_302),
  backup: accountOf("svc-backup", 1_401),
  scan: accountOf("svc-scan", 1_402),
  database: accountOf("svc-sql", 1_403),
  deploy: accountOf("svc-deploy", 1_404),
} as const;

/** A machine that is not a person's workstation. */
export type Server = { readonly name: string; readonly address: string; readonly role: string; readonly service: string };

export const servers = {
  controller: { name: "DC01", address: "10.20.1.10", role: "domain-controller", service: "directory" },
  files: { name: "FS01", address: "10.20.1.20", role: "file-server", service: "file shares" },
  application: { name: "APP01", address: "10.20.1.30", role: "server", service: "order system" },
  database: { name: "SQL01", address: "10.20.1.31", role: "server", service: "order database" },
  backup: { name: "BKP01", address: "10.20.1.40", role: "backup", service: "backup" },
  scanner: { name: "SCN01", address: "10.20.1.50", role: "scanner", service: "vulnerability scanning" },
  brandtStation: { name: "ADM-WS-01", address: "10.20.2.11", role: "admin-workstation", service: "administration" },
  lindqvistStation: { name: "ADM-WS-02", address: "10.20.2.12", role: "admin-workstation", service: "administration" },
  web: { name: "web01", address: "10.20.5.30", role: "server", service: "public web site" },
  mail: { name: "mailgw01", address: "10.20.5.25", role: "server", service: "mail" },
  vpn: { name: "vpn01", address: "10.20.5.20", role: "server", service: "remote access" },
  proxy: { name: "proxy01", address: "10.20.5.15", role: "server", service: "web access" },
} as const satisfies Record<string, Server>;

/** The company's own public addresses. */
export const publicAddresses = {
  range: "192.0.2.0/26",
  outbound: "192.0.2.10",
  vpn: "192.0.2.20",
  mail: "192.0.2.25",
  web: "192.0.2.30",
  backup: "192.0.2.40",
} as const;

/** Workstations whose events are collected, beside the servers. */
export const collectedWorkstations = ["WS-FIN-07", "WS-ENG-12", "WS-ENG-03", "WS-SAL-05", "WS-HR-02", "WS-EXE-01"] as const;
