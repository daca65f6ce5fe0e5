import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

/** One line of the product as it must not be. `text` has to be there still, so that no defect is planted beside what it was meant for. */
export type Edit = { readonly file: string; readonly text: string; readonly becomes: string };

/** A mistake that somebody could make, and which guarantees it breaks: one of them at least must be found broken. */
export type Defect<Guarantee extends string> = {
  readonly name: string;
  readonly edits: readonly Edit[];
  readonly breaks: readonly Guarantee[];
};

/** What a script was asked to play: one defect, so many episodes at most, from one number on. */
export type Planted<Guarantee extends string> = {
  readonly defect: Defect<Guarantee>;
  readonly episodes: number;
  readonly seed: number;
  /** Throws unless every edit was loaded. */
  readonly requireLoaded: () => void;
};

const home = fileURLToPath(new URL("../../", import.meta.url));

/** `node SCRIPT NUMBER EPISODES SEED`: from here on the product is loaded with the mistake of that number. The product must not be loaded before. */
export function plant<Guarantee extends string>(defects: readonly Defect<Guarantee>[]): Planted<Guarantee> {
  const [number = "0", episodes = "1", seed = "1"] = process.argv.slice(2);
  const defect = defects[Number(number)];
  if (!defect) throw new Error(`there is no defect ${number}`);
  const loaded = new Set<Edit>();
  registerHooks({
    load(url, context, next) {
      const given = next(url, context);
      const path = url.startsWith("file:") ? fileURLToPath(url).slice(home.length) : "";
      const edits = defect.edits.filter(({ file }) => file === path);
      if (edits.length === 0) return given;
      let source = String(given.source);
      for (const edit of edits) {
        if (!source.includes(edit.text)) throw new Error(`"${edit.text}" is not in ${path} any more`);
        source = source.replace(edit.text, () => edit.becomes);
        loaded.add(edit);
      }
      return { ...given, source };
    },
  });
  const requireLoaded = () => {
    if (loaded.size !== defect.edits.length) throw new Error("not every edit was planted");
  };
  return { defect, episodes: Number(episodes), seed: Number(seed), requireLoaded };
}
