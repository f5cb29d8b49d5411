import { duration } from '../setup/progress.mjs';

const SHOWN_ACCOUNTS = 6;

/** The table a reader sees when everything runs. */
export function summary({ origin, accounts, home, mails, postgres, elapsed }) {
  const rows = [
    ['API', `${origin}/api/v1`],
    ['Docs', `${origin}/docs`],
    ...accountRows(accounts.filter(({ password }) => password).slice(0, SHOWN_ACCOUNTS)),
    ['Mails', `${mails} (nothing is sent anywhere yet)`],
    ['Data', home],
    ...(postgres.elsewhere ? [['Database', `${postgres.folder} (its account may not enter ${home})`]] : []),
    ...(postgres.folder ? [] : [['Database', 'the one DATABASE_URL names']]),
    ['Logs', `${home}/logs`],
    ['Stop', 'Ctrl-C (the data stays; begin anew with `npm start -- --reset`)'],
  ];
  const lines = rows.map(([name, value]) => `  ${name.padEnd(10)}${value}`);
  return `\nBeli is running, ${duration(elapsed)} after the start.\n\n${lines.join('\n')}\n`;
}

function accountRows(accounts) {
  const width = (key) => Math.max(0, ...accounts.map((account) => account[key].length));
  return accounts.map(({ id, email, password, role }, index) => [
    index === 0 ? 'Sign in' : '',
    `${email.padEnd(width('email'))}  ${password.padEnd(width('password'))}  ${role}, id ${id}`,
  ]);
}
