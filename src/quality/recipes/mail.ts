import { join } from "node:path";
import { writeMailModel } from "../../stages/judge-mail/model.ts";
import { makeMails } from "../data/made-mail/make.ts";
import { fieldsOf, halvesOf, readBipia, readHam, readReports } from "../data/mail.ts";
import type { Recipe } from "../recipe.ts";
import { madeFigures } from "./mail-figures.ts";
import { type TrainingMail, trainMailModel } from "./mail-training.ts";

const madeCount = 5_000;
/** An ordinary mail that somebody really sent counts for several made ones. */
const realWeight = 16;
const reportWeight = 0.5;
const falseAlarms = { sentMax: 0.01, madeMax: 0.03 };

/** The judge of mail. Its phishing is made by us (`data/made-mail`); half of `ham`, `bipia`'s notices, `tram`'s prose and made mail are its ordinary side. */
export const mailRecipe: Recipe = {
  name: "mail",
  purpose: "Asked for every mail that is read: how likely is it phishing, by its sender, its links, its words and how it is written.",
  data: ["ham", "bipia", "tram"],
  seed: 11,
  async train({ data, say }) {
    const mails = await trainingMails(data, mailRecipe.seed);
    say(`${mails.length} mails to learn from`);
    const trained = trainMailModel(mails, { seed: mailRecipe.seed, falseAlarms, say });
    const made = mails.filter(({ name }) => name === "made");
    const count = (name: string) => mails.filter((mail) => mail.name === name || mail.kind === name).length;
    return {
      model: writeMailModel(trained.model),
      card: {
        trainedOn: `${made.filter(({ isPhishing }) => isPhishing).length} phishing and ${made.filter(({ isPhishing }) => !isPhishing).length} ordinary mails made from phrases, senders and links written for this product (\`src/quality/data/made-mail\`, twelve languages); ${count("ham")} mails of the SpamAssassin ham corpus, one half of it with a sender's mails kept together; ${count("bipia")} notices of BIPIA; ${count("tram")} mails of prose from TRAM reports. No phishing mail that anybody sent is among them.`,
        split:
          "Three folds; made phishing of one theme in whatever language, a sender's ordinary mails and a report stay in one fold. Calibration and the bar for alerts come from mails held out in this way.",
        figures: madeFigures(trained, mailRecipe.name),
        weaknesses: [
          "Its phishing is made: what nobody of us thought of, it knows only by sender and links. Figures on real phishing are those of the suite `phish`.",
          "A mail of pictures alone from an honest sender's stolen account has no words to judge by.",
          "Only the first six organisations that a mail leads to are looked at, and the first 16 KiB of text, later words counting for less: who writes a long harmless part first, for its reader to see, is judged by it.",
          "Notices from genuine or hacked domains, and one line with a link from a free mailbox, show nothing odd and stay below the bar.",
          "Ordinary mail that somebody really sent is of 2002 and English; modern ordinary mail is made, and notices of two firms.",
          "Mail from an organisation's own partners under foreign names (a bank writing through an agency) looks borrowed.",
        ],
        looks: "None on held-back phishing: see the suite `phish` for how often its development half was looked at.",
      },
    };
  },
};

/** All mails that the shipped judge learns from. */
export async function trainingMails(data: string, seed: number): Promise<readonly TrainingMail[]> {
  const mails: TrainingMail[] = [];
  for (const { bytes, isPhishing, kind, group } of makeMails({ count: madeCount, seed })) {
    const fields = await fieldsOf(bytes);
    // Real phishing is further from made one than one language is from another: what is held out is a theme in every language.
    if (fields)
      mails.push({ fields, isPhishing, kind, group: isPhishing ? `theme ${kind}` : group, name: "made", isHard: false, weight: 1 });
  }
  const ham = await readHam(join(data, "ham"));
  const halves = halvesOf(ham);
  for (const [index, mail] of ham.entries()) if (halves[index] === 0) mails.push({ ...mail, kind: "ham", weight: realWeight });
  for (const mail of await readBipia(join(data, "bipia"))) mails.push({ ...mail, kind: "bipia", weight: 1 });
  for (const mail of await readReports(join(data, "tram"))) mails.push({ ...mail, kind: "tram", weight: reportWeight });
  return mails;
}
