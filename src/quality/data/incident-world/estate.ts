import { openRandom } from "../../../learning/random.ts";

/** Chance with a seed: the same seed makes the same world. */
export type Chance = {
  readonly unit: () => number;
  readonly below: (end: number) => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  readonly hex: (digits: number) => string;
  readonly uuid: () => string;
};

/** A made machine under all the names that products know it by. */
export type Machine = {
  readonly name: string;
  readonly domain: string;
  readonly netbiosDomain: string;
  readonly deviceId: string;
  readonly directoryId: string;
  readonly address: string;
};

/** A made account under all the names that products know it by. */
export type Account = {
  readonly name: string;
  readonly display: string;
  readonly upn: string;
  readonly netbiosDomain: string;
  readonly sid: string;
  readonly objectId: string;
};

/** One made organisation: its machines and accounts, and what many of its incidents have in common. */
export type Estate = {
  readonly workstations: readonly Machine[];
  readonly controllers: readonly Machine[];
  readonly people: readonly Account[];
  /** Accounts of administration, seen in much that happens. */
  readonly administrators: readonly Account[];
  /** The address that all machines have outside. */
  readonly egress: string;
  /** How often an alert names it. */
  readonly egressShare: number;
  /** Addresses of an anonymising service that several attackers use. */
  readonly exits: readonly string[];
};

/** Chance from a seed. */
export function chanceOf(seed: number): Chance {
  const unit = openRandom(seed);
  const below = (end: number) => Math.floor(unit() * end);
  const hex = (digits: number) => Array.from({ length: digits }, () => below(16).toString(16)).join("");
  return {
    unit,
    below,
    pick: (items) => items[below(items.length)]!,
    hex,
    uuid: () => [8, 4, 4, 4, 12].map(hex).join("-"),
  };
}

const givenNames = "amir beth carl dina egon fay gil hana ines jon kira lev mona nils olga pia remy sara theo uma vera wim".split(" ");
const familyNames = "adler brook costa dahl ekman frost grau holm iver jansen".split(" ");

const workstationsCount = 44;
const peopleCount = 70;

/** Makes an organisation. `sharing`, 0 to 1, says how much different doings have in common: few administrators, one way out, few exits. */
export function makeEstate(chance: Chance, sharing: number): Estate {
  const [label, forest] = [chance.pick(["north", "delta", "ridge", "coast"]), chance.pick(["example.test", "example.org", "example.net"])];
  const domain = `${label}.${forest}`;
  const netbiosDomain = label.toUpperCase();
  const authority = `S-1-5-21-${chance.below(2 ** 31)}-${chance.below(2 ** 31)}-${chance.below(2 ** 31)}`;
  const machine = (name: string, at: number): Machine => ({
    name,
    domain,
    netbiosDomain,
    deviceId: chance.hex(40),
    directoryId: chance.uuid(),
    address: `10.4.${Math.floor(at / 200)}.${10 + (at % 200)}`,
  });
  const account = (name: string, at: number): Account => ({
    name,
    display: `${name.slice(0, 1).toUpperCase()}${name.slice(1)} ${chance.pick(familyNames).toUpperCase().slice(0, 1)}`,
    upn: `${name}@${domain}`,
    netbiosDomain,
    sid: `${authority}-${1_100 + at}`,
    objectId: chance.uuid(),
  });
  return {
    workstations: Array.from({ length: workstationsCount }, (_, at) => machine(`${label}-w${at % 2 ? 10 : 11}${at.toString(36)}`, at)),
    controllers: ["dc01", "dc02"].map((name, at) => machine(`${label}-${name}`, 100 + at)),
    people: Array.from({ length: peopleCount }, (_, at) =>
      account(`${givenNames[at % givenNames.length]}.${familyNames[at % familyNames.length]}`, at),
    ),
    administrators: ["svc-patch", "lab-admin", "adm-one", "adm-two", "adm-three", "adm-four"]
      .slice(0, 2 + Math.round((1 - sharing) * 4))
      .map((name, at) => account(name, 800 + at)),
    egress: "198.51.100.20",
    egressShare: 0.15 * sharing,
    exits: Array.from({ length: 3 + Math.round((1 - sharing) * 20) }, (_, at) => `203.0.113.${200 + at}`),
  };
}
