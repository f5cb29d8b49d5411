/** The people that tests and humans call by name; ids and usernames never change. */
export const cast = {
  /** Whom `npm start` prints first: a long history, a living streak, a full feed. */
  maya: { id: 1, username: 'maya', password: 'Noodles4Maya' },
  /** Maya's close friend; their tastes agree. */
  jonah: { id: 2, username: 'jonah_adler', password: 'BagelRun22' },
  /** A tastemaker that half the city follows. */
  priya: { id: 3, username: 'priya_eats', password: 'Saffron8Lane' },
  /** A moderator, who may not write reviews. */
  daniel: { id: 4, username: 'daniel_okafor', password: 'QuietTable5' },
  /** An admin. */
  ruth: { id: 5, username: 'ruth_lindqvist', password: 'Ledger9Kitchen' },
  /** A private account with followers and open requests. */
  theo: { id: 6, username: 'theo_n', password: 'HandRoll77' },
  /** Signed up yesterday: follows nobody, has been nowhere. */
  hannah: { id: 7, username: 'hannah_w', password: 'FirstBite31' },
} as const;

export type CastMember = keyof typeof cast;
