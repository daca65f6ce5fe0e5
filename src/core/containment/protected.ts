import { type Address, holds, type Range, rangeOf } from "../indicator/address.ts";
import { isNobody } from "../observable/nobody.ts";
import type { ContainmentContext } from "./command.ts";
import type { Handle } from "./handle.ts";
import { accountForms, addressForms, domainForm, hostForm, isOneAddress, mayBeSameAccount, mayBeSameHost, plainName } from "./name-form.ts";
import type { StandingOrders } from "./orders.ts";

type Guarded = StandingOrders["protected"];

/**
 * Addresses that belong to no single outsider: unspecified, loopback, link-local, multicast, reserved and broadcast (RFC 6890). Blocking one of them cuts
 * off a machine from itself or a network from its neighbours.
 */
const nobodysAddresses: readonly Range[] = [
  "0.0.0.0/8",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/127",
  "fe80::/10",
  "ff00::/8",
].map((text) => rangeOf(text) as Range);
/** The account whose loss no directory survives. */
const ticketAccount = "krbtgt";

/**
 * What protects a target, in words; undefined where nothing does. Beside the lists of the standing orders that is Watchkeeper itself, addresses and accounts
 * that are nobody's, and whatever cannot be read. Every name of the target is compared with every line, in every spelling that programs take for one; where
 * two names may be one, they are. What the inventory protects is told by the blast radius.
 */
export function protectionOf(target: Handle, { orders, own = [] }: Pick<ContainmentContext, "orders" | "own">): string | undefined {
  const lists = withOwn(orders.protected, own);
  switch (target.kind) {
    case "host":
      return ofMachine([target.name, idName(target), ...target.aliases], lists);
    case "file":
    case "process":
      return target.host === undefined ? "nobody knows which machine it is on" : ofMachine([target.host, ...target.aliases], lists);
    case "account":
      return ofAccount([target.name, idName(target), ...target.aliases], lists);
    case "address":
      return ofAddress(target, lists);
    case "domain":
      return ofDomain([target.name, idName(target), ...target.aliases], lists);
    case "mail":
      return undefined;
  }
}

/** The first protected address that is neither an address nor a range; undefined where all can be read. */
export function unreadableProtection({ addresses }: Pick<Guarded, "addresses">): string | undefined {
  return addresses.find((line) => readRange(line) === undefined);
}

const withOwn = (guarded: Guarded, own: readonly string[]): Guarded => ({
  hosts: [...guarded.hosts, ...own],
  accounts: [...guarded.accounts, ...own],
  domains: [...guarded.domains, ...own],
  // A name that is no address would be a line that nobody can read.
  addresses: [...guarded.addresses, ...own.filter((name) => addressForms(name).length > 0)],
});

const idName = ({ kind, id }: Handle) => (id.startsWith(`${kind}:`) ? id.slice(kind.length + 1) : id);

function ofMachine(names: readonly string[], lists: Guarded): string | undefined {
  for (const name of names) {
    const found = ofHostName(name, lists) ?? inRanges(addressForms(name), lists);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofHostName(name: string, { hosts }: Pick<Guarded, "hosts">): string | undefined {
  const form = hostForm(name);
  const addresses = addressForms(name);
  const line = hosts.find(
    (each) => mayBeSameHost(hostForm(each), form) || addressForms(each).some((one) => addresses.some((other) => isOneAddress(one, other))),
  );
  return line === undefined ? undefined : `host "${plainName(line)}" is protected`;
}

function ofAccount(names: readonly string[], lists: Guarded): string | undefined {
  for (const name of names) {
    const forms = accountForms(name);
    if (forms.some(({ local }) => local === ticketAccount || isNobody(`user:${local}`))) return "the system itself runs under it";
    const line = lists.accounts.find((each) => accountForms(each).some((one) => forms.some((other) => mayBeSameAccount(one, other))));
    if (line !== undefined) return `account "${plainName(line)}" is protected`;
  }
  return undefined;
}

function ofAddress(target: Handle, lists: Guarded): string | undefined {
  const names = [target.name, idName(target)];
  const addresses = names.map(addressForms);
  if (addresses.some((forms) => forms.length === 0)) return "it cannot be read as one address";
  const all = [...addresses.flat(), ...target.aliases.flatMap(addressForms)];
  if (all.some((address) => nobodysAddresses.some((range) => holds(range, address)))) return "it is no single machine's address";
  const machines = target.aliases.map((alias) => ofHostName(alias, lists)).find((found) => found !== undefined);
  return inRanges(all, lists) ?? names.map((name) => ofHostName(name, lists)).find((found) => found !== undefined) ?? machines;
}

function inRanges(addresses: readonly Address[], { addresses: lines }: Pick<Guarded, "addresses">): string | undefined {
  if (addresses.length === 0) return undefined;
  const line = lines.find((each) => {
    const ranges = readRange(each);
    // A line that nobody can read protects everything: better no block than the wrong one.
    return ranges === undefined || ranges.some((range) => addresses.some((address) => holds(range, address)));
  });
  return line === undefined ? undefined : `address "${plainName(line)}" is protected`;
}

/** A line as ranges: `192.0.2.0/24`, or an address in any of its spellings. */
function readRange(line: string): readonly Range[] | undefined {
  const plain = plainName(line);
  const range = plain.includes("/") ? rangeOf(plain) : undefined;
  if (range !== undefined) return [range];
  const forms = addressForms(plain);
  return forms.length === 0 ? undefined : forms.map((form) => ({ ...form, prefix: form.family === 4 ? 32 : 128 }));
}

/** A protected domain covers all below it; blocking what is above a protected name would block the name with it. */
function ofDomain(names: readonly string[], lists: Guarded): string | undefined {
  for (const name of names) {
    const form = domainForm(name);
    if (!form.includes(".")) return "it is no domain below a top-level one";
    const line = lists.domains.find((each) => isAtOrBelow(form, domainLine(each)) || isAtOrBelow(domainLine(each), form));
    if (line !== undefined) return `domain "${plainName(line)}" is protected`;
    const host = lists.hosts.find((each) => mayBeSameHost(hostForm(each), form) || isAtOrBelow(hostForm(each), form));
    if (host !== undefined) return `host "${plainName(host)}" is protected`;
  }
  return undefined;
}

const domainLine = (line: string) => domainForm(line).replace(/^\*?\./, "");
const isAtOrBelow = (name: string, above: string) => name === above || name.endsWith(`.${above}`);
