import { bluff } from "../decoys.ts";
import { github } from "../emit/cloud.ts";
import { intrusion } from "../intrusion.ts";
import { githubWork } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

type Act = (step: string, minutes: number, action: string, more?: object, repo?: string) => void;

/** A developer's token was stolen: source code is taken, secrets are looked for, and the branch's protection falls. */
export const saasToken = intrusion({
  id: "saas-data-theft",
  trade: "SaaS data theft with a stolen token",
  says: "With a developer's stolen token all repositories are copied, protection is taken away and a key that stays is left behind.",
  sources: ["github audit"],
  steps: [
    ["token-used", "T1550.001", "the token is used from elsewhere"],
    ["code-copied", "T1213.003", "repositories are copied"],
    ["key-left", "T1098.004", "a deploy key or token that stays is made"],
    ["protection-removed", "T1562.001", "scanning or branch protection is switched off"],
    ["made-public", "T1567.001", "a repository is made public or carried away"],
    ["pipeline-changed", "T1195.002", "a workflow is changed so that it gives secrets away"],
  ],
  attack(stage) {
    githubWork(stage);
    const victim = stage.person(2);
    const address = stage.outside();
    const country = stage.by({ noisy: "VN", quiet: "GB", deceptive: "US" });
    const agent = stage.by({ noisy: "python-requests/2.32.3", quiet: "git/2.45.1", deceptive: "authorised-audit-bot/1.0" });
    const token = { programmatic_access_type: "OAuth access token", hashed_token: stage.chance.word(44) };
    const act: Act = (step, minutes, action, more = {}, repo) =>
      stage.step(step, () =>
        github(stage, stage.at(minutes), {
          action,
          actor: victim,
          address,
          country,
          agent,
          ...(repo ? { repo } : {}),
          more: { ...token, ...more },
        }),
      );
    act("token-used", 0, "personal_access_token.access_granted", {
      user_programmatic_access_name: stage.by({ noisy: "x", quiet: "laptop", deceptive: bluff(stage) }),
    });
    const repos = stage.by({ noisy: 70, quiet: 12, deceptive: 30 });
    for (let at = 0; at < repos; at++)
      act(
        "code-copied",
        2 + at * stage.by({ noisy: 0.05, quiet: 4, deceptive: 0.5 }),
        "git.clone",
        { transport_protocol_name: "http" },
        `service-${at}`,
      );
    settle(stage, act);
    return [victim.name];
  },
  twin(stage) {
    githubWork(stage);
    const bot = "backup-bot";
    const address = "192.0.2.14";
    const act = (minutes: number, actor: string, action: string, more: object = {}, repo?: string) =>
      github(stage, stage.at(minutes), { action, actor, address, country: "GB", agent: "git/2.45.1", ...(repo ? { repo } : {}), more });
    act(0, bot, "personal_access_token.access_granted", { user_programmatic_access_name: "nightly backup" });
    for (let at = 0; at < 40; at++)
      act(
        2 + at * 0.3,
        bot,
        "git.clone",
        { transport_protocol_name: "http", programmatic_access_type: "GitHub App server-to-server token" },
        `service-${at}`,
      );
    const lead = stage.person(2).name;
    stage.change({
      summary: "nightly backup of repositories; new deploy key for the shop",
      from: -30,
      to: 120,
      assets: [],
      accounts: [lead, bot],
    });
    act(30, lead, "public_key.create", { title: "shop deploy", read_only: "true" }, "shop");
    act(34, lead, "protected_branch.update_admin_enforced", { name: "main" }, "shop");
    act(44, lead, "repo.create", { visibility: "private" }, "shop-tools");
    act(52, lead, "workflows.completed_workflow_run", { name: "release", event: "push", head_branch: "main" }, "shop");
  },
});

function settle(stage: Stage, act: Act): void {
  act(
    "key-left",
    30,
    stage.by({ noisy: "public_key.create", quiet: "public_key.create", deceptive: "personal_access_token.create" }),
    { title: stage.by({ noisy: "k", quiet: "ci", deceptive: "authorised test" }), read_only: "false" },
    "shop",
  );
  if (stage.variant !== "quiet") {
    act("protection-removed", 34, "protected_branch.destroy", { name: "main" }, "shop");
    act("protection-removed", 35, "repository_secret_scanning.disable", {}, "shop");
    act(
      "made-public",
      44,
      stage.by({ noisy: "repo.access", quiet: "repo.access", deceptive: "repo.transfer_start" }),
      { visibility: "public", previous_visibility: "private" },
      "billing",
    );
  }
  act(
    "pipeline-changed",
    52,
    stage.by({
      noisy: "org.update_actions_secret",
      quiet: "workflows.completed_workflow_run",
      deceptive: "workflows.created_workflow_run",
    }),
    { name: "release", event: "workflow_dispatch", head_branch: "main" },
    "shop",
  );
}
