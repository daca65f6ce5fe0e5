import { address, cloudResource, endpointHost, fileOf, mailbox, mailMessage, ruleAccount, url } from "./entity.ts";
import type { Account, Machine } from "./estate.ts";
import { alertOn, cloudDoing, type Draft, directoryAlert, endpointChain, type Scene, signIn, told } from "./story.ts";

/** Whom a story happens to. */
export type Cast = { readonly machines: readonly Machine[]; readonly people: readonly Account[]; readonly administrator: Account };

/** A story: what happens to its cast, as drafts of alerts. */
export type Story = (scene: Scene, cast: Cast) => Draft[];

const person = ({ people }: Cast, at = 0) => people[at % people.length]!;
const machine = ({ machines }: Cast, at = 0) => machines[at % machines.length]!;

/** One machine, one account, from the first script to persistence. */
const oneMachine: Story = (scene, cast) => endpointChain(scene, machine(cast), person(cast), 7 + scene.chance.below(9), 0);

/** A mailbox taken over: sign-ins from changing addresses, hidden rules, mail to colleagues, another application at the end. */
const mailboxTaken: Story = (scene, cast) => {
  const { chance, estate, attacker } = scene;
  const victim = person(cast);
  const ips = [chance.pick(estate.exits), attacker.ip, `192.0.2.${chance.below(250)}`];
  const drafts = [
    signIn(scene, victim, ips[0]!, 0),
    signIn(scene, victim, ips[0]!, 2),
    signIn(scene, victim, ips[1]!, 20 + chance.below(30)),
  ];
  const count = 4 + chance.below(6);
  for (let each = 0; each < count; each++) drafts.push(cloudDoing(scene, victim, ips.slice(each % 3), 30 + each * (5 + chance.below(20))));
  const mail = mailMessage({ to: person(cast, 1), from: victim.upn, id: chance.uuid(), ip: ips[1]! });
  const sent = told("MicrosoftThreatProtection", "Mail by a risky account", "High", "ResourceDevelopment", "T1586");
  drafts.push(alertOn({ ...sent, at: 90, entities: [mailbox(person(cast, 1)), mail, address(ips[1]!)] }));
  return drafts;
};

/** From one machine with an administrator's account to several, the same file on each. */
const ransom: Story = (scene, cast) => {
  const { chance, estate, attacker } = scene;
  const drafts = endpointChain(scene, machine(cast), person(cast), 6 + chance.below(6), 0);
  let at = 60;
  for (const [index, target] of cast.machines.slice(1).entries()) {
    const from = chance.unit() < 0.7 ? machine(cast) : machine(cast, index);
    if (chance.unit() < 0.75)
      drafts.push(directoryAlert(scene, { name: "Remote execution", from, to: [target], by: cast.administrator, at }));
    drafts.push(...endpointChain(scene, target, chance.unit() < 0.6 ? cast.administrator : undefined, 3 + chance.below(7), at + 5));
    const found = told("MDATP", "Ransom behaviour", "High", "Impact", "T1486");
    const entities = [endpointHost(target, estate), fileOf("C:\\Windows\\Temp", attacker.tool, attacker.sha1)];
    if (chance.unit() < 0.8) drafts.push(alertOn({ ...found, at: at + 30, entities }));
    at += 20 + chance.below(60);
  }
  return drafts;
};

/** A code typed in at the attacker's asking: mail, token, cloud. */
const deviceCode: Story = (scene, cast) => {
  const { chance, attacker } = scene;
  const victim = person(cast);
  const mail = mailMessage({ to: victim, from: `it@${attacker.domain}`, id: chance.uuid(), ip: attacker.ip });
  const opened = told("OATP", "A harmful link was opened", "High", "InitialAccess", "T1566");
  const drafts = [alertOn({ ...opened, at: 0, entities: [mailbox(victim), mail, url(`https://${attacker.domain}/code`)] })];
  drafts.push(signIn(scene, victim, attacker.ip, 10), signIn(scene, victim, attacker.ip, 14));
  const count = 2 + chance.below(4);
  for (let each = 0; each < count; each++) drafts.push(cloudDoing(scene, victim, [attacker.ip], 20 + each * 15));
  return drafts;
};

/** The directory attacked from one machine: reconnaissance, tickets, replication. */
const directory: Story = (scene, cast) => {
  const { chance, estate } = scene;
  const [from, by] = [machine(cast), person(cast)];
  const drafts = endpointChain(scene, from, by, 4 + chance.below(6), 0);
  const names = [
    "Accounts were listed",
    "Ticket requests of an old cipher",
    "Directory was replicated",
    "Remote execution on a controller",
  ];
  for (const [index, name] of names.entries()) {
    const account = index < 2 ? by : cast.administrator;
    drafts.push(
      directoryAlert(scene, { name, from, to: [chance.pick(estate.controllers)], by: account, at: 20 + index * (10 + chance.below(30)) }),
    );
  }
  drafts.push(...endpointChain(scene, chance.pick(estate.controllers), cast.administrator, 2 + chance.below(4), 140));
  return drafts;
};

/** One address tries many accounts; one of them goes on. */
const spray: Story = (scene, cast) => {
  const { chance, attacker } = scene;
  const tried = told("IPC", "Many accounts were tried", "High", "CredentialAccess", "T1110");
  const drafts = cast.people.map((each, index) => signIn(scene, each, attacker.ip, index, tried));
  const entities = [address(attacker.ip), ...cast.people.slice(0, 4).map(ruleAccount)];
  drafts.push(alertOn({ ...told("ASI Scheduled Alerts", "Spray", "Medium", "CredentialAccess", "T1110"), at: 12, entities }));
  const count = 2 + chance.below(5);
  const other = `192.0.2.${chance.below(250)}`;
  for (let each = 0; each < count; each++)
    drafts.push(cloudDoing(scene, person(cast), chance.unit() < 0.5 ? [attacker.ip] : [other], 30 + each * (10 + chance.below(30))));
  return drafts;
};

/** Nothing on disk, hardly an account named, on to a second machine. */
const fileless: Story = (scene, cast) => {
  const { chance } = scene;
  const drafts = endpointChain(scene, machine(cast), undefined, 4 + chance.below(5), 0);
  drafts.push(directoryAlert(scene, { name: "Remote execution", from: machine(cast), to: [machine(cast, 1)], by: person(cast), at: 45 }));
  drafts.push(...endpointChain(scene, machine(cast, 1), chance.unit() < 0.5 ? person(cast) : undefined, 3 + chance.below(5), 50));
  return drafts;
};

/** One attachment to several people; some open it. */
const outbreak: Story = (scene, cast) => {
  const { chance, estate, attacker } = scene;
  const drafts: Draft[] = [];
  for (const [index, each] of cast.people.slice(0, 4).entries()) {
    const mail = mailMessage({ to: each, from: `invoice@${attacker.domain}`, id: chance.uuid(), ip: attacker.ip });
    const file = fileOf("", attacker.tool, attacker.sha1);
    const delivered = told("OATP", "Harmful mail was delivered", "Medium", "InitialAccess", "T1566");
    drafts.push(alertOn({ ...delivered, at: index * 2, entities: [mailbox(each), mail, file] }));
  }
  for (const [index, on] of cast.machines.slice(0, 3).entries()) {
    const by = person(cast, index);
    const found = told("MDATP", "A harmful file was opened", "High", "Execution", "T1204");
    const entities = [endpointHost(on, estate, [by]), fileOf(`C:\\Users\\${by.name}`, attacker.tool, attacker.sha1)];
    drafts.push(alertOn({ ...found, at: 15 + index * 10, entities }));
    drafts.push(...endpointChain(scene, on, by, 2 + chance.below(4), 20 + index * 12));
  }
  return drafts;
};

/** A cloud subscription: resources changed from one address. */
const subscription: Story = (scene, cast) => {
  const { chance, attacker } = scene;
  const vault = cloudResource(`/subscriptions/${chance.hex(8)}/vaults/${chance.hex(4)}`);
  const drafts = [signIn(scene, person(cast), attacker.ip, 0)];
  const count = 3 + chance.below(4);
  for (let each = 0; each < count; each++) {
    const kind = told(
      "Azure Security Center",
      chance.pick(["Unusual reader of a vault", "Roles were granted"]),
      "Medium",
      "CredentialAccess",
      "T1555",
    );
    const who = chance.unit() < 0.6 ? [ruleAccount(person(cast))] : [];
    drafts.push(alertOn({ ...kind, at: 20 + each * 12, entities: [vault, address(attacker.ip), ...who] }));
  }
  return drafts;
};

/** Every story that a world may hold. */
export const stories: readonly Story[] = [
  oneMachine,
  mailboxTaken,
  ransom,
  deviceCode,
  directory,
  spray,
  fileless,
  outbreak,
  subscription,
  oneMachine,
  ransom,
];
