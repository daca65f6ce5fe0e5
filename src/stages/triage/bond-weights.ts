import type { Severity } from "../../core/alert/severity.ts";
import type { ObservableType } from "../../core/observable/observable.ts";

/** What binds two alerts, and how much. Chosen on made worlds of many incidents (`src/quality/data/incident-world`), see decision 0065. */
export const bondWeights = {
  /** How much sharing one such entity binds two alerts when it is rare: 1 joins them by itself if they are close in time. */
  ofType: {
    hash: 1.5,
    mail: 1.5,
    "access-key": 1.4,
    session: 1.4,
    url: 1.3,
    email: 1.2,
    host: 1.25,
    user: 1.15,
    ip: 1.1,
    domain: 1.1,
    sid: 0.9,
    "cloud-resource": 0.9,
    file: 0.3,
    service: 0.7,
    "scheduled-task": 0.7,
    "command-line": 0.7,
    certificate: 1.1,
    cve: 0.5,
    "registry-key": 0.4,
    share: 0.1,
    process: 0.1,
    "user-agent": 0.2,
    other: 0.1,
  } as Record<ObservableType, number>,
  /** A name of a thing that could be several things says this much less. */
  ambiguous: 0.5,
  /** An address of one's own that is no machine's: the way out, which everyone takes. */
  wayOut: 0.3,
  /** A tool that names itself is on fewer machines than any browser. */
  toolAgent: 1.05,
  /** Software that everyone in the organisation uses: its name is no resource of one's own. */
  application: 0.1,
  /** Alerts of one process, of its child, or of one logon session are about one doing. */
  kin: 1.3,
  /** A rule that meets many hosts within an hour tells of one thing that happened to all of them. */
  storm: 1.1,
  /** Being the target of somebody's packets says less about a host than what happens on it. */
  networkTarget: 0.4,
  /** Programs of the operating system have one hash on every machine of a release: the hash says nothing about who ran it. */
  systemHash: 0.1,
  /** Up to so many machines or accounts an entity is rare; with each doubling beyond, it says this much less. */
  fewAccountHosts: 2,
  fewOthers: 3,
  perDoubling: 0.5,
  /** A machine on which so many accounts are alerted about, or that so many other machines are named with, is a meeting place: being there says little. */
  busyHostUsers: 8,
  busyHostPeers: 6,
  busyHost: 0.4,
  /** What a mild alert shares says less, where its rule is common: much of it is shared with everything. */
  mild: { informational: 0.5, low: 0.7 } as Partial<Record<Severity, number>>,
  /** From so many alerts on a rule is common. */
  commonRuleAlerts: 12,
};
