const counts = new Intl.NumberFormat();
const shares = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
/** "12,345" */
export const count = (value: number) => counts.format(value);
/** "12.5%" */
export const share = (value: number) => shares.format(value);
const fineShares = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 2 });
/** "0.82%": for what is rare */
export const fineShare = (value: number) => fineShares.format(value);
