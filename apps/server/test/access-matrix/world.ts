import { ROUTES } from '@beli/contract';
import { type Person, Person as Somebody } from '../client.js';
import { addRestaurant } from '../restaurants.js';
import type { RunningApi, TestServer } from '../server.js';

/** Who asks. The owner's account is private; the order is the order of asking, the owner comes last. */
export const PERSONAS = [
  'anonymous',
  'suspended',
  'blocked',
  'other',
  'follower',
  'tastemaker',
  'moderator',
  'admin',
  'owner',
] as const;
export type Persona = (typeof PERSONAS)[number];

/** A private account with something of every kind, and everybody who might want to get at it. */
export interface World {
  readonly people: Readonly<Record<Persona, Person>>;
  readonly ownerId: string;
  readonly ownerName: string;
  readonly followerId: string;
  /** somebody who asks to follow the owner, a new one each time */
  asker(): Promise<string>;
  /** a public account that has nothing to do with anybody, a new one each time */
  stranger(): Promise<Person>;
  /** a restaurant that nobody keeps, a new one each time */
  newPlace(): Promise<number>;
  /** on the owner's been list */
  readonly placeId: number;
  readonly ownerSessionId: string;
  /** takes back a removal of the owner */
  undoToken(): Promise<string>;
  query<T = Record<string, unknown>>(text: string, values?: unknown[]): Promise<T[]>;
}

export async function createWorld(server: TestServer, api: RunningApi): Promise<World> {
  const query: World['query'] = (text, values) => server.database.query(text, values);
  const [suspended, blocked, other, follower, owner] = await Promise.all(
    Array.from({ length: 5 }, () => server.signUp(api)),
  );
  if (!suspended || !blocked || !other || !follower || !owner) throw new Error('nobody signed up');
  const [tastemaker, moderator, admin] = await Promise.all(
    (['tastemaker', 'moderator', 'admin'] as const).map(async (role) =>
      server.promote(await server.signUp(api), role, api),
    ),
  );
  if (!tastemaker || !moderator || !admin) throw new Error('nobody was promoted');
  const people = {
    anonymous: new Somebody(api.url),
    suspended,
    blocked,
    other,
    follower,
    tastemaker,
    moderator,
    admin,
    owner,
  };
  await query(`update users set suspended_until = now() + interval '1 day' where id = $1`, [suspended.id]);
  await query(`update users set email_verified_at = now() where email_verified_at is null`);
  const ownerId = String(owner.id);
  await follower.must(ROUTES.followUser, { params: { id: ownerId } });
  await owner.must(ROUTES.updateSettings, { body: { privacy: { isPublicAccount: false } } });
  await owner.must(ROUTES.blockUser, { params: { id: String(blocked.id) } });
  const placeId = await addRestaurant(admin);
  await owner.must(ROUTES.addToList, {
    params: { id: 'me', scope: 'been' },
    body: { restaurantId: placeId, rating: 8 },
  });
  const [session] = await query<{ id: string }>('select id from sessions where user_id = $1', [owner.id]);
  const newPlace = () => addRestaurant(admin);
  return {
    people,
    ownerId,
    ownerName: owner.signedIn?.user.username ?? '',
    followerId: String(follower.id),
    placeId,
    ownerSessionId: session?.id ?? '',
    query,
    newPlace,
    stranger: () => server.signUp(api),
    async asker() {
      const asker = await server.signUp(api);
      await asker.must(ROUTES.followUser, { params: { id: ownerId } });
      return String(asker.id);
    },
    async undoToken() {
      const restaurantId = await newPlace();
      await owner.must(ROUTES.addToList, { params: { id: 'me', scope: 'been' }, body: { restaurantId } });
      const { headers } = await owner.must(ROUTES.removeRestaurant, {
        params: { restaurantId: String(restaurantId) },
      });
      return headers.get('x-undo-token') ?? '';
    },
  };
}
