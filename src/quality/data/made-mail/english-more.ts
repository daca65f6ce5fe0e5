import { type Phrases, phrases, type Theme } from "./phrases.ts";

/** More of what attackers write in English: the trades that live on volume. */
export const englishMore: Partial<Readonly<Record<Theme, Phrases>>> = {
  prize: phrases(`
    Casino welcome package: {n} free spins
    Your lucky day: spin the wheel
    Shoppers in your area are getting a {amount} voucher
    Thank you for being a loyal {brand} customer
    You're in! Claim a {item} from {brand}
    Share your opinion and claim your {item}
    Confirm your shipment of one {item}
    Leftover stock: {brand} gives away {item}s
    --
    Register now at our online casino and play your favourite slots with a 100% deposit bonus.
    Spin the wheel and win real money, new players get {n} free spins.
    Share your insights about {brand} with us, and as a thank you we send you a {item}.
    We are giving away {item}s to people who take part in our customer satisfaction survey.
    This is your last notice, your voucher worth {amount} will be given to somebody else.
    You are one of {n} customers chosen at random to test and keep the new {item}.
    Tell us where to send it and pay nothing but postage.
    --
    Spin now
    Claim my voucher
    Take the survey
  `),
  wallet: phrases(`
    Token allocation for holders
    {brand} rewards program for crypto holders
    Register for the token distribution
    Claim period open: community airdrop
    Security disclosure: act on your hardware wallet
    Mandatory firmware update of your wallet
    --
    Holders can register now for the token allocation; tokens are distributed to all wallets that take part.
    As part of our rewards program every holder receives a bonus in proportion to the tokens in the wallet.
    We regret to inform you of a data breach that concerns your hardware wallet. Update the firmware and verify your recovery phrase now.
    To take part, connect the wallet in which you hold your coins and confirm the transaction.
    Reserved tokens that are not claimed in time are burned.
    The community reward for early investors can be claimed for a short time only.
    --
    Register wallet
    Join the program
    Claim allocation
  `),
  fortune: phrases(`
    Personal loans up to {amount}
    You may be pre-approved: bad credit is no problem
    Relief grant beneficiary
    Winning notification of the international lottery
    Greetings to you my dear
    Investor seeks partner
    Next of kin
    Funding for companies and individuals
    --
    Borrow from {amount} upwards, all credit types welcome, money in your account as soon as the next business day.
    You have been selected at random as a beneficiary of the relief fund of {amount}.
    Greetings to you, I found your contact while searching the internet for a reliable and honest person.
    My name is {name}, I write to you with tears and trust, please permit me to explain my situation.
    I have decided to entrust the sum of {amount} to you for the good work of the poor and the orphans.
    The sum will be transferred by bank transfer, ATM card or cheque, reply with your personal information.
    We provide funding for projects, loans for companies and individuals with flexible repayment terms.
    My client wishes to invest abroad with a partner who can manage the fund and share the profit.
    The delivery agent waits at the airport with your consignment box, contact him with your home address.
    --
    Check your rate
    Get started
  `),
  offer: phrases(`
    Online pharmacy: {n}% off all medication
    Beautiful women are waiting to chat
    Someone special wants to meet you
    Free health screening for seniors
    Medicare benefits you are owed
    The carb ritual that strips away fat
    Replace your windows now, pay later
    Roofing and bathroom makeover near you
    Extended car warranty: final notice
    Printable planners {n}% off
    The trick that drives women wild
    Never pay for car repairs again
    Boost your testosterone
    A natural way to hear clearly again
    Timeshare exit in {days} days
    Learn any language in two weeks
    --
    Cheap pills without prescription from a trusted pharmacy, discreet delivery worldwide.
    Find a date tonight, sexy singles are online now and want to meet you.
    She uses this weird trick every night, men love it.
    Seniors in your state are entitled to extra benefits, see how much you are owed.
    Book your health screening package at a special price, it may save your life.
    Your car warranty is about to expire, this is the last call before we close your file.
    Only for new customers: trial bottle for free while supplies last.
    Watch this short presentation, it has been banned twice.
    People over fifty are rushing to get this before it is gone.
    We build backlinks and bring your site to the top of search results, ask for our packages.
    Remove me from this list. This offer is sent by a third party.
    --
    Meet her now
    Get my quote
    Claim free bottle
    Check eligibility
    Shop medication
  `),
  account: phrases(`
    New website login details
    Your domain will be deleted
    Voicemail box and email quota exceeded
    Your delivery address and card could not be confirmed
    Scheduled transfer from your account
    Your order is on hold until you confirm your account
    Subscription suspended: streaming service
    --
    A transfer from your account was scheduled for tomorrow. If you do not recognise it, cancel it now.
    Your order and your account are on hold because the billing address does not match the card.
    Choose a password on the page below, then sign in.
    Your hosting plan and domain expire today, all files and mailboxes will be deleted.
    Web mail users must confirm that their mailbox is active by filling in username and password.
    --
    Cancel transfer
    Set password
    Update address
  `),
};
