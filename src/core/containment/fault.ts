/** Why nothing happens although somebody asked. */
export type Refusal = "budget" | "protected" | "stopped" | "policy" | "approvals" | "orders" | "breaker" | "target" | "evidence";

/** Why a person's yes does not count. */
export type ApprovalFault =
  | "self-approval"
  | "other-digest"
  | "bad-signature"
  | "no-role"
  | "already-approved"
  | "expired"
  | "orders-not-adopted"
  | "break-glass-only"
  | "not-break-glass"
  | "after-action-due";
