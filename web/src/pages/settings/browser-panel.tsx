import { useState } from "react";
import { chooseTheme, chosenTheme, type Theme } from "../../lib/theme.ts";
import { Select } from "../../ui/field.tsx";
import { Facts, Panel } from "../../ui/panel.tsx";

const themes = [
  ["system", "those of this machine"],
  ["dark", "dark"],
  ["light", "light"],
] as const;
const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions();

/** What is kept in this browser alone. */
export function BrowserPanel() {
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  const choose = (next: Theme) => {
    chooseTheme(next);
    setTheme(next);
  };
  return (
    <Panel title="This browser">
      <div className="flex flex-col gap-3">
        <Select
          label="Colours"
          value={theme}
          options={themes}
          onChange={(event) => choose(themes.find(([each]) => each === event.target.value)?.[0] ?? "system")}
        />
        <Facts
          of={[
            ["language", "English"],
            ["times", `UTC, with ${timeZone} beside it; numbers and dates as in ${locale}`],
          ]}
        />
      </div>
    </Panel>
  );
}
