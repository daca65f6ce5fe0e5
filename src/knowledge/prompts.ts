import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ModelRole, modelRoles } from "../core/model/call.ts";
import { readTemplate, type Template } from "../core/prompt/template.ts";
import { SocError } from "../core/soc-error.ts";

/**
 * The prompt texts that ship with the product, `prompts/<role>-<version>.md` below its home: of each role the newest. Older versions stay there, so that the
 * prompt of a recorded call can be built again. Refuses (`prompt/missing`) where a role has none.
 */
export function loadPrompts(home: string): ReadonlyMap<ModelRole, Template> {
  const all = allPrompts(home);
  return new Map(modelRoles.map((role) => [role, newestOf(all, role)]));
}

/** Every version of every role, by role and version. */
export function allPrompts(home: string): readonly Template[] {
  const folder = join(home, "prompts");
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => /^[a-z]+-[1-9]\d{0,3}\.md$/.test(name)) : [];
  return files
    .toSorted()
    .map((name) => {
      const template = readTemplate(readFileSync(join(folder, name), "utf8"));
      if (`${template.id}-${template.version}.md` !== name)
        throw new Error(`prompts/${name} calls itself ${template.id} ${template.version}`);
      return template;
    })
    .toSorted((a, b) => modelRoles.indexOf(a.id) - modelRoles.indexOf(b.id) || a.version - b.version);
}

function newestOf(all: readonly Template[], role: ModelRole): Template {
  const newest = all.filter(({ id }) => id === role).at(-1);
  if (!newest) throw missing(role);
  return newest;
}

const missing = (role: ModelRole) =>
  new SocError({
    code: "prompt/missing",
    problem: `the prompt of the ${role} that ships with the product is not there`,
    remedy: "install the product again",
    retry: "never",
  });
