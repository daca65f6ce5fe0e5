const hourMs = 3_600_000;

/** When an alert joins a case and when two cases are one. Chosen on made worlds and scenarios, see decision 0065. */
export const correlationWeights = {
  /** Shared weight that joins an alert to a case. */
  join: 1,
  /** Shared weight in entities, over at least so many different bonds, at which an alert merges the cases it ties together. */
  merge: 1.2,
  mergeBondsMin: 2,
  /** A shared entity worth less than this is no second reason to merge two cases. */
  telling: 0.3,
  /** A case with at most so many alerts is a fragment: opened a little too early, or by the mildest alert of its story. */
  fragmentAlertsMax: 3,
  /** What a fragment must share to be taken in. */
  fragment: 1,
  /** What an alert's being the next step of a kill chain, or of a rule that the case has already, adds to what it shares. */
  killChain: 0.25,
  repeatedRule: 0.15,
  /** One rule from one address within so long is one doing, however many accounts and machines it meets. */
  sameRuleFromAddress: 0.6,
  sameRuleFromAddressMs: hourMs / 4,
  /** Below this much in shared entities neither rule nor kill chain adds anything. */
  bonusEntitiesMin: 0.5,
  /** An entity that several cases hold does not say which of them it means: with each further case it says this share less. */
  perFurtherCase: 0.1,
  /** After this long a shared entity binds half as much. Hashes and links stay telling for days, accounts and machines for hours. */
  halfLifeMs: new Map([
    ["hash", 72 * hourMs],
    ["url", 72 * hourMs],
    ["mail", 72 * hourMs],
    ["email", 48 * hourMs],
    ["domain", 24 * hourMs],
    ["ip", 6 * hourMs],
    ["access-key", 24 * hourMs],
    ["storm", 4 * hourMs],
    ["rule", 48 * hourMs],
    ["change", 24 * hourMs],
    ["process-guid", 24 * hourMs],
    ["session", 12 * hourMs],
    ["user-agent", 4 * hourMs],
    ["host", 8 * hourMs],
    ["user", 12 * hourMs],
  ]),
  /** After so many half-lives an entity says nothing any more. */
  halfLivesMax: 4,
  otherHalfLifeMs: 4 * hourMs,
};
