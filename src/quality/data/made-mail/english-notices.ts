import { type Phrases, phrases, type Theme } from "./phrases.ts";

/** What attackers write in English about accounts, bills, parcels and authorities. */
export const englishNotices: Partial<Readonly<Record<Theme, Phrases>>> = {
  account: phrases(`
    Unusual sign-in activity
    {brand} account unusual sign-in activity detected
    Security alert: new login to your account from {city}
    Your {brand} account has been limited
    Your account will be suspended in {days} hours
    Action required: verify your {brand} account
    Your password expires today
    Password expiration notice for {mail}
    Your mailbox is almost full
    [{n}] incoming messages are pending delivery
    You have {n} undelivered messages on hold
    Mail server notification: validate your mailbox
    Final notice: your email will be deactivated
    Confirm your identity to restore access
    We noticed suspicious activity on your account
    Your {brand} ID has been locked
    IT helpdesk: mandatory mailbox upgrade
    Multi-factor authentication must be renewed
    2FA authentication expires, scan the QR code
    Your cloud storage is full, your photos will be deleted
    Your iCloud storage is full
    Last warning: your photos and videos will be removed on {date}
    Online banking access blocked
    We have locked your card for your safety
    Important message from {brand} about your online account
    Update your account information to avoid closure
    Your payroll account needs verification
    Your page violates our community standards and will be unpublished
    Copyright infringement on your page
    KYC verification required
    --
    An odd sign-in was noticed on your {brand} account {mail} a short while ago.
    Sign-in details: Country/region: {city}, IP address, Platform: Windows 10, Browser: Firefox, Date: {date}.
    Somebody in {city} opened your account with equipment we have not seen before.
    Was it not you? Then a stranger holds your password. Report it with the link below.
    Your account has been temporarily suspended because we could not verify your information.
    To restore full access you must confirm your identity by clicking the button below.
    Please verify your account within {days} hours or it will be permanently closed.
    Failure to verify will result in the permanent suspension of your account.
    We were unable to validate your billing details and your account has been placed on hold.
    Your password for {mail} will expire today. Use the button below to keep the same password.
    Keep my current password and avoid losing access to your mailbox.
    Your mailbox has exceeded its storage limit and can no longer send or receive new messages.
    {n} messages are being held on the server because of a validation error. Release pending messages to your inbox.
    All email accounts that are not upgraded will be shut down. Click here to upgrade your mailbox now.
    Your incoming messages were blocked due to low storage. Review and release your messages here.
    Dear {mail}, our records indicate that your email account is outdated and will be deactivated.
    You need to re-authenticate your mailbox to continue using webmail services.
    Our security team noticed an attempt to log in from an unrecognized device. Secure your account now.
    For your protection we have limited access to your online banking until you update your details.
    Log in to your account and follow the steps to unlock your card.
    We have sent you several notices and you have not completed the mandatory verification of your data.
    Scan the QR code below with your phone camera to re-activate your multi-factor authentication.
    Your authenticator enrolment expires today. Scan the code to keep access to company resources.
    You have run out of cloud storage. Your photos, videos, contacts and files will be lost unless you upgrade now.
    Your {brand} storage has reached its limit and backups have stopped. Long-standing customers may add 50 GB at no cost, as long as they do so before files are removed.
    Your account is scheduled for deletion. Cancel the deactivation request if you did not make it.
    We recorded a request to remove your account from our server. If you did not request this, cancel the request now.
    Your page has been reported for violating our terms. Submit an appeal within {days} hours or your page will be removed.
    Your session has expired, please sign in again with your email and password to view this message.
    Confirm your account ownership. This link expires in {days} hours.
    We require all customers to update their personal and card information due to new regulations.
    We could not verify your last transaction, therefore your access was restricted.
    --
    Verify my account
    Verify now
    Restore access
    Keep same password
    Review recent activity
    Report the user
    Release messages
    Upgrade mailbox
    Confirm my identity
    Secure my account
    Sign in to continue
    Unlock account
    Update now
    Upgrade storage
    Click here to validate
    Cancel deactivation
  `),
  money: phrases(`
    Your subscription has been renewed for {amount}
    Invoice {id} - payment confirmation
    Your order {id} has been processed
    Thank you for your purchase, {amount} has been charged
    Payment declined: update your billing information
    Your {brand} membership has expired
    Your antivirus protection has expired
    Your device may be infected, renew your protection
    Refund notification: you are eligible for {amount}
    Overdue invoice {id}
    Outstanding payment reminder
    Payment advice attached
    Remittance advice {id}
    Wire transfer confirmation, SWIFT copy attached
    Purchase order {id}
    Request for quotation
    RE: New order inquiry
    Your payment could not be processed
    You sent a payment of {amount} to {name}
    Auto-renewal receipt {id}
    --
    Your annual subscription of {brand} has been renewed automatically and {amount} has been debited from your account.
    If you did not authorize this transaction, call our toll free number immediately to cancel and get a full refund: +1 (8{n}) 555-0{n}.
    To cancel this order please call our billing department within 24 hours at +1-808-555-01{n}.
    Thank you for choosing {brand}. Your order has been placed and the amount will appear on your bank statement within 24 hours.
    We're having some trouble with your current billing information. Update your payment details to continue your membership.
    Your payment was declined by your bank. Your subscription will be cancelled unless you update your payment method.
    Your membership has expired and your benefits will be suspended. Extend it for free for 90 days.
    Your protection has expired and your computer is exposed to viruses. Renew now with a 80% discount.
    Your subscription ended today. Your device can be infected with {n} viruses. Renew your license now to stay protected.
    After the last annual calculation we determined that you are eligible to receive a refund of {amount}. Submit the request to receive it.
    Please find attached the invoice that is overdue and arrange payment today to avoid late fees.
    Kindly find the attached payment slip and confirm the bank account details.
    Please see attached the swift copy of the payment made to your account today as instructed by our customer.
    Kindly quote us your best price for the items in the attached purchase order and your earliest delivery time.
    We are interested in your products. Find attached our order and send us your proforma invoice urgently.
    Please note that our bank account details have changed. All future payments must be made to the new account.
    The attached document is password protected, the password is {n}.
    You have a refund pending. The amount will be credited once you confirm your card number.
    Open the attached file to view your statement of account.
    --
    Update payment
    Cancel subscription
    Renew now
    Renew subscription
    Claim refund
    View invoice
    Download invoice
    Extend for free
    Activate protection
    Dispute transaction
  `),
  parcel: phrases(`
    Your package could not be delivered
    Delivery attempt failed - action required
    Your parcel {id} is waiting for delivery
    {brand}: your shipment is on hold
    Last reminder: confirm your delivery address
    Customs fee outstanding for your package
    You have (1) package waiting for delivery. Tracking {id}
    Notification: your parcel is held at our depot
    Schedule your delivery and subscribe to our calendar
    Shipping documents for {id}
    --
    We tried to deliver your parcel today but nobody was available to sign for it.
    Your package {id} could not be delivered because of an incorrect address. Confirm your address now.
    Your parcel is being held at our warehouse because of unpaid shipping fees of {amount}.
    To complete the delivery, please confirm the payment of {amount} by clicking the link below.
    If the parcel is not scheduled for redelivery within {days} hours it will be returned to the sender.
    Customs duties have not been paid for your package. Pay the outstanding fee to release it.
    You have one package waiting. Use your code to track and receive it.
    This is your last chance to receive your package before it goes back.
    Please find attached the shipping documents and the delivery label, print them and collect your parcel.
    Please update your delivery information as soon as possible so that our courier can deliver.
    --
    Track your package
    Schedule delivery
    Confirm my address
    Pay shipping fee
    Reschedule delivery
    Check here
    Release my parcel
  `),
  authority: phrases(`
    You have a tax refund of {amount}
    Notice of tax underpayment
    Unpaid traffic fine {id}
    Court summons: case {id}
    Outstanding toll payment
    Final notice before legal action
    Government benefit payment pending
    Your tax return has been rejected
    You are being investigated
    --
    Our records show that you are owed a tax refund of {amount}. Fill in the form to receive it.
    You have an unpaid fine of {amount}. Pay within {days} hours to avoid an increase and legal proceedings.
    You have been summoned to appear in court. Download the summons to read the details of your case.
    Failure to pay the outstanding toll will result in additional penalties and the suspension of your registration.
    You are entitled to a benefit payment that has not been claimed. Confirm your bank details to receive it.
    A complaint has been filed against you and your company. Open the attached document to see the complaint.
    Your social security number has been suspended because of suspicious activity.
    The police department has opened judicial proceedings against you. Reply with your justification within 72 hours, otherwise an arrest warrant will be issued.
    --
    Claim tax refund
    Pay fine
    View case
    Pay now
    Check your status
    Download the summons
  `),
};
