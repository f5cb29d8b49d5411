const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

// Making a format costs half a millisecond, using one a microsecond.
const formats = new Map<string, Intl.DateTimeFormat>();

/** What calendar and clock show in a time zone. */
export interface LocalTime {
  /** YYYY-MM-DD */
  readonly date: string;
  /** HH:mm */
  readonly time: string;
}

export function localTimeOf(timezone: string, instant: Date): LocalTime {
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timezone, format);
  }
  const { year, month, day, hour, minute } = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, value]),
  );
  return { date: `${year?.padStart(4, '0')}-${month}-${day}`, time: `${hour}:${minute}` };
}

/** How far the local clock is ahead of UTC. */
const aheadOf = (timezone: string, instant: number): number => {
  const { date, time } = localTimeOf(timezone, new Date(instant));
  return Date.parse(`${date}T${time}:00Z`) - Math.floor(instant / MINUTE_MS) * MINUTE_MS;
};

/**
 * When calendar and clock show this in a time zone: the first of two such instants where the clock is set back,
 * null where it is set forward past it.
 */
export function instantOf(timezone: string, { date, time }: LocalTime): Date | null {
  const asUtc = Date.parse(`${date}T${time}:00Z`);
  // No zone changes its clock twice within two days.
  const instants = [asUtc - DAY_MS, asUtc + DAY_MS]
    .map((near) => asUtc - aheadOf(timezone, near))
    .filter((instant) => asUtc - aheadOf(timezone, instant) === instant);
  return instants.length === 0 ? null : new Date(Math.min(...instants));
}
