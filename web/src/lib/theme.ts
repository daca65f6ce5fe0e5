/** Which colours: those of the machine, or one that somebody chose. Kept in this browser alone. */
export type Theme = "system" | "dark" | "light";
const place = "watchkeeper-theme";

/** What was chosen in this browser. */
export function chosenTheme(): Theme {
  const kept = localStorage.getItem(place);
  return kept === "dark" || kept === "light" ? kept : "system";
}

/** Puts the colours on the page and keeps them right when the machine's change. */
export function applyTheme(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const put = () => {
    const theme = chosenTheme();
    document.documentElement.dataset.theme = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
  };
  dark.addEventListener("change", put);
  put();
}

/** Chooses for this browser. */
export function chooseTheme(theme: Theme): void {
  localStorage.setItem(place, theme);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = theme === "system" ? (dark ? "dark" : "light") : theme;
}
