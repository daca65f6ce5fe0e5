const nameLengthMax = 100;

/** What a server calls its model, as text that may stand in a record: it is the other side's word, so only plain letters of it are kept. */
export const safeName = (said: string): string => said.slice(0, nameLengthMax).replace(/[^\x21-\x7e]/g, "?");
