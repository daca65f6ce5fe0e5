import type { Category } from "../../../core/alert/category.ts";

/** What an attacker does at one step, as the trained model tells steps apart, with what that is in our words and in ATT&CK's (v17 ids). */
export type Activity = {
  readonly name: string;
  /** After "alerts about …". */
  readonly says: string;
  readonly category: Category;
  readonly techniques: readonly string[];
  readonly tactics: readonly string[];
};

/** The steps that the model was taught, in the order of its classes; class 0 of the model is "none of them". */
export const activities: readonly Activity[] = [
  {
    name: "network-scan",
    says: "a scan of the network",
    category: "reconnaissance",
    techniques: ["T1595.001"],
    tactics: ["TA0043", "TA0007"],
  },
  {
    name: "service-scan",
    says: "a scan of services",
    category: "reconnaissance",
    techniques: ["T1046"],
    tactics: ["TA0007", "TA0043"],
  },
  {
    name: "content-scan",
    says: "guessing paths of a web server",
    category: "web-attack",
    techniques: ["T1595.003"],
    tactics: ["TA0043"],
  },
  {
    name: "vulnerability-scan",
    says: "probing a web application",
    category: "web-attack",
    techniques: ["T1595.002"],
    tactics: ["TA0043"],
  },
  {
    name: "web-shell",
    says: "a web shell",
    category: "web-attack",
    techniques: ["T1505.003"],
    tactics: ["TA0003"],
  },
  {
    name: "password-cracking",
    says: "cracking passwords",
    category: "credential-abuse",
    techniques: ["T1110.002"],
    tactics: ["TA0006"],
  },
  {
    name: "remote-shell",
    says: "a shell that calls back",
    category: "command-and-control",
    techniques: ["T1059.004"],
    tactics: ["TA0011", "TA0002"],
  },
  {
    name: "privilege-escalation",
    says: "gaining privileges",
    category: "privilege-escalation",
    techniques: ["T1548.003"],
    tactics: ["TA0004"],
  },
  {
    name: "service-stop",
    says: "stopping a service",
    category: "impact",
    techniques: ["T1489"],
    tactics: ["TA0040"],
  },
  {
    name: "exfiltration",
    says: "carrying data out",
    category: "data-exfiltration",
    techniques: ["T1048.003"],
    tactics: ["TA0010"],
  },
];

/** How many activities the model tells apart. */
export const activitiesCount = activities.length;
/** How many classes the model has: the activities, and "none of them" as class 0. */
export const classesCount = activitiesCount + 1;
