import type { Chance } from "../records/chance.ts";

/** One person of the invented company, under the names that products know. */
export type Person = {
  readonly first: string;
  readonly last: string;
  /** The account's short name, in the style of this company. */
  readonly name: string;
  readonly mail: string;
  readonly role: string;
};

/** An invented company: every name in it is drawn by the seed. */
export type Company = {
  readonly name: string;
  /** Its domain for mail and web. */
  readonly domain: string;
  readonly directory: string;
  readonly netbios: string;
  readonly sidBase: string;
  /** The first two numbers of its own addresses. */
  readonly net: string;
  readonly people: readonly Person[];
  readonly workstationName: (at: number) => string;
  readonly serverName: (kind: string, at: number) => string;
  readonly adminNameOf: (person: Person) => string;
};

const companies = "alderbrook brightwater carrowmore dunmere eastholm farnley glenrock hartwell inverlea kestrel lowmoor marlfield".split(
  " ",
);
const firsts =
  "anna boris clara dmitri elif farid greta hugo ines jonas karin luis mira nils olga pavel quentin rosa sven tessa ugo vera wanda yusuf".split(
    " ",
  );
const lasts =
  "adler brandt costa duarte engel frost grieg haas ivers jansen khan lindt moreau novak osei petrov quinn rossi sato tanaka uribe varga wolff zeman".split(
    " ",
  );
const roles = ["finance", "sales", "developer", "employee", "employee", "manager", "employee", "developer", "finance", "employee"];
const peopleCount = 14;

/** Draws a company. The same chance gives the same one. */
export function drawCompany(chance: Chance): Company {
  const name = chance.pick(companies);
  const nameOf = chance.pick(accountStyles);
  const net = `10.${chance.integer(16, 200)}`;
  const number = () => chance.integer(100_000_000, 2_000_000_000);
  const domain = `${name}.example`;
  const shift = chance.integer(0, lasts.length - 1);
  const people = Array.from({ length: peopleCount }, (_, at): Person => {
    const first = firsts[(at * 5 + shift) % firsts.length]!;
    const last = lasts[(at * 7 + shift) % lasts.length]!;
    const short = nameOf(first, last);
    return { first, last, name: short, mail: `${short}@${domain}`, role: roles[at % roles.length]! };
  });
  const base = chance.integer(100, 400);
  const workstation = chance.pick(["WS-", "LT-", "PC0", "NB-1"]);
  const site = chance.pick(["", "LON-", "FRA-", "C-"]);
  const admin = chance.pick(["adm-", "a-", "t0."]);
  return {
    name,
    domain,
    directory: `corp.${domain}`,
    netbios: name.slice(0, 12).toUpperCase(),
    sidBase: `S-1-5-21-${number()}-${number()}-${number()}`,
    net,
    people,
    workstationName: (at) => `${workstation}${base + at * 3}`,
    serverName: (kind, at) => `${site}${kind}${String(at + 1).padStart(2, "0")}`,
    adminNameOf: ({ last }) => `${admin}${last}`,
  };
}

const accountStyles: readonly ((first: string, last: string) => string)[] = [
  (first, last) => `${first[0]}.${last}`,
  (first, last) => `${first[0]}${last}`,
  (first, last) => `${first}.${last}`,
  (first, last) => `${last}${first[0]}`,
];
