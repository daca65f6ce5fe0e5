const browsers: readonly (readonly [name: string, says: RegExp])[] = [
  ["Edge", /\bEdgA?\/(\d+)/],
  ["Opera", /\bOPR\/(\d+)/],
  ["Firefox", /\b(?:Firefox|FxiOS)\/(\d+)/],
  ["Chrome", /\b(?:Chrome|HeadlessChrome|CriOS)\/(\d+)/],
  ["Safari", /\bVersion\/(\d+)\S* (?:Mobile\/\S+ )?Safari\//],
];
const systems: readonly (readonly [name: string, says: RegExp])[] = [
  ["Android", /\bAndroid\b/],
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Windows", /\bWindows NT\b/],
  ["macOS", /\bMacintosh\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Linux", /\bLinux\b/],
];

/** A browser as people call it, by what it says of itself: "Firefox 140 on Linux". Undefined where it says nothing that is known here. It proves nothing. */
export function browserOf(agent: string): string | undefined {
  const system = systems.find(([, says]) => says.test(agent))?.[0];
  for (const [name, says] of browsers) {
    const version = says.exec(agent)?.[1];
    if (version !== undefined) return `${name} ${version.slice(0, 4)}${system === undefined ? "" : ` on ${system}`}`;
  }
  return undefined;
}
