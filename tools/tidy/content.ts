import { type Finding, isSource, lineAt, type TreeFile } from "./tree.ts";

function find(file: TreeFile, pattern: RegExp, says: (match: RegExpExecArray) => string | undefined): Finding[] {
  return [...file.text.matchAll(pattern)].flatMap((match) => {
    const said = says(match);
    return said ? [{ path: file.path, line: lineAt(file.text, match.index + 1), says: said }] : [];
  });
}

/** What a reviewer cannot see must not be in content or code: write it as an escape. */
export function hiddenCharacters(tree: readonly TreeFile[]): Finding[] {
  const hidden = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;
  return tree
    .filter(({ path }) => /^(src|tools|bench|playbooks|rules|scenarios|docs)\//.test(path))
    .flatMap((file) =>
      find(
        file,
        hidden,
        ([character]) => `an invisible character U+${character.codePointAt(0)?.toString(16).toUpperCase()}; write it as an escape`,
      ),
    );
}

export function unfinishedWork(tree: readonly TreeFile[]): Finding[] {
  return tree
    .filter((file) => isSource(file) && !file.path.startsWith("tools/tidy/"))
    .flatMap((file) => find(file, /\b(TODO|FIXME|XXX|HACK)\b(?! #\d+)/g, ([word]) => `${word} without an issue number`));
}

/** Addresses in samples and scenarios belong to nobody: documentation, private, loopback, multicast and unspecified ranges. */
const harmless =
  /^(0\.|10\.|127\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|198\.1[89]\.|22[4-9]\.|23\d\.|24\d\.|25[0-5]\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/;
export function publicAddresses(tree: readonly TreeFile[]): Finding[] {
  const address = /(?<![\d.\w-])(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?![\d.\w-])/g;
  const holds = /^(scenarios\/|rules\/.*samples|src\/.*(\/samples\/|\/fixtures\/|\.test\.ts$))/;
  return tree
    .filter(({ path }) => holds.test(path))
    .flatMap((file) =>
      find(file, address, ([, value = ""]) =>
        harmless.test(value) || value.split(".").some((part) => Number(part) > 255 || /^0\d/.test(part)) || isVersion(file.text, value)
          ? undefined
          : `${value} is somebody's address; use a documentation range`,
      ),
    );
}

/** Well-known resolvers and product versions read like addresses; only versions are let through, by what stands before them. */
function isVersion(text: string, value: string): boolean {
  const at = text.indexOf(value);
  return /(version|chrome\/|firefox\/|edge\/|safari\/|opr\/|edg\/|[vV]|build|Version"?:? ?"?)\s*$/i.test(
    text.slice(Math.max(0, at - 24), at),
  );
}

export function secrets(tree: readonly TreeFile[]): Finding[] {
  const real =
    /\bAKIA(?!IOSFODNN7EXAMPLE)(?![A-Z0-9]*EXAMPLE)[A-Z0-9]{16}\b|-----BEGIN (RSA |EC |OPENSSH )?PRIVATE KEY-----|\bghp_[A-Za-z0-9]{36}\b|\bxox[bp]-\d{10,}/g;
  return tree
    .filter(({ path }) => !path.startsWith("tools/tidy/"))
    .flatMap((file) => find(file, real, () => "it reads like a real secret; write one that says EXAMPLE"));
}
