/** Stands where a verdict is shown to people (Regulation 2024/1689 Art. 14(4)(b)): one line, so that nobody relies on it unseen. */
export const automationBias =
  "A verdict of an automated system can be wrong. Look at its evidence, and at what is not known, before you rely on it.";

/** Ends what the agent writes to people elsewhere, in tickets, chat and mail (Art. 50): who writes, and how far it can be relied on. */
export const automatedNotice = `Written by Watchkeeper, an automated system. ${automationBias}`;
