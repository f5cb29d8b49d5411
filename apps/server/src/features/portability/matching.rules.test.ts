import { describe, expect, it } from 'vitest';
import { matchPlace, type PossiblePlace, type SoughtPlace } from './matching.rules.js';

const METER = 1 / 111_195;
let count = 0;

const sought = (name: string, more: Partial<SoughtPlace> = {}): SoughtPlace => ({
  name,
  address: null,
  latitude: 40,
  longitude: 0,
  city: null,
  restaurantId: null,
  externalId: null,
  ...more,
});
/** A place as many metres north of the pin. */
const place = (
  name: string,
  distanceMeters: number | null,
  more: Partial<PossiblePlace> = {},
): PossiblePlace => ({
  restaurantId: ++count,
  name,
  externalId: null,
  address: null,
  neighborhood: null,
  city: 'New York',
  latitude: 40 + (distanceMeters ?? 0) * METER,
  longitude: 0,
  distanceMeters,
  ...more,
});
const nowhere = { latitude: null, longitude: null };

describe('with a position', () => {
  it('takes the place of the name, though others are nearer', () => {
    const right = place('Café Ondine', 30);
    const match = matchPlace(sought('Cafe Ondine & Sons'), [
      place('Bar Ondine', 5),
      right,
      place('Thai Spot', 2),
    ]);
    expect(match).toMatchObject({
      status: 'matched',
      candidates: [{ restaurantId: right.restaurantId, distanceMeters: 30 }, {}],
    });
  });

  it('takes the nearer one of two of a chain, and asks when both are as near', () => {
    const near = place('Taco Bell', 20);
    expect(matchPlace(sought('Taco Bell'), [place('Taco Bell', 300), near])).toMatchObject({
      status: 'matched',
      candidates: [{ restaurantId: near.restaurantId }, {}],
    });
    const both = [place('Taco Bell', 40), place('Taco Bell', -40, { distanceMeters: 40 })];
    expect(matchPlace(sought('Taco Bell'), both).status).toBe('ambiguous');
  });

  it('takes one of two twins within 50 m: they are one place', () => {
    const twins = [place('Subway', 10), place('Subway', 35)];
    expect(matchPlace(sought('Subway'), twins)).toMatchObject({
      status: 'matched',
      candidates: [{ restaurantId: twins[0]?.restaurantId }, {}],
    });
  });

  it('asks where only the name, or only the spot, agrees', () => {
    expect(matchPlace(sought('Café Ondine'), [place('Café Ondine', 380)]).status).toBe('ambiguous');
    expect(matchPlace(sought('Café Ondine'), [place('Thai Spot', 3)]).status).toBe('unmatched');
    expect(matchPlace(sought('Café Ondine'), []).status).toBe('unmatched');
  });

  it('trusts an id of ours where name or spot agree with it, and not elsewhere', () => {
    const renamed = place('Chez Nous', 8, { externalId: 'x-1' });
    expect(matchPlace(sought('Café Ondine', { externalId: 'x-1' }), [renamed]).status).toBe('matched');
    const moved = place('Café Ondine', 5_000);
    expect(matchPlace(sought('Café Ondine', { restaurantId: moved.restaurantId }), [moved]).status).toBe(
      'matched',
    );
    const other = place('Thai Spot', 5_000);
    expect(matchPlace(sought('Café Ondine', { restaurantId: other.restaurantId }), [other]).status).toBe(
      'unmatched',
    );
  });
});

describe('without a position', () => {
  it('takes the only place of a name, and asks among several', () => {
    expect(matchPlace(sought('Moody Tongue', nowhere), [place('Moody Tongue', null)]).status).toBe('matched');
    const several = [place('Moody Tongue', null), place('Moody Tongue', null, { latitude: 41 })];
    expect(matchPlace(sought('Moody Tongue', nowhere), several).status).toBe('ambiguous');
  });

  it('prefers the one in the home town, or in the street of the address', () => {
    const home = place('Moody Tongue', null, { city: 'Chicago', latitude: 41 });
    const away = place('Moody Tongue', null);
    expect(matchPlace(sought('Moody Tongue', nowhere), [away, home], { city: 'chicago' })).toMatchObject({
      status: 'matched',
      candidates: [{ restaurantId: home.restaurantId }, {}],
    });
    const street = place('Moody Tongue', null, { address: '150 W 10th St', latitude: 41 });
    expect(
      matchPlace(sought('Moody Tongue', { ...nowhere, address: '150 West 10th Street, NY' }), [away, street]),
    ).toMatchObject({ status: 'matched', candidates: [{ restaurantId: street.restaurantId }, {}] });
  });
});
