/** What the agent is for: its declared purpose, in words that operators put their names under. */
export const intendedPurpose = [
  "Triage, correlation and investigation of security alerts of the operator's own systems, and proposals for containment, for people who work in security operations.",
  "It is a component for cybersecurity alone (Regulation 2024/1689, recital 55): it decides about alerts and about technical entities such as hosts, accounts and messages.",
] as const;

/** What it may not be used for. */
export const notFor = [
  "Scoring, ranking or watching persons: no score of a person is made, kept or shown. Insider-risk or behaviour scores of employees can fall under Annex III(4) of the AI Act.",
  "Decisions about employment, discipline, credit, access to services, or law enforcement.",
  "Containment above tier 1 without people; identifying persons by biometric data; reading emotions.",
  "Evidence that somebody did something: an account's deed is not its holder's.",
] as const;

/** Where it can be wrong, so that nobody relies on it further than it reaches. */
export const knownLimits = [
  "It sees what its sources send. What is not logged is not found; what did not answer is said, and nothing is concluded from silence.",
  "Figures of labelled data are of that data; the rate in this installation is the missed-threat bound below, or not measured.",
  "Language models, where connected, can err and be misled by hostile text: what they lead to can only keep a case with a person, never close one.",
  "A maliciousness is calibrated on public data and ours; it is no certainty, and an attacker who knows the product can shape what it sees.",
  "Attribution says which groups a case is consistent with, never who did it.",
] as const;

/** How people oversee it. */
export const oversightMeasures = [
  "Shadow mode by default: nothing is closed without a grant that two people signed for one class of alerts; grants expire, and end by themselves on misses, drift or change.",
  "Every verdict names its evidence and what is not known; people overrule it with a reason, and both stay on the record.",
  "Containment is approved by people with signatures of their own, within standing orders and budgets; watchkeeper stop ends it at once.",
  "Closed cases are drawn by lot and judged again by people who do not see the verdict; a class that misses too much stops by itself.",
  "Every decision, call of a model, approval and change is in a signed record that outsiders can check, kept for six months or longer.",
  "Text that a language model wrote is marked as such wherever it leaves; what the agent writes to people in tickets, chat and mail says that an automated system writes. It asks people nothing by chat.",
] as const;

/** Who answers for what. */
export const roles = [
  [
    "Provider",
    "whoever places this product on the market or puts it into service under their name; a self-built or changed copy makes its builder one (Art. 25) [K]",
  ],
  ["Deployer", "the operator of this installation: oversight, competence, logs, suspension and information (Art. 26) [K]"],
  ["Providers of language models", "those of the configuration, where any is connected; named under Parts"],
] as const;
