import type { MailTemplate } from '@beli/contract';

interface Text {
  readonly subject: string;
  readonly text: string;
}

const NOT_YOU = 'If this was not you, set a new password at once';

/**
 * What a mail says. Tokens stand behind the # of a link: browsers send that part to nobody, so it is in no
 * log of a server and no referrer.
 */
export function textOf(template: MailTemplate, appUrl: string, token: string): Text {
  const forgot = `${appUrl}/forgot-password`;
  const texts: Record<MailTemplate, Text> = {
    'verify-email': {
      subject: 'Verify your e-mail address',
      text: `Welcome to Beli. Open this link within a week to show that this address is yours:\n\n${appUrl}/verify-email#token=${token}\n\nIf you did not sign up, do nothing.`,
    },
    'confirm-new-email': {
      subject: 'Confirm your new e-mail address',
      text: `Open this link within a day to use this address for your Beli account:\n\n${appUrl}/verify-email#token=${token}\n\nIf you did not ask for this, do nothing.`,
    },
    'email-change-asked': {
      subject: 'A new e-mail address was asked for',
      text: `Somebody who knows your password asked to move your Beli account to another e-mail address. It moves once that address is confirmed.\n\n${NOT_YOU}: ${forgot}`,
    },
    'email-changed': {
      subject: 'Your e-mail address was changed',
      text: 'Your Beli account now uses another e-mail address; this one has no part in it any more.\n\nIf this was not you, answer this mail.',
    },
    'reset-password': {
      subject: 'Set a new password',
      text: `Open this link within an hour to set a new password:\n\n${appUrl}/reset-password#token=${token}\n\nIf you did not ask for it, do nothing: your password stays as it is.`,
    },
    'password-changed': {
      subject: 'Your password was changed',
      text: `The password of your Beli account was changed, and other devices were signed out.\n\n${NOT_YOU}: ${forgot}`,
    },
    'account-secured': {
      subject: 'Your account is yours now',
      text: `You signed in with a provider that vouches for this e-mail address. A Beli account with this address existed, but nobody had ever verified it. It is yours now: its password was removed and every device signed out.\n\nTo have a password too, set one: ${forgot}`,
    },
  };
  return texts[template];
}
