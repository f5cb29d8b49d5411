import { ROUTES, type Sent } from '@beli/contract';
import type { Person } from './client.js';

let count = 0;

/** A restaurant by an admin; every call another name and place. */
export async function addRestaurant(
  admin: Person,
  overrides: Partial<Sent<typeof ROUTES.createRestaurant>['body']> = {},
): Promise<number> {
  count++;
  const { data } = await admin.must(ROUTES.createRestaurant, {
    body: {
      name: `Trattoria ${count}`,
      cuisines: ['italian'],
      location: {
        city: 'New York',
        state: 'NY',
        coordinates: { latitude: 40.7 + count / 1000, longitude: -74 },
      },
      ...overrides,
    },
  });
  return data.id;
}
