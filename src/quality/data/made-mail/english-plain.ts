import { list, type Occasion, type Phrases, phrases } from "./phrases.ts";

/** What ordinary senders write in English, marketing with all its urgency included. */
export const englishPlain: Readonly<Record<Exclude<Occasion, "trade">, Phrases>> = {
  newsletter: phrases(`
    The weekly digest
    {brand} newsletter: what's new in {date}
    Five stories worth reading this week
    Your Tuesday briefing
    This month in open source
    New on the blog: how we moved our database
    Top stories picked for you
    --
    Welcome to this week's edition. Here is what our editors picked for you.
    In this issue: an interview with our chief engineer, a guide to better testing, and upcoming events.
    Registration for our annual conference is open; speakers include people from industry and research.
    Scientists report that security flaws in account systems let attackers read passwords of bank customers.
    The company said that its quarterly profit rose by {n} percent, with prices of storage falling.
    Read the full story on our website, and tell us what you think in the comments.
    This newsletter reaches you since you signed up for it. Leave it or change your preferences whenever you like.
    View this email in your browser. Add us to your address book.
    Our sponsors: the best hosting for your projects, free for the first month.
    A new version was released with fixes for several vulnerabilities; update when you can.
    Win tickets for our show: tell us your favourite episode by {date}.
    To change your email address or password, visit your account page on our site.
    --
    Read more
    Read the full story
    View in browser
    Unsubscribe
    Manage preferences
    Register here
  `),
  receipt: phrases(`
    Your receipt from {brand}
    Order confirmation {id}
    Thanks for your order {id}
    Payment received, thank you
    Your invoice for {date} is available
    Your subscription renews on {date}
    --
    Thank you for your order. We will send a confirmation when your items ship.
    Order total: {amount}. Payment method: Visa ending in 4{n}. Estimated delivery {date}.
    This is your receipt for your monthly subscription of {amount}. No action is needed.
    Your invoice is available in your account under billing.
    Your plan renews automatically on {date}. You can change or cancel at any time in settings.
    If you have any questions just reply to this email or visit our help center.
    You sent a payment of {amount} to {name}. It may take a few days to arrive.
    Your card ending in 4{n} was charged {amount} at {brand}.
    --
    View order
    View receipt
    Manage subscription
    Contact support
  `),
  shipping: phrases(`
    Your order {id} has shipped
    Out for delivery today
    Delivered: your package from {brand}
    Your delivery is scheduled for {date}
    --
    Good news, your order is on its way. Track your package at any time.
    Your package was delivered today and left with a neighbour.
    Your parcel will arrive on {date} between 10 and 12. You can change the delivery day in the app.
    Carrier: {brand}. Tracking number {id}.
    Items in this shipment: {item}.
    --
    Track package
    Track your order
    View delivery details
  `),
  requested: phrases(`
    Reset your password
    Confirm your email address
    Your sign-in code is {n}{n}
    New sign-in to your {brand} account
    Your verification code
    Your password was changed
    Invitation to join {brand}
    --
    We received a request to reset the password for your account. Use the button below; the link expires in {days} hours.
    If you did not request a password reset, you can safely ignore this email.
    Please confirm your email address to finish setting up your account.
    Use this code to sign in: {n}{n}. Do not share this code with anyone.
    We noticed a new sign-in to your account from {city}. If this was you, you don't need to do anything.
    Your password was changed successfully. If this wasn't you, go to our website and contact support.
    {name} invited you to collaborate on a project. Accept the invitation to get started.
    Two-step verification has been turned on for your account.
    --
    Reset password
    Confirm email
    Accept invitation
    Review activity
  `),
  notice: phrases(`
    [project/core] Fix crash on empty input (#{n})
    [JIRA] (OPS-{n}) Rotate certificates
    Build {n} failed on main
    Re: deployment on {date}
    Invitation: Weekly sync @ {date}
    {name} mentioned you in a comment
    {name} shared "Budget draft" with you
    Maintenance window on {date}
    Timesheet reminder
    Updated travel policy
    --
    {name} commented on this pull request: looks good to me, please add a test for the error path.
    The pipeline failed at the step "unit tests". View the log for details.
    Somebody mentioned you in this thread. Answer by mail, or open it on the web.
    {name} has invited you to a meeting: weekly sync, room 4, {date}.
    We will upgrade the mail servers on {date} from 20:00 to 22:00; you need not do anything.
    Please submit your timesheet by Friday so that payroll can be run on time.
    The updated travel policy is on the intranet. Questions go to the human resources team.
    {name} shared a document with you: Budget draft. Open it in the drive.
    The certificate of the staging server expires in {days} days; ticket OPS-{n} is assigned to you.
    The backup of the storage cluster finished without errors in {n} minutes.
    --
    View pull request
    View log
    Open document
    Join meeting
  `),
  statement: phrases(`
    Your statement is ready
    Your monthly account statement is available
    Payment due on {date}
    Low balance alert
    We received your payment
    Card transaction alert
    --
    Your statement for the period ending {date} is now available in online banking.
    Your payment of {amount} is due on {date}. If you have set up automatic payment no action is needed.
    A transaction of {amount} was made with your card ending in 4{n} at {brand}. If you do not recognise it, call the number on the back of your card.
    Your balance is below the limit that you set for alerts.
    We will never ask for your password or PIN by email.
    Your credit score has changed this month; sign in to the app to see why.
    --
    View statement
    Go to online banking
  `),
  personal: phrases(`
    Re: dinner on Saturday
    photos from the trip
    Re: question about the script
    quick question
    thanks!
    Re: [dev] segfault in parser
    lunch?
    your talk last week
    FW: this made me laugh
    Meeting notes
    Draft of the paper
    --
    Hi, are we still on for Saturday? I can bring the wine and the kids will come too.
    I had a look at your patch and it works for me, apart from a typo in the makefile.
    Could you send me the slides from your talk? I would like to show them to a colleague.
    Attached are the minutes of yesterday's meeting, please correct what I got wrong.
    My password manager ate my account again, do you know how to recover it?
    The server crashes when the mailbox is full; I think we should raise the limit and log it.
    I won a bottle of wine at the raffle, so come over and help me drink it.
    Mum says hello and asks whether you got the parcel she sent you.
    I'll call you tomorrow about the invoice, the bank has already paid it.
    On Monday {name} wrote: I think we can close this issue now.
    If you reply to the list please trim the quoted text.
    Please transfer my share for the flat to the usual account when you have a minute.
    Let me know if you want to buy my old bike, it is {amount}.
    Can you sign the lease and scan it for me? The landlord needs it by {date}.
    --
  `),
  marketing: phrases(`
    Last chance: {n}% off everything
    Our summer sale starts now
    Only today: free shipping
    You have earned {n} points
    A gift for your birthday
    New arrivals you will love
    {name}, your cart misses you
    Win a weekend for two
    Your rewards expire soon
    --
    Save up to {n}% on our bestsellers, only until {date} and while stocks last.
    Use the code SAVE{n} at checkout. Terms and conditions apply.
    You left something in your cart; complete your order now and get free shipping.
    As a member you have {n} points that expire on {date}. Redeem them in our shop.
    Happy birthday! Here is a {amount} voucher for your next purchase.
    Take our customer survey and help us to improve; you may win one of ten vouchers.
    Don't miss out: our biggest sale of the year ends tonight.
    Book early and save on flights, hotels and rental cars for your next holiday.
    Upgrade to premium and get three months for free, cancel any time.
    You are receiving this because you are a customer of ours. Unsubscribe here.
    --
    Shop now
    Get the offer
    Redeem points
    Book now
    Complete your order
    Unsubscribe
  `),
};

export const englishGreetings = list(`
  Hi {name},
  Hello {name},
  Dear {name},
  Hi there,
  Hi all,
  Good morning,
`);
export const englishStrangers = list(`
  Dear customer,
  Dear valued customer,
  Dear user,
  Dear {mail},
  Hello {mail},
  Hi {mail},
  Attention,
  Dear Sir/Madam,
  Dear account holder,
  Hello dear,
  Greetings,
  Dear beneficiary,
`);
export const englishClosings = list(`
  Sincerely, {brand} support team
  Best regards
  Kind regards, {name}
  Thank you, the {brand} team
  © {brand}. All rights reserved.
  Cheers, {name}
`);
