/** Sigma's log source (Sigma specification 2.0, "logsource"): all parts lower-case, absent where unknown. */
export type LogSource = { readonly product?: string; readonly service?: string; readonly category?: string };
