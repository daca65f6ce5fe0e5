const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ""));

/**
 * Words that a sentence may hold whatever its evidence says, because they claim nothing: they join, point, and name what every case has. No word of degree or
 * number ("all", "only", "both"), none of order in time, and none that says what anybody did to anything is among them.
 */
export const freeWords = words(`
  a an the this that these those it its they them their he she his her who which whose what where when there here
  is are was were be been being has have had having does did do
  of in on at by to from with for as into onto within between among about via per through toward towards over under
  and then also while or
  case cases alert alerts evidence item items event events record records source sources system systems host hosts machine machines computer
  account accounts user users address addresses process file files name names time activity thing things entry entries
  see seen observed recorded reported reports reporting says said states stated shows showed shown describes described notes noted mentions mentioned lists listed
  named called concerns concerning involves involving involved occurred happened took place according
  utc`);

/** They turn what follows into its opposite. */
export const negations = words(
  "no not never none nothing nobody neither nor without cannot nowhere isn't wasn't weren't aren't didn't doesn't don't hasn't haven't hadn't can't couldn't won't wouldn't",
);

/** They say that what stands beside them came to nothing, was only tried, or is not there: a sentence that leaves them out turns it round. */
export const undoing = words(`
  fail fails failed failing failure failures unsuccessful unsuccessfully block blocks blocked blocking deny denies denied denying denial refuse refuses refused refusing refusal
  reject rejects rejected rejecting prevent prevents prevented preventing drop drops dropped dropping quarantine quarantines quarantined stop stops stopped stopping
  abort aborts aborted cancel cancels canceled cancelled interrupt interrupts interrupted attempt attempts attempted attempting try tries tried trying
  lack lacks lacked lacking absent absence miss missing missed unable incapable avoid avoids avoided free instead except excluding excluded excludes rather
  unlikely hardly scarcely barely rarely seldom zero 0 unproven unconfirmed disproved refuted pretended claims claimed alleged allegedly supposed supposedly
  simulated simulation drill`);

/** They leave open what follows. */
export const hedges = words(
  "may might could would should can if whether possibly perhaps probably likely unless maybe suspected presumably potentially",
);

/** They end what a negation or a hedge reaches. */
export const turns = words("and but although though however yet whereas because while then");

/** Of one thing or person towards another, in a form that is not told by its ending. */
export const directedWords = words(`
  sent ran run gave given wrote written read took taken got gotten made put set reset stole stolen left built brought caught sold bought drew drove fed hit held kept led lent met
  paid shot shut spoke spread threw withdrew overwrote rewrote told taught began begun came went bound fled sought found knew showed hid beat bit`);

/** The same in the present, by their stems. */
export const directedStems = words(`
  send mail email call contact sign log connect start run copy move forward own delet download upload open writ read giv grant shar control manag execut spawn creat invok reach ask
  tell pay transfer trust phon messag invit add remov disabl enabl chang assign report`);

/** They say that it was an attack, which the verdict says: only where that is true-positive. */
export const maliceWords = words(`
  attack attacks attacked attacker attackers adversary adversaries intruder intruders intrusion intrusions malicious malevolent compromise compromised compromises
  breach breached breaches hacker hackers hacked threat-actor incident confirmed infected infection hijacked stolen exfiltrated ransomware backdoored weaponised weaponized
  victim victims true-positive evil criminal criminals`);

/** They say that there is nothing to it: only where the verdict is benign or false-positive. */
export const harmlessWords = words(`
  benign harmless legitimate legitimately innocuous safe safely clean cleared false false-positive authorised authorized approved permitted expected normal routine
  ordinary innocent unsuspicious trusted trustworthy sanctioned fine okay ok secure resolved remediated mitigated eradicated`);

/** Numbers as words: they stand for their digits. */
export const numberWords: ReadonlyMap<string, string> = new Map(
  "zero one two three four five six seven eight nine ten eleven twelve".split(" ").map((word, number) => [word, String(number)]),
);
