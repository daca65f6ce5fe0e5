const keptMs = 60_000;

/** Hands a file that was made here to the person, as a download under a name of ours. */
export function saveFile(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), keptMs);
}

/** "case-17-report.pdf": nothing of a name from outside is in it. */
export const fileName = (id: string, ending: string) => `${id.replaceAll(/[^A-Za-z0-9-]+/g, "-").slice(0, 60)}-report.${ending}`;
