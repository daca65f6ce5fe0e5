import type { Category } from "../../core/alert/category.ts";

/** What planted findings are written about: a machine, numbers from 0 to 255 that nobody can foresee, and when. */
type About = { readonly host: string; readonly number: (at: number) => number; readonly atMs: number };

/** Findings of one attack, each as the answer to a question that playbooks ask. */
export type PlantedSet = {
  readonly what: string;
  readonly findings: (about: About) => readonly { readonly question: string; readonly says: string }[];
};

const clock = (atMs: number) => new Date(atMs).toISOString().slice(11, 19);
const minutes = (number: number) => 2 + (number % 38);
const outside = (number: number) => `${["203.0.113", "198.51.100", "192.0.2"][number % 3]}.${1 + (number % 250)}`;

const credentials: PlantedSet = {
  what: "credentials are read from memory and used elsewhere",
  findings: ({ host, number, atMs }) => [
    {
      question: "What did the process do?",
      says: `rundll32.exe on ${host} opened lsass.exe with read access at ${clock(atMs)} and wrote a file of ${30 + (number(0) % 60)} MB to a folder of temporary files.`,
    },
    {
      question: "Did the account sign in elsewhere?",
      says: `${minutes(number(1))} minutes later an administrator's account signed in from ${host} on ${3 + (number(2) % 9)} machines on which it had not been seen in 90 days.`,
    },
  ],
};

const session: PlantedSet = {
  what: "a session is used by somebody else, who hides mail",
  findings: ({ number, atMs }) => [
    {
      question: "From where was the session used?",
      says: `The session was used at ${clock(atMs)} from ${outside(number(0))}, a hosting provider, with another browser than the one that had signed in ${minutes(number(1))} minutes before.`,
    },
    {
      question: "What was changed in the mailbox?",
      says: `A rule was made that moves mails with "invoice" or "payment" into the folder of feeds, and a second device was registered for signing in.`,
    },
  ],
};

const ransom: PlantedSet = {
  what: "copies are deleted and many files are rewritten",
  findings: ({ host, number, atMs }) => [
    {
      question: "What did the process do?",
      says: `vssadmin.exe on ${host} deleted all shadow copies at ${clock(atMs)}; its parent was a service that was installed ${minutes(number(0))} minutes before.`,
    },
    {
      question: "Which files were changed?",
      says: `${2_000 + number(1) * 37} files on two shares were rewritten within ${minutes(number(2))} minutes, each with a new ending.`,
    },
  ],
};

const command: PlantedSet = {
  what: "a machine takes orders from outside",
  findings: ({ host, number, atMs }) => [
    {
      question: "What did the process do?",
      says: `winword.exe on ${host} started powershell.exe with an encoded command of ${900 + number(0) * 7} characters at ${clock(atMs)}.`,
    },
    {
      question: "Whom did the machine talk to?",
      says: `${host} called ${outside(number(1))} every ${50 + (number(2) % 20)} seconds for ${minutes(number(3))} minutes, over a certificate that was made the day before; no other machine did.`,
    },
  ],
};

const takingOut: PlantedSet = {
  what: "data is packed and carried out",
  findings: ({ host, number, atMs }) => [
    {
      question: "Which files were read?",
      says: `${1_500 + number(0) * 23} files of three departments were read from ${host} and packed into archives with a password from ${clock(atMs)} on.`,
    },
    {
      question: "What left the network?",
      says: `${4 + (number(1) % 30)} GB left for ${outside(number(2))} in the hours after, where ${host} had sent less than 100 MB a day.`,
    },
  ],
};

const cloud: PlantedSet = {
  what: "a key of the cloud is used from outside to stay",
  findings: ({ number, atMs }) => [
    {
      question: "From where was the key used?",
      says: `The access key was used at ${clock(atMs)} for the first time from ${outside(number(0))}; it asked who it is, and listed roles and buckets in ${5 + (number(1) % 9)} regions.`,
    },
    {
      question: "What was changed?",
      says: `${minutes(number(2))} minutes later it made another key for an administrator, and logging of one trail was stopped.`,
    },
  ],
};

const all = [credentials, session, ransom, command, takingOut, cloud] as const;

const fitting: Partial<Record<Category, readonly PlantedSet[]>> = {
  phishing: [session, command],
  malware: [ransom, command, credentials],
  "credential-abuse": [session, credentials, cloud],
  "lateral-movement": [credentials, command],
  "data-exfiltration": [takingOut, cloud],
  "command-and-control": [command, takingOut],
  impact: [ransom],
};

/** The findings of an attack that could hide behind alerts of a category; `chance` picks one. */
export function plantedFindings(category: Category, chance: number): PlantedSet {
  const sets = fitting[category] ?? all;
  return sets[chance % sets.length] ?? credentials;
}
