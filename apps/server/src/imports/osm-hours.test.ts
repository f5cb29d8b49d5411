import { WEEKDAYS, type WeekHours } from '@beli/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readOsmHours, readWithLibrary } from './osm-hours.js';
import { readPlainHours } from './plain-hours.rules.js';

/** "Mo 11:00-14:00 17:00-22:00 | Tu -" -> short to write and to compare. */
const show = (hours: WeekHours | null) =>
  hours &&
  WEEKDAYS.map((weekday) => {
    const day = hours[weekday];
    return day
      ? [day]
          .flat()
          .map(({ open, close }) => `${open}-${close}`)
          .join(' ')
      : '-';
  }).join(' | ');
const everyDay = (text: string) => Array(7).fill(text).join(' | ');
const read = (text: string) => show(readOsmHours(text).hours);

describe('readOsmHours', () => {
  it.each([
    ['Mo-Su 11:00-22:00', everyDay('11:00-22:00')],
    ['11:00-14:30,17:00-24:00', everyDay('11:00-14:30 17:00-00:00')],
    ['24/7', everyDay('00:00-00:00')],
    ['Mo-Su 18:00-02:00', everyDay('18:00-02:00')],
    ['off', everyDay('-')],
    [
      'Mo 17:30-21:30; Tu off, We-Sa 11:30-13:30,18:00-21:30',
      '17:30-21:30 | - | 11:30-13:30 18:00-21:30 | 11:30-13:30 18:00-21:30 | 11:30-13:30 18:00-21:30 | 11:30-13:30 18:00-21:30 | -',
    ],
    [
      'Th-Tu 00:00-24:00',
      '00:00-00:00 | 00:00-00:00 | - | 00:00-00:00 | 00:00-00:00 | 00:00-00:00 | 00:00-00:00',
    ],
    ['Fr 20:00-24:00; Sa 00:00-03:00', '- | - | - | - | 20:00-03:00 | - | -'],
    ['Su 22:00-04:00', '- | - | - | - | - | - | 22:00-04:00'],
    ['Mo-Fr 10:30-26:00', '10:30-02:00 | 10:30-02:00 | 10:30-02:00 | 10:30-02:00 | 10:30-02:00 | - | -'],
    ['Everyday 11AM-9PM', everyDay('11:00-21:00')],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
    expect(readOsmHours(text).warning).toBeNull();
  });

  it.each([
    [
      'Mo-Fr 10:00-18:00; PH off',
      '10:00-18:00 | 10:00-18:00 | 10:00-18:00 | 10:00-18:00 | 10:00-18:00 | - | -',
    ],
    ['Mo-Su,PH 07:00-20:30', everyDay('07:00-20:30')],
    ['PH,Mo-Su 07:00-20:30', everyDay('07:00-20:30')],
    ['Mo 10:00-12:00; Su,PH off', '10:00-12:00 | - | - | - | - | - | -'],
    ['Mo 10:00-12:00, PH off', '10:00-12:00 | - | - | - | - | - | -'],
    ['Mo-Su 10:00-12:00; PH,SH 11:00-12:00', everyDay('10:00-12:00')],
    ['Mo-Su 10:00-12:00; PH', everyDay('10:00-12:00')],
  ])('drops holidays with a warning: %s', (text, expected) => {
    expect(read(text)).toBe(expected);
    expect(readOsmHours(text).warning).toBe('hours on holidays are dropped');
  });

  it.each([
    ['Oct-Mar Mo-Sa 11:00-15:00', 'they depend on the date or the sun'],
    ['Mo-Su 10:00-20:00; Dec 25 off', 'they depend on the date or the sun'],
    ['11:00-sunset', 'they depend on the date or the sun'],
    ['Su[1] 10:00-18:00', 'they depend on the date or the sun'],
    ['PH 10:00-12:00', 'they depend on holidays'],
    ['Tu-Sa 17:30+', 'they are open-ended or on request'],
    ['"by appointment"', 'they are open-ended or on request'],
    ['Mo-Su', 'it names no times'],
    ['Mo-Su 12:00-1:00', 'an hour of one digit may mean morning or evening'],
    ['24/7 17:30-02:00', '24/7 stands together with other times'],
    ['11:30-14:30; 17:30-22:30', 'its rules overwrite each other'],
    ['Mo-Th 11:30-10:00; Sa 12:00-10:00; Su 04:00-10:00', 'a rule for one day cuts into the night before'],
    ['whenever I feel like it', 'they cannot be read'],
    ['Mon-Sat !0:30-8:30', 'they cannot be read'],
    [
      '10:00-11:00,11:10-11:20,11:30-11:40,12:00-12:10,12:20-12:30,12:40-12:50,13:00-13:10',
      'a day has more than six periods',
    ],
  ])('leaves empty and says why: %s', (text, reason) => {
    expect(readOsmHours(text)).toEqual({ hours: null, warning: `hours left empty: ${reason}` });
  });

  it('lets a night go on into a day that has a rule of its own, and says so', () => {
    const reading = readOsmHours('Mo-Th 11:00-01:00; Fr,Sa 11:00-03:00; Su 12:00-22:00');
    expect(show(reading.hours)).toBe(
      '11:00-01:00 | 11:00-01:00 | 11:00-01:00 | 11:00-01:00 | 11:00-03:00 | 11:00-03:00 | 12:00-22:00',
    );
    expect(reading.warning).toMatch(/nights going on/);
  });
});

describe('readPlainHours', () => {
  const day = fc.constantFrom('Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su');
  const days = fc
    .array(
      fc.tuple(day, fc.option(day)).map(([from, to]) => (to && to !== from ? `${from}-${to}` : from)),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((list) => list.join(','));
  const clock = fc
    .integer({ min: 1, max: 288 })
    .map(
      (step) =>
        `${String(Math.floor(step / 12)).padStart(2, '0')}:${String((step % 12) * 5).padStart(2, '0')}`,
    );
  const times = fc
    .uniqueArray(clock, { minLength: 2, maxLength: 8 })
    .map((clocks) => clocks.sort())
    .map((clocks) =>
      clocks
        .slice(0, clocks.length - (clocks.length % 2))
        .map((text, index) => (index % 2 === 0 ? text : `-${text},`))
        .join('')
        .slice(0, -1)
        .replaceAll(',-', '-'),
    );
  const rule = fc.tuple(days, fc.oneof(times, fc.constant('off'))).map(([when, what]) => `${when} ${what}`);
  const value = fc.array(rule, { minLength: 1, maxLength: 4 }).map((rules) => rules.join('; '));

  it('reads what it reads as the library does', () => {
    let read = 0;
    fc.assert(
      fc.property(value, (text) => {
        const plain = readPlainHours(text);
        fc.pre(plain !== undefined);
        read++;
        const { hours, warning } = readWithLibrary(text, false);
        // The library finds fault with a rule that says nothing new; the hours are the same then.
        if (hours) expect(plain).toEqual(hours);
        else expect(warning).toMatch(/overwrite/);
      }),
      { numRuns: 150 },
    );
    expect(read).toBeGreaterThan(50);
  });

  it.each([
    '',
    'Mo-Fr',
    'Mo-Fr 18:00-02:00',
    '24/7',
    'Mo 10:00-12:00,11:00-13:00',
    '10:00-12:00; 14:00-16:00',
    'Mo 7:00-9:00',
  ])('leaves to the library: %j', (text) => {
    expect(readPlainHours(text)).toBeUndefined();
  });
});
