import type { WeekHours } from '@beli/contract';
import OpeningHours, { type opening_hours_warning_type } from 'opening_hours';
import { readPlainHours } from './plain-hours.rules.js';
import type { HoursReading } from './restaurant-row.rules.js';
import { toWeekHours, withoutHolidays } from './week-hours.rules.js';

// Three whole weeks without a change of clocks in any time zone; a value that is the same every week gives
// the same for any of them. The library thinks in the local time of this process.
const MONDAY = new Date(2024, 0, 8);
const THREE_WEEKS_LATER = new Date(2024, 0, 29);
const MINUTE = 60_000;

/** Readings that the library itself calls a guess, and what is said of them. */
const GUESSES: Partial<Record<opening_hours_warning_type | 'ambiguous_single_digit_hour', string>> = {
  ambiguous_single_digit_hour: 'an hour of one digit may mean morning or evening',
  combine_rules: 'its rules overwrite each other',
  strange_24_7: '24/7 stands together with other times',
  use_multi: 'weekdays and times do not belong together clearly',
  vague: 'it names no times',
};

/** Reads OpenStreetMap `opening_hours`; equal texts are read once. */
export class OsmHours {
  private readonly known = new Map<string, HoursReading>();

  read(text: string): HoursReading {
    let reading = this.known.get(text);
    if (!reading) {
      reading = readOsmHours(text);
      // Bounded, whatever the file holds.
      if (this.known.size >= 20_000) this.known.clear();
      this.known.set(text, reading);
    }
    return reading;
  }
}

const HOLIDAYS_DROPPED = 'hours on holidays are dropped';

// "Mo-Th 11:00-01:00; Fr 11:00-03:00": the rule for Friday replaces all of Friday, its first hour too.
const CUTS_THE_NIGHT = 'additional_rule_separator_not_used_after_time_wrapping_midnight';
const NIGHT_CUT = 'hours read to the letter: a rule for one day ends the night before it at midnight';

const unread = (reason: string): HoursReading => ({ hours: null, warning: `hours left empty: ${reason}` });

export function readOsmHours(text: string): HoursReading {
  const { value, isChanged } = withoutHolidays(text);
  const plain = readPlainHours(value);
  return plain
    ? { hours: plain, warning: isChanged ? HOLIDAYS_DROPPED : null }
    : readWithLibrary(value, isChanged);
}

/** @param isShortened whether something about holidays was taken out of the value */
export function readWithLibrary(value: string, isShortened: boolean): HoursReading {
  if (/24\/7/.test(value) && value !== '24/7') return unread('24/7 stands together with other times');
  let parsed: OpeningHours;
  try {
    parsed = new OpeningHours(value, null, { mode: 0, tag_key: 'opening_hours' } as never);
  } catch {
    return unread('they cannot be read');
  }
  if (!parsed.isWeekStable()) {
    return unread(
      /\b[PS]H\b/i.test(value) ? 'they depend on holidays' : 'they depend on the date or the sun',
    );
  }
  const remarks = parsed.getStructuredWarnings();
  const guess = remarks.find(({ type }) => GUESSES[type]);
  if (guess) return unread(GUESSES[guess.type] ?? 'they cannot be read');
  const intervals = parsed.getOpenIntervals(MONDAY, THREE_WEEKS_LATER);
  if (intervals.some(([, , isUnknown]) => isUnknown)) return unread('they are open-ended or on request');
  const hours: WeekHours | undefined = toWeekHours(
    intervals.map(([from, to]) => [minutesFromMonday(from), minutesFromMonday(to)]),
  );
  if (!hours) return unread('a day has more than six periods');
  const isCut = remarks.some(({ type }) => type === CUTS_THE_NIGHT);
  const warnings = [...(isShortened ? [HOLIDAYS_DROPPED] : []), ...(isCut ? [NIGHT_CUT] : [])];
  return { hours, warning: warnings.join('; ') || null };
}

const minutesFromMonday = (instant: Date) => Math.round((instant.getTime() - MONDAY.getTime()) / MINUTE);
