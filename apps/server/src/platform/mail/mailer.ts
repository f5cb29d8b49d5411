import { appendFile } from 'node:fs/promises';

export interface Mail {
  /** the same for every try at sending the same mail: becomes the Message-ID, by which receivers drop copies */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Delivers mails. A mail may be sent again after a crash, under the same id. */
export interface Mailer {
  send(mail: Mail): Promise<void>;
}

/**
 * Where mails go while there is no mail server: to a file, a JSON object a line, or to standard error. Not
 * through the logger: mails hold addresses and links, logs never do.
 */
export function createMailer(file: string | undefined): Mailer {
  return {
    async send(mail) {
      if (file === undefined) process.stderr.write(asText(mail));
      else await appendFile(file, `${JSON.stringify(mail)}\n`, { mode: 0o600 });
    },
  };
}

const asText = ({ id, to, subject, text }: Mail): string =>
  `\nMessage-ID: <${id}@beli>\nTo: ${to}\nSubject: ${subject}\n\n${text}\n\n`;
