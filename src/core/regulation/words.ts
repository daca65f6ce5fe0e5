/** What laws of ours ask for reports, by the names of their packs. */
export const regimes = ["dora", "nis2", "gdpr", "sec", "ai-act"] as const;
/** One of `regimes`. */
export type Regime = (typeof regimes)[number];

/** What an operator can be before these laws, in the words of the laws; an operator is often several. */
export const entityTypes = [
  // Financial entities (Regulation 2022/2554, Art. 2(1)).
  "credit-institution",
  "payment-institution",
  "account-information-service-provider",
  "electronic-money-institution",
  "investment-firm",
  "crypto-asset-service-provider",
  "central-securities-depository",
  "central-counterparty",
  "trading-venue",
  "trade-repository",
  "alternative-investment-fund-manager",
  "management-company",
  "data-reporting-service-provider",
  "insurance-undertaking",
  "insurance-intermediary",
  "occupational-pension-institution",
  "credit-rating-agency",
  "benchmark-administrator",
  "crowdfunding-service-provider",
  "securitisation-repository",
  // What changes their duties.
  "microenterprise",
  "simplified-framework",
  // Directive 2022/2555, and those of them that Regulation 2024/2690 names.
  "nis2-essential",
  "nis2-important",
  "dns-provider",
  "tld-registry",
  "cloud-provider",
  "data-centre-provider",
  "content-delivery-network",
  "managed-service-provider",
  "managed-security-service-provider",
  "online-marketplace",
  "search-engine",
  "social-network",
  "trust-service-provider",
  // Regulation 2016/679.
  "data-controller",
  "data-processor",
  // Securities Exchange Act.
  "sec-registrant",
  // Regulation 2024/1689.
  "ai-deployer",
] as const;
/** One of `entityTypes`. */
export type EntityType = (typeof entityTypes)[number];

/** How sure a statement about the law is: the legal text was read; a secondary page; known and not checked again; not verified. Shown to people as such. */
export const marks = ["P", "S", "K", "NV"] as const;
/** One of `marks`. */
export type Mark = (typeof marks)[number];

/** Where a clock stands. One that has not begun, or that asks nothing of this operator, is not applicable, and says why. */
export const clockStates = ["not-applicable", "running", "submitted", "late", "waived"] as const;
/** One of `clockStates`. */
export type ClockState = (typeof clockStates)[number];

/** How much of its time a clock has used, as it is warned of. */
export const clockAlarms = ["none", "50", "75", "90", "passed"] as const;
/** One of `clockAlarms`. */
export type ClockAlarm = (typeof clockAlarms)[number];

/** What is known of a criterion. Unknown is missing data, and never counts as not met. */
export const findings = ["met", "not-met", "unknown"] as const;
/** One of `findings`. */
export type Finding = (typeof findings)[number];

/** What a person found: a report is owed, or none is. */
export const classifications = ["reportable", "not-reportable"] as const;
/** One of `classifications`. */
export type Classification = (typeof classifications)[number];

/** How a field of a report stands: a person's word or the record fills it, the agent proposes it, it is required and nobody knows it, or it is empty. */
export const reportFieldStatuses = ["filled", "proposed", "missing", "empty"] as const;
/** One of `reportFieldStatuses`. */
export type ReportFieldStatus = (typeof reportFieldStatuses)[number];

/** Said wherever any of this is shown. */
export const notLegalAdvice = "Not legal advice: the operator and counsel decide what applies. Nothing is filed automatically.";
