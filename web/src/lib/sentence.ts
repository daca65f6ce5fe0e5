/** What the server says in lower case and without a full stop, as a sentence. */
export const sentence = (text: string) => `${text.slice(0, 1).toUpperCase()}${text.slice(1).replace(/\.$/, "")}.`;
