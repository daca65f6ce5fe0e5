/** The bounds of the live analyst; each has a default that suits one machine. */
export type WatchLimits = {
  /** Records, events and alerts of one reading step, and alerts triaged and placed in one. A step ends with the record that passes a bound. */
  readonly recordsPerStepMax: number;
  readonly eventsPerStepMax: number;
  readonly alertsPerStepMax: number;
  /** Of one record, alerts beyond this are counted as dead-lettered. */
  readonly alertsPerRecordMax: number;
  /** Records that are read again, when a worker takes the desk over, to feed what remembers events. */
  readonly recordsFedMax: number;
  /** Alerts held in memory; beyond, settled ones leave, then repeats, and then nothing more is read. */
  readonly alertsHeldMax: number;
  /** Cases that wait for their investigation; beyond, the least urgent are concluded from their alerts and go to a person. */
  readonly casesWaitingMax: number;
  /** Alerts and settled cases older than this leave memory. */
  readonly windowMs: number;
  /** How long a case is left to gather alerts after the last that joined, and at the most. */
  readonly settlingMs: number;
  readonly settlingMaxMs: number;
  /** Alerts that a case gathers between two looks; with as many it is looked at without waiting, since none of them may leave memory before. */
  readonly gatheredMax: number;
  /** Cases that one process investigates at once. */
  readonly casesAtOnceMax: number;
  /** Entries of one segment's journal after which the next begins. */
  readonly segmentEntriesMax: number;
  /** How often names, knowledge and what is learned are refreshed, and how often others' facts are looked for. */
  readonly refreshMs: number;
  readonly lookMs: number;
  /** How long a round gathers where little came: what a round costs is much the same for one alert and for fifty. */
  readonly gatherMs: number;
  /** The latest alerts that are an alert's neighbourhood. */
  readonly neighboursMax: number;
};

/** What holds where nothing else is said. */
export const watchLimits: WatchLimits = {
  recordsPerStepMax: 500,
  eventsPerStepMax: 20_000,
  alertsPerStepMax: 500,
  alertsPerRecordMax: 10_000,
  recordsFedMax: 20_000,
  alertsHeldMax: 50_000,
  casesWaitingMax: 2_000,
  windowMs: 24 * 3_600_000,
  settlingMs: 20_000,
  settlingMaxMs: 5 * 60_000,
  gatheredMax: 5_000,
  casesAtOnceMax: 4,
  segmentEntriesMax: 200_000,
  refreshMs: 5 * 60_000,
  lookMs: 500,
  gatherMs: 150,
  neighboursMax: 20_000,
};
