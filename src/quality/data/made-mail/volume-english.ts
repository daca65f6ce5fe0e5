import { type Phrases, phrases, type Theme } from "./phrases.ts";

/** What those write in English who send by the million: affiliates of shops, pharmacies, dating, casinos, insurers and coins. */
export const volumeEnglish: Partial<Readonly<Record<Theme, Phrases>>> = {
  offer: phrases(`
    Viagra and Cialis from {amount}
    Cheap Viagra, Cialis, Levitra without prescription
    Generic pills, express delivery
    Erectile dysfunction: do this once a day
    Last longer in bed tonight
    The blue pill at a third of the price
    Foreign ladies look for husbands
    Blender, grill and knife set: clearance of the season
    Rainwater guards at half price
    Girls near you want to hook up
    Sexy women looking for sex tonight
    Beautiful Asian ladies seek true love
    {name} sent you {n} private photos
    Hi sweetheart, look at my pictures
    Mature singles in {city} are online
    You have {n} unread messages from lonely wives
    Keto gummies melt fat fast
    This morning drink burns belly fat
    Celebrity weight loss secret leaked
    Lower your blood pressure with one odd food
    Stop diabetes at its root
    Get rid of varicose veins
    Hear clearly again with this tiny device
    Tactical pen, knife or torch: yours free today
    The pillow that ends snoring
    Portable heater warms any room in minutes
    Wireless camera the size of a coin
    Clean your gutters never again
    Walk-in tubs for seniors at low cost
    Burial and final expense insurance for {amount} a month
    Life insurance from {amount} a month, no exam
    Auto insurance rates dropped for your zip code
    Your vehicle is no longer covered
    Home warranty: {n}% off and one month free
    Roof replacement program in your state
    Reduce what you owe to the tax office
    Student debt forgiveness: act now
    Get cash in minutes, no credit check
    Business funding up to {amount}
    Free government money for homeowners
    Make {amount} a day with this app
    This stock could rise {n}0%
    Gold IRA: protect your savings
    Bulk email leads and databases for sale
    Website redesign proposal
    Get {n} thousand real followers
    Diplomas and degrees without exams
    Psychic reading: a message about your future
    Your horoscope reveals money
    --
    Medication price list: Viagra, Cialis, Levitra, Kamagra, Xanax, antibiotics, all without a prescription.
    Women from abroad want to marry, look at their profiles and write to them free of charge.
    Real reviews, real erections: our formula works within the hour.
    This mailing is an advertisement of a third party; opt out by the link below.
    You will not find this in any shop, and stock is nearly gone.
    Order your pills today and get bonus pills for free.
    Horny women in your area are looking for casual sex, no strings attached.
    I am lonely and looking for a man, I sent you my naked photos, do you like them? Write me back.
    Find your Ukrainian bride: thousands of profiles of beautiful women.
    Big pharma tries to hide this natural remedy that doctors in America are shocked by.
    She lost {n} pounds in two weeks with these gummies, no diet and no gym.
    Watch the shocking video before it is banned by the drug companies.
    To unsubscribe click here or write to us at our street address.
    If the images do not load click here. To be removed from future mailings click here.
    You are receiving this message because you opted in at one of our partner sites.
    Top rated in America, as seen on television. Get {n}% off and free shipping while supplies last.
    You pre-qualify for coverage, no medical exam and no waiting period.
    Enter your zip code to see what you could save. Seniors save most.
    We are a digital marketing agency and can bring your website to the first page of Google. Shall I send a price quote?
    I came across your website and noticed that it lacks traffic. We offer SEO, app development and web design at affordable cost.
    Earn from home on autopilot, this secret system made him a millionaire.
    One pick of our experts is about to explode, buy shares before everyone else does.
    --
    Visit pharmacy
    View my photos
    Click here
    Save now
    Get it now
    Yes, show me
    Unsubscribe
    Click here to unsubscribe
    Find out how
    Buy pills now
  `),
  prize: phrases(`
    {brand} selected you: {item} inside
    You have won a {brand} {item}
    Answer and win: {item}
    Pending package: {item}
    We have a surprise for {brand} customers
    {n} free spins are waiting
    Casino bonus up to {amount}
    No deposit bonus: play for free
    Jackpot alert for {mail}
    Your payout of {amount} is pending
    Congrats! Your entry was drawn
    Only {n} left: free {item} for our shoppers
    Your points were converted into a {item}
    --
    Sign up with the casino and get {n} free spins and a bonus on your first deposit.
    Play slots, roulette and blackjack, withdraw your winnings instantly.
    Mining in the cloud has earned you {amount}, collect your payment today.
    We could not reach the winner of our raffle, now it is your turn.
    --
    Secure my {item}
    Get free spins
    Collect payment
    Confirm entry
    Enter to win
    Withdraw
  `),
  wallet: phrases(`
    Airdrop live: claim your share of {amount}
    Staking rewards doubled for holders
    Early access: presale ends in {days} hours
    Snapshot taken: you are eligible
    NFT mint is open
    Mining payout of {n} BTC approved
    Migration to the new chain is required
    Giveaway: send one coin, receive two
    --
    You are eligible for the airdrop. Connect your wallet and claim before the snapshot.
    Deposit and your coins are doubled by the foundation within the hour.
    Stake your coins with us for {n}% a month, withdrawals at any time.
    Trading bot made {amount} yesterday. Register, deposit and let it work.
    --
    Claim airdrop
    Claim your share
    Mint now
    Stake now
    Transfer bitcoin
  `),
  fortune: phrases(`
    I await your response
    Attention: fund owner
    From the desk of {name}
    Can I trust you?
    Bank transfer to your country
    --
    Beloved one in the Lord, I am dying of illness and want to use my fortune for widows and orphans.
    Kindly respond with your full details so that the bank can proceed with the transfer in your favour.
    Forty percent of the total sum is for you and the rest for me.
    I have a business deal that will benefit us both, contact me by my private email for details.
    --
    Contact
  `),
  money: phrases(`
    Your antivirus subscription ended today
    Your device is infected with {n} viruses
    Auto renewal of {brand} Total Protection: {amount}
    Order {id}: payment of {amount} was charged
    Renewal discount: {n}% off security software
    Your protection expires, renew for {amount}
    Please pay overdue freight invoice
    Bank transfer slip attached
    --
    Your antivirus has expired and your computer is at risk of {n} viruses. Renew now with {n}% discount.
    Your subscription will be charged {amount} by automatic debit. To cancel or get a refund call our toll free number.
    If you did not authorise this charge contact our billing department at once at +1 (800) 555-01{n}.
    Please find attached the swift copy of our payment for your outstanding invoices.
    --
    Renew protection
    Cancel charge
    Remove viruses
  `),
};
