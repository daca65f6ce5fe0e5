import { SocError } from "../core/soc-error.ts";
import { type KeptView, type KeptViews, keptViewsMax, type Looked } from "../ports/kept-views.ts";

/** What people keep of their looking, in memory. */
export function memoryKeptViews(): KeptViews {
  const views = new Map<string, KeptView>();
  const marks = new Map<string, Looked>();
  const refused = (code: "views/too-many" | "views/name-taken") => new SocError({ code, problem: code, remedy: "another", retry: "never" });
  return {
    list: async (person) =>
      [...views.values()]
        .filter(({ by, shared }) => by === person || shared)
        .toSorted((a, b) => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1)),
    one: async (id) => views.get(id),
    async put(view) {
      const others = [...views.values()].filter(({ id, by }) => by === view.by && id !== view.id);
      if (others.length >= keptViewsMax) throw refused("views/too-many");
      if (others.some(({ name }) => name === view.name)) throw refused("views/name-taken");
      views.set(view.id, view);
    },
    remove: async (id) => void views.delete(id),
    async mark(person, mark) {
      const before = marks.get(person);
      const now = before && before.revision > mark.revision ? before : mark;
      marks.set(person, now);
      return now;
    },
    marked: async (person) => marks.get(person),
  };
}
