import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, openDatabase, type TestDatabase } from '../../../test/database.js';
import type { Database } from '../../platform/database/database.js';
import { isOpenTo, isThereFor, showsKept } from './visibility.rules.js';
import { accountIsOpen, accountIsThere, relationIsShown } from './visibility.sql.js';

/* The rule of visibility as SQL and as a function say the same of every situation. */

let look: TestDatabase;
let database: Database;
let place: number;

beforeAll(async () => {
  look = await createTestDatabase();
  database = openDatabase(look.url, 2);
  const [row] = await look.query<{ id: number }>(
    `insert into restaurants (name, location) values ('x', 'point(0 0)') returning id::int as id`,
  );
  place = row?.id ?? 0;
});
afterAll(async () => {
  await database.close();
  await look.drop();
});

const Situation = fc.record({
  viewer: fc.constantFrom<'nobody' | 'other' | 'self'>('nobody', 'other', 'other', 'other', 'self'),
  isDeleted: fc.boolean(),
  isDeactivated: fc.boolean(),
  suspended: fc.constantFrom<null | 'past' | 'future'>(null, null, 'past', 'future'),
  isPublic: fc.boolean(),
  showsWantToTry: fc.boolean(),
  follow: fc.constantFrom<null | 'requested' | 'accepted'>(null, 'requested', 'accepted'),
  blocks: fc.constantFrom<null | 'viewer blocks' | 'account blocks'>(
    null,
    null,
    'viewer blocks',
    'account blocks',
  ),
  isStealth: fc.boolean(),
  status: fc.constantFrom<'been' | 'want_to_try' | 'recommended'>('been', 'want_to_try', 'recommended'),
});

it('in 500 random situations', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(Situation, async (situation) => {
      count++;
      await database
        .transaction(async (tx) => {
          const person = async (name: string) => {
            const { rows } = await sql<{ id: number }>`
              insert into users (username, display_name) values (${`${name}_${count}`}, 'x') returning id`.execute(
              tx,
            );
            return rows[0]?.id ?? 0;
          };
          const account = await person('account');
          const viewerId =
            situation.viewer === 'nobody'
              ? null
              : situation.viewer === 'self'
                ? account
                : await person('viewer');
          await sql`update users set is_public = ${situation.isPublic}, shows_want_to_try = ${situation.showsWantToTry},
            deleted_at = case when ${situation.isDeleted} then now() end,
            deactivated_at = case when ${situation.isDeactivated} then now() end,
            suspended_until = case ${situation.suspended}::text when 'past' then now() - interval '1 day' when 'future' then now() + interval '1 day' end
            where id = ${account}`.execute(tx);
          const isOther = viewerId !== null && viewerId !== account;
          const follow = isOther ? situation.follow : null;
          const blocks = isOther ? situation.blocks : null;
          if (follow)
            await sql`insert into follows (follower_id, followee_id, status, accepted_at)
              values (${viewerId}, ${account}, ${follow}, case when ${follow} = 'accepted' then now() end)`.execute(
              tx,
            );
          if (blocks) {
            const [blocker, blocked] = blocks === 'viewer blocks' ? [viewerId, account] : [account, viewerId];
            await sql`insert into blocks (blocker_id, blocked_id) values (${blocker}, ${blocked})`.execute(
              tx,
            );
          }
          await sql`insert into relations (user_id, restaurant_id, status, category, is_stealth)
            values (${account}, ${place}, ${situation.status}, 'restaurants', ${situation.isStealth})`.execute(
            tx,
          );
          const text = (condition: string) =>
            sql.raw(condition.replaceAll('$viewer', `${viewerId ?? 'null'}`));
          const { rows } = await sql<{ isThere: boolean; isOpen: boolean; isShown: boolean }>`
            select coalesce(${text(accountIsThere('u', '$viewer'))}, false) as "isThere",
                   coalesce(${text(accountIsOpen('u', '$viewer'))}, false) as "isOpen",
                   coalesce(${text(relationIsShown('rel', 'u', '$viewer'))}, false) as "isShown"
            from users u join relations rel on rel.user_id = u.id where u.id = ${account}`.execute(tx);
          const isThere = isThereFor({
            isDeleted: situation.isDeleted,
            isDeactivated: situation.isDeactivated,
            isSuspended: situation.suspended === 'future',
            isBlockedEitherWay: blocks !== null,
          });
          const isOpen =
            isThere &&
            isOpenTo(viewerId, {
              id: account,
              isPublic: situation.isPublic,
              isFollowedByViewer: follow === 'accepted',
            });
          const isShown = showsKept(viewerId, { id: account, ...situation }, situation);
          expect(rows[0]).toEqual({ isThere, isOpen, isShown });
          throw new RolledBack();
        })
        .catch((error: unknown) => {
          if (!(error instanceof RolledBack)) throw error;
        });
    }),
    { numRuns: 500, seed: 20_261_124 },
  );
});

class RolledBack extends Error {}
