import { WEEKDAYS, type WeekHours } from '@beli/contract';
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

const NIGHT_KEPT = 'hours read with nights going on into a day that has a rule of its own';

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
  const week = readWeek(value);
  if ('fault' in week) return unread(week.fault);
  const hours = week.isNightCut ? keepNights(value, week.hours) : week.hours;
  if (!hours) return unread('a rule for one day cuts into the night before');
  const warnings = [...(isShortened ? [HOLIDAYS_DROPPED] : []), ...(week.isNightCut ? [NIGHT_KEPT] : [])];
  return { hours, warning: warnings.join('; ') || null };
}

type Week = { readonly hours: WeekHours; readonly isNightCut: boolean } | { readonly fault: string };

function readWeek(value: string): Week {
  let parsed: OpeningHours;
  try {
    parsed = new OpeningHours(value, null, { mode: 0, tag_key: 'opening_hours' } as never);
  } catch {
    return { fault: 'they cannot be read' };
  }
  if (!parsed.isWeekStable())
    return {
      fault: /\b[PS]H\b/i.test(value) ? 'they depend on holidays' : 'they depend on the date or the sun',
    };
  const remarks = parsed.getStructuredWarnings().map(({ type }) => type);
  const guess = remarks.find((type) => GUESSES[type]);
  if (guess) return { fault: GUESSES[guess] ?? 'they cannot be read' };
  const intervals = parsed.getOpenIntervals(MONDAY, THREE_WEEKS_LATER);
  if (intervals.some(([, , isUnknown]) => isUnknown)) return { fault: 'they are open-ended or on request' };
  const hours = toWeekHours(intervals.map(([from, to]) => [minutesFromMonday(from), minutesFromMonday(to)]));
  if (!hours) return { fault: 'a day has more than six periods' };
  return {
    hours,
    isNightCut: remarks.includes('additional_rule_separator_not_used_after_time_wrapping_midnight'),
  };
}

/**
 * "Mo-Th 11:00-01:00; Fr 11:00-03:00": to the letter the rule for Friday replaces all of Friday, the hour
 * after midnight too, which nobody means who writes so. With a comma, as the library advises, the rules
 * stand beside each other. Undefined where that reading differs in more than the ends of nights.
 */
function keepNights(value: string, letter: WeekHours): WeekHours | undefined {
  const beside = readWeek(value.replaceAll(/;(?=\s*\S)/g, ','));
  return !('fault' in beside) && opensOf(beside.hours) === opensOf(letter) ? beside.hours : undefined;
}

const opensOf = (hours: WeekHours): string =>
  WEEKDAYS.map((weekday) => [hours[weekday] ?? []].flat().map(({ open }) => open)).join('|');

const minutesFromMonday = (instant: Date) => Math.round((instant.getTime() - MONDAY.getTime()) / MINUTE);
