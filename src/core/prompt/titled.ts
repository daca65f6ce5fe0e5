import type { Hit } from "./personal.ts";

/** Before the name of a person, in the languages that mails come in. "MS", "DR" and the like in capitals are other things. */
const titles =
  "(?:[Ff]rau|FRAU|[Hh]errn?|HERRN?|Hr\\.|Monsieur|monsieur|MONSIEUR|Madame|MADAME|Mademoiselle|Mme\\.?|Mlle\\.?|MM?\\.|Mr\\.?|MR\\.?|Mrs\\.?|MRS\\.?|Ms\\.?|Mx\\.?|Miss|Sir|Señora?|Sra\\.|Signora?|Sig\\.|Mevrouw|Mevr\\.|Meneer|Dhr\\.|Dott\\.|Prof\\.?|Professor|Dr\\.?|DR\\.)";
const nameWord = "\\p{Lu}[\\p{L}\\p{M}]{1,39}(?:['’-]\\p{Lu}?[\\p{L}\\p{M}]{1,39}){0,3}";
const particle = "(?:(?:von|van|zu|zur|der|den|de|du|des|da|di|del|della|la|le|ten|ter) |[dDlLO]['’])";
const titled = new RegExp(
  `(?<![\\p{L}\\p{N}_])(?:${titles} )+(?:(?:med|jur|phil|rer|nat|Ing)\\.? )*(?<name>(?:\\p{Lu}\\. ?){0,2}${particle}{0,3}${nameWord}(?: ${particle}{0,3}${nameWord})?)`,
  "dgu",
);

/** Shorter ones are not looked for by themselves. */
const wordLengthMin = 3;
/** Words that follow a title or a name with a capital and name nobody. */
const noNames: ReadonlySet<string> = new Set(
  "sir,madam,the,and,und,et,sie,ihr,ihre,please,bitte,your,you,we,wir,vous,nous,monsieur,madame,frau,herr,herrn,mr,mrs,ms,dr,prof,president,präsident,doktor,doctor".split(
    ",",
  ),
);

/** The names of people behind a title ("Frau Müller", "Dr. Weiß"), and the same words wherever else they stand with a capital in this text. */
export function titledIn(text: string): readonly Hit[] {
  const found = [...text.matchAll(titled)].flatMap(({ indices }) => {
    const [from, to] = indices?.groups?.name ?? [0, 0];
    const words = text.slice(from, to).split(" ");
    const last = words.at(-1) ?? "";
    const kept = words.length > 1 && noNames.has(last.toLowerCase()) ? to - last.length - 1 : to;
    return noNames.has(text.slice(from, kept).toLowerCase()) ? [] : [{ from, to: kept, kind: "person" as const }];
  });
  if (found.length === 0) return found;
  const names = new Set(
    found.flatMap(({ from, to }) =>
      text
        .slice(from, to)
        .split(" ")
        .filter((word) => word.length >= wordLengthMin && /^\p{Lu}/u.test(word))
        .map((word) => word.toLowerCase()),
    ),
  );
  const again = [...text.matchAll(/(?<![\p{L}\p{N}_])\p{Lu}[\p{L}\p{M}]{2,}(?:['’-][\p{L}\p{M}]+)*(?![\p{L}\p{N}_])/gu)].flatMap(
    ({ index, 0: word }) =>
      names.has(word.replace(/['’]s$/, "").toLowerCase())
        ? [{ from: index, to: index + word.replace(/['’]s$/, "").length, kind: "person" as const }]
        : [],
  );
  return [...found, ...again];
}
