import { SocError } from "../../core/soc-error.ts";

export const notEmpty = (place: string) =>
  new SocError({
    code: "backup/not-empty",
    problem: `"${place}" holds something already`,
    remedy: "name a folder that is empty or not there yet",
    retry: "never",
  });

export const damaged = (what: string, cause?: unknown) =>
  new SocError({
    code: "backup/damaged",
    problem: `the backup cannot be used: ${what}`,
    remedy: "take another copy of it, or the backup before it; nothing was restored",
    retry: "never",
    cause,
  });

export const newerThanUs = (step: string) =>
  new SocError({
    code: "storage/newer-tables",
    problem: `the tables were made by a newer release: it took the step "${step}", which this one does not know`,
    remedy: "start that release or a later one; to go back to this one, restore the backup that was made before the upgrade",
    retry: "never",
  });
