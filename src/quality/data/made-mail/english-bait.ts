import { type Phrases, phrases, type Theme } from "./phrases.ts";

/** What attackers write in English about prizes, money, documents, threats and offers. */
export const englishBait: Partial<Readonly<Record<Theme, Phrases>>> = {
  prize: phrases(`
    Congratulations! You have been selected
    You have won a {item}
    You are our lucky winner today
    Your {brand} reward is waiting
    Answer a short survey and get a free {item}
    {brand}: you have been chosen for an exclusive reward
    Confirmation: your {item} is ready to ship
    Final reminder: your {amount} gift card expires today
    (2) attempts: we have a surprise for {brand} shoppers
    Claim your {amount} {brand} gift card
    We've been trying to reach you - please respond
    Your name came up for a {item}
    {mail}, you're the winner of a brand new {item}
    Free spins and a welcome bonus waiting for you
    --
    Good news: our customer draw picked your address for a thank-you gift.
    Claiming your present needs sixty seconds and no payment.
    {brand} put aside a {item} in your name. Tell us what you think of the shop and collect it.
    You have been selected to get an exclusive reward. To qualify for this special offer simply complete our 30 second survey about your shopping experience.
    We have been trying to reach you to let you know that you are the lucky winner of a {item}.
    Take this short survey about {brand} and you can claim your {amount} gift card.
    Only a limited number of people will receive this offer. Hurry, the offer ends today.
    Claim your reward before it expires. Only shipping costs apply.
    You will be able to receive your free {item} after confirming your shipping details.
    Your unclaimed reward points are about to expire. Redeem them now.
    Get your {amount} bonus and 200 free spins with no deposit required.
    Your email address has won {amount} in our online draw. Contact our claims agent with your name and telephone number.
    Confirm now that you are the winner so that we can ship your prize.
    --
    Get started now
    Claim now
    Confirm now
    Start the survey
    Get your reward
    I want my prize
    Redeem now
    Continue
    Play now
    Go!
  `),
  wallet: phrases(`
    Your {brand} wallet will be suspended
    Action required: verify your wallet
    Withdrawal of {n} BTC requested
    New device authorised for withdrawals
    Your bitcoin balance is ready for withdrawal
    Exclusive airdrop: claim your tokens
    Your seed phrase must be synchronised
    Security breach: migrate your assets
    {n} USDT have been credited to you
    Your automatic crypto mining account expires
    KYC verification of your {brand} wallet
    --
    Your {brand} wallet will be suspended if you do not complete the verification of your wallet.
    Due to new regulations all unverified wallets will be restricted. Verify your wallet to keep your funds.
    Connect your wallet and confirm your recovery phrase to synchronise your assets.
    We detected a withdrawal of {n} BTC from a new device. If this was not you, cancel the withdrawal and disable your account.
    You have been selected for an exclusive airdrop of tokens. Connect your wallet to claim them before the claim period ends.
    Your cloud mining account has accumulated {n} bitcoin, which is {amount}. Withdraw the funds today or the account will be blocked.
    Update your wallet to the latest version to protect your crypto assets against a recent vulnerability.
    A deposit is waiting to be confirmed on the blockchain. Sign in to receive your cryptocurrency.
    Invest {amount} and double your bitcoin within 24 hours, guaranteed profit.
    Trade with artificial intelligence and earn {amount} a day with our crypto trading platform.
    Your two-factor authentication must be reset, otherwise your crypto will be inaccessible.
    --
    Verify wallet
    Connect wallet
    Claim tokens
    Withdraw funds
    Cancel withdrawal
    Secure my wallet
    Start earning
  `),
  document: phrases(`
    {name} shared a document with you
    You have received a secure document
    New voicemail from +1 (555) 010-0{n}
    You have a missed call: voice message {id}
    Incoming fax {n} pages
    Please review and sign: contract {id}
    Completed: please DocuSign {id}
    Employee bonus and salary review {date}
    Updated employee handbook, acknowledgement required
    HR: payroll adjustment notice
    Scanned document from copier
    Secure message waiting
    Meeting minutes and agenda shared via SharePoint
    --
    {name} has shared a file with you using {brand}. Sign in with your email to view the document.
    You have received a new secure document. Click below to view or download the file.
    A document was shared with {mail}. This link will only work for you and expires in {days} hours.
    You received a new voice message from an external caller. Duration 00:{n} seconds. Listen to the message.
    You have a new fax of {n} pages. Open the attachment to view it.
    All parties have completed the document. Review and sign the document.
    Please review the attached document and let me know your decision as soon as possible.
    The attached salary increment letter requires your signature today.
    Open the attached HTML file with your browser and sign in to read the encrypted message.
    Scan the code with your mobile device to review and sign the secured document.
    All employees must acknowledge the updated policy. Access the document with your work account.
    Kindly see the scanned copy attached and revert.
    --
    View document
    Open document
    Review document
    Play voicemail
    Listen to message
    Download file
    Preview fax
    Sign document
    Read secure message
  `),
  fortune: phrases(`
    Business proposal
    Dear friend
    Urgent response needed
    Donation of {amount} to you
    Inheritance fund {amount}
    Loan offer at 3% interest rate
    Your compensation payment
    Investment opportunity
    Confidential transaction
    Your ATM card of {amount}
    Attention beneficiary
    I need your assistance
    Good day
    Job offer: work from home and earn {amount} a week
    Financing for your project
    Hello, did you get my last email?
    Mutual partnership
    --
    I am the widow of a late businessman and I want to donate {amount} to you for charity.
    I am a banker and I have a confidential business transaction worth {amount} to discuss with you.
    I got your contact while searching for a trustworthy person to handle this transaction.
    My late client died without a next of kin and left {amount} in our bank. I want to present you as the beneficiary.
    You have been approved to receive a compensation payment of {amount} from the United Nations.
    Your fund of {amount} has been approved for release. Contact the paying bank with your full name, address, telephone number and occupation.
    I won the lottery and have decided to donate part of my winnings to five lucky people, your email was chosen at random.
    We offer loans at a low interest rate of 3% without collateral. Apply now with your full name, loan amount and phone number.
    We are an investment company looking for entrepreneurs with projects that need funding.
    I write to you trusting your discretion. Please treat this as urgent and strictly confidential.
    Kindly reply to my private email for more details about the funds.
    Please get back to me as soon as possible so that I can give you more details.
    I am a soldier deployed abroad and I found a trunk box with money which I want to move to your country.
    I was diagnosed with cancer and the doctor told me that I have few months to live.
    Earn {amount} weekly working from home, no experience is required. Reply with your resume and phone number.
    God bless you as you reply to this mail.
    We finance real estate, energy and agriculture projects by way of loan or equity.
    Hello, how are you? I sent you an email days ago but got no response. Are you receiving my messages?
    --
    Apply now
    Reply now
    Contact us
  `),
  threat: phrases(`
    I have recorded you
    Your device was hacked
    Payment from your account
    You have been hacked, read carefully
    Waiting for the payment
    Your secret is in my hands
    Your personal data has leaked due to suspected harmful activities
    --
    I hacked your device and have full access to your camera, your messages and your contacts.
    I have recorded a video of you while you were watching adult content.
    Transfer {amount} in bitcoin to my wallet, or I will send the video to all your contacts.
    You have 48 hours to make the payment. I know when you open this letter.
    My trojan gives me access to your account and I have sent you this email from your own account.
    Don't try to reply or contact the police, the address is hidden and cannot be tracked.
    After the payment I will delete the video and you will never hear from me again.
    My bitcoin wallet address is below. Copy and paste it, it is case sensitive.
    --
    Buy bitcoin
  `),
  offer: phrases(`
    Doctors are speechless about this trick
    Lose {n} pounds without dieting
    This 7-second ritual ends tinnitus
    Meet lonely singles near you tonight
    Hot girls in your area want to meet
    Hi, I saw your profile
    Say goodbye to joint pain
    The blood sugar trick that big pharma hides
    You qualify for cheaper car insurance
    Homeowners: free gutter guard estimate
    Clear your credit card debt now
    Get a free quote for solar panels
    The tactical flashlight everyone is talking about
    Nail fungus gone in days
    Restore your vision naturally
    Final chance: CBD gummies {n}% off
    Your approval for {amount} is ready
    Check your credit score for free
    Men over 40: try this tonight
    Rank first on Google: SEO proposal
    Expired: claim your commemorative coin
    Replica watches at best price
    --
    This simple kitchen trick melts belly fat overnight, watch the video before it is taken down.
    A Harvard doctor discovered a weird trick that reverses type 2 diabetes without medication.
    Do this before bed to end nerve pain and neuropathy for good.
    Thousands of men use this natural formula to last longer in bed.
    A lonely woman in your city wants to chat with you. See her private photos.
    I saw your profile and I like you. I have private photos, write me here.
    Hi honey, I am looking for a serious man, let us get acquainted.
    You may qualify for a lower rate on car insurance. Compare quotes from top providers.
    Homeowners can get new windows at no cost thanks to a new program, see if you qualify.
    This new device saves up to 90% on your electricity bill, power companies hate it.
    Limited stock: 75% off today only and free shipping. Order now before it is sold out.
    Get rid of toenail fungus, see the one root cause doctors never mention.
    Collectors receive the silver medal without charge and cover postage only.
    Settle your debts for less, you are pre-approved for {amount} regardless of your credit.
    We can place your website on the first page of Google and increase your traffic. Reply for our price list.
    Had enough of our offers? Leave the list through this link or send a letter to our post office box.
    This is an advertisement. The product has not been evaluated by the Food and Drug Administration.
    Enough to buy any medication without prescription, shipped discreetly.
    --
    Watch the video
    See photos
    Get the deal
    Learn more
    Order now
    See if you qualify
    Get my discount
    Chat now
    Try it free
    Compare quotes
  `),
  boss: phrases(`
    Quick request
    Are you available?
    Urgent task
    Payment today
    Direct deposit update
    Are you at your desk?
    Confidential matter
    Request {name}
    --
    Are you available at the moment? I need you to handle a task discreetly, I am in a meeting and can't take calls.
    I need you to purchase some gift cards for clients, scratch the back and send me the codes.
    I want to change my direct deposit information before the next payroll is processed.
    Can you process a wire transfer today? I will send you the bank details of the beneficiary.
    Please send me your cell phone number, I need a task done urgently.
    Kindly keep this between us until the acquisition is announced.
    Let me know how soon you can get this done, I will reimburse you.
    --
    Reply
  `),
};
