import { useMemo } from "react";

/** Words of one part of the console: English is whole, other languages may have a part of it. */
export type Words<English extends Record<string, unknown>> = { readonly en: English } & { readonly [language: string]: Partial<English> };

/** The languages that the reader's browser asks for, in their order. */
const wanted = () => navigator.languages.map((tag) => tag.slice(0, 2));

/** The words in the reader's language, as far as there are any; English for the rest. Keep a part's words in its own `words.ts`. */
export function useWords<English extends Record<string, unknown>>(words: Words<English>): English {
  return useMemo(() => {
    const language = wanted().find((tag) => Object.hasOwn(words, tag));
    return language === undefined ? words.en : { ...words.en, ...words[language] };
  }, [words]);
}

const counts = new Intl.NumberFormat();
const shares = new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 });
/** "12,345" */
export const count = (value: number) => counts.format(value);
/** "12.5%" */
export const share = (value: number) => shares.format(value);
